import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { encode } from '../../test-app/scripts/mock-openai/audio.js';
import { createMockOpenAI, scriptedBrain, silence, tone } from '../../test-app/scripts/mock-openai/index.js';
import { findFreePort } from '../helpers/free-port.js';
import { TestClient } from './helpers/client.js';
import { portOf, RECIPES, runProgram, runRecipe } from './helpers/recipe.js';
import { answerOf, Peer } from './helpers/server-peer.js';
import { CANARIES, own, startTestHost } from './helpers/server-world.js';
import { createWorld } from './helpers/world.js';

// Each is a process of its own, which takes seconds to start on a busy machine.
jest.setTimeout(30_000);

const { CLIENT_TOKEN } = CANARIES;

const converse = async (url: string, options?: ConstructorParameters<typeof TestClient>[1]) => {
  const client = new TestClient(url, options);
  own(() => client.terminate());
  await client.configure();
  client.send({ type: 'InjectUserMessage', content: 'Hello' });
  await client.waitFor('AgentAudioDone');
  return client;
};

describe('an Express app with the proxy in it, as in RECIPES.md', () => {
  it('keeps its own routes, serves agents, and leaves in order', async () => {
    const mock = await createMockOpenAI();
    own(() => mock.close());
    const program = runRecipe('express-app.ts', {
      PORT: '0',
      OPENAI_API_KEY: 'sk-1',
      OPENAI_REALTIME_URL: mock.url,
    });
    const host = `127.0.0.1:${await portOf(program)}`;
    await request(`http://${host}`).get('/').expect(200, 'My app');
    await request(`http://${host}`).get('/healthz').expect(200);
    await converse(`ws://${host}/openai`);
    const client = await converse(`ws://${host}/v1/agent/converse`);
    expect(mock.sessions).toHaveLength(2);
    expect((await answerOf(`ws://${host}/elsewhere`)).status).toBe(404);
    program.child.kill('SIGTERM');
    expect((await client.closed).code).toBe(1001);
    expect(await program.ended).toMatchObject({ code: 0, stderr: [] });
  });
});

describe('a telephone line, as in RECIPES.md', () => {
  const FRAME_BYTES = 160;

  /** A carrier's side of a call. */
  const callUp = async () => {
    const text = 'We are open from nine to five.';
    const { mock, origin } = await createWorld({
      mock: { model: { brain: scriptedBrain([{ type: 'message', text }]) } },
    });
    const program = runRecipe('telephony.ts', { PORT: '0', AGENT_URL: origin });
    const phone = await new Peer(`ws://127.0.0.1:${await portOf(program)}`).opened;
    const tell = (message: object) => phone.send(JSON.stringify(message));
    const say = (samples: Int16Array) => {
      const audio = encode(samples, { type: 'audio/pcmu' });
      for (let at = 0; at < audio.length; at += FRAME_BYTES) {
        tell({
          event: 'media',
          media: { payload: Buffer.from(audio.subarray(at, at + FRAME_BYTES)).toString('base64') },
        });
      }
    };
    const hear = async () => JSON.parse(String(await phone.next())) as { event: string; media?: { payload: string } };
    tell({ event: 'connected' });
    tell({ event: 'start', start: { streamSid: 'MZ1' } });
    return { session: await mock.nextSession(), phone, tell, say, hear };
  };

  it('carries mu-law both ways in frames of 20 ms, unchanged', async () => {
    const { session, phone, tell, say, hear } = await callUp();
    await session.waitForSent('response.done');
    const format = { type: 'audio/pcmu' };
    expect(session.config).toMatchObject({ audio: { input: { format }, output: { format } } });
    const sent = session.sent.flatMap((event) =>
      event.type === 'response.output_audio.delta' ? [Buffer.from(event.delta, 'base64')] : [],
    );
    const greeting = Buffer.concat(sent);
    const frames = Math.ceil(greeting.length / FRAME_BYTES);
    const heard: Buffer[] = [];
    while (heard.length < frames) {
      const message = await hear();
      expect(message).toMatchObject({ event: 'media', streamSid: 'MZ1' });
      heard.push(Buffer.from(message.media?.payload ?? '', 'base64'));
    }
    expect(new Set(heard.map(({ length }) => length))).toEqual(new Set([FRAME_BYTES]));
    expect(Buffer.concat(heard).subarray(0, greeting.length).equals(greeting)).toBe(true);

    say(tone(600));
    say(silence(800));
    while ((await hear()).event !== 'clear');
    await session.waitForSent('response.done', { nth: 2 });
    expect(await hear()).toMatchObject({ event: 'media', streamSid: 'MZ1' });
    const spoken = session.received.flatMap((event) =>
      event.type === 'input_audio_buffer.append' ? [event.audio] : [],
    );
    const whole = Buffer.concat(spoken.map((audio) => Buffer.from(audio, 'base64')));
    const expected = Buffer.concat([tone(600), silence(800)].map((samples) => encode(samples, { type: 'audio/pcmu' })));
    expect(whole.equals(expected)).toBe(true);

    tell({ event: 'stop' });
    await phone.closed;
    await session.closed;
  });
});

const NGINX = ['nginx', '/usr/sbin/nginx'].find((nginx) => spawnSync(nginx, ['-v']).status === 0);

describe('a server behind nginx, as in RECIPES.md', () => {
  const startNginx = async (upstreamPort: number): Promise<number> => {
    const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
    own(() => rm(folder, { recursive: true }));
    const port = await findFreePort();
    const recipe = readFileSync(`${RECIPES}nginx.conf`, 'utf8')
      .replace('listen 80;', `listen 127.0.0.1:${port};`)
      .replace('127.0.0.1:8080', `127.0.0.1:${upstreamPort}`);
    const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const file = join(folder, 'nginx.conf');
    await writeFile(
      file,
      [
        `pid ${folder}/nginx.pid; daemon off; master_process off; error_log stderr notice;`,
        `events {} http { access_log off; ${scratch.join(' ')}\n${recipe}}`,
      ].join('\n'),
    );
    // It says so once it listens.
    await runProgram([NGINX ?? '', '-p', folder, '-c', file]).saying(/event method/);
    return port;
  };

  (NGINX === undefined ? it.skip : it)(
    'is reached with its credentials, and from its own page (needs nginx)',
    async () => {
      const host = await startTestHost({ CLIENT_TOKEN });
      const port = await startNginx(host.port);
      const url = `ws://127.0.0.1:${port}/v1/agent/converse`;
      await request(`http://127.0.0.1:${port}`).get('/healthz').expect(200, { status: 'ok' });
      expect((await answerOf(url)).status).toBe(401);
      const headers = { authorization: `Token ${CLIENT_TOKEN}`, host: `agent.example.com:${port}` };
      const client = await converse(url, { headers, origin: `http://agent.example.com:${port}` });
      expect(client.audio.length).toBeGreaterThan(0);
      expect((await answerOf(url, { headers, origin: 'https://evil.example' })).status).toBe(403);
      await host.close();
      expect((await client.closed).code).toBe(1001);
    },
  );

  (NGINX === undefined ? it.skip : it)(
    'needs CLIENT_TOKEN, as nginx speaks for other machines (needs nginx)',
    async () => {
      const host = await startTestHost();
      const port = await startNginx(host.port);
      const { status, body } = await answerOf(`ws://127.0.0.1:${port}/openai`);
      expect([status, JSON.parse(body)]).toMatchObject([401, { error: { code: 'LOOPBACK_ONLY' } }]);
    },
  );
});
