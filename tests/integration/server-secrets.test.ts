import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createMockOpenAI } from '../../test-app/scripts/mock-openai/index.js';
import { startFakeDeepgram } from './helpers/server-deepgram.js';
import { answerOf, Peer } from './helpers/server-peer.js';
import { CANARIES, expectNoCanary, own, startTestHost } from './helpers/server-world.js';

const PATHS = [
  '/',
  '/healthz',
  '/readyz',
  '/api/demo',
  '/api/nope',
  '/openai',
  '/v1/agent/converse',
  '/deepgram-proxy',
  '/offline/readyz',
  '/offline/openai',
];

describe("the server's keys and the client's token", () => {
  it('are in no response, no refusal, no frame and no log line', async () => {
    const deepgram = await startFakeDeepgram(CANARIES.DEEPGRAM_API_KEY);
    const { url, socketUrl, connect, mock, logLines } = await startTestHost({
      ...CANARIES,
      DEEPGRAM_AGENT_URL: deepgram.url,
    });
    const said: string[] = [];
    for (const path of PATHS) {
      const { text, headers } = await request(url).get(path);
      said.push(text, JSON.stringify(headers));
    }
    for (const path of ['/openai', '/deepgram-proxy', '/elsewhere']) {
      said.push(JSON.stringify(await answerOf(`${socketUrl}${path}`)));
    }
    const { text } = await request(url).post('/function-call').send({ id: '1', name: 'get_weather', arguments: '{' });
    const token = `?token=${CANARIES.CLIENT_TOKEN}`;
    const agent = await connect(`/openai${token}`).configure();
    agent.send({ type: 'InjectUserMessage', content: 'Hello' });
    await agent.waitFor('AgentAudioDone');
    const peer = await new Peer(`${socketUrl}/deepgram-proxy${token}`).opened;
    peer.send('{"type":"KeepAlive"}');
    said.push(text, JSON.stringify(agent.messages), String(await peer.next()));

    expect((await mock.nextSession()).headers.authorization).toBe(`Bearer ${CANARIES.OPENAI_API_KEY}`);
    expect(deepgram.requests[0]?.headers.authorization).toBe(`Token ${CANARIES.DEEPGRAM_API_KEY}`);
    expectNoCanary(said.join('\n'));
    expect(logLines.length).toBeGreaterThan(0);
    expectNoCanary(logLines.join('\n'));
  });

  it('are in nothing that a client hears when the upstream refuses its key', async () => {
    const strict = await createMockOpenAI({ apiKey: 'another' });
    own(() => strict.close());
    const { connect, logLines } = await startTestHost({ OPENAI_REALTIME_URL: strict.url });
    const client = connect('/openai');
    await client.opened;
    client.send({ type: 'Settings', audio: {}, agent: {} });
    const { code, reason } = await client.closed;
    expect(code).toBeGreaterThanOrEqual(1000);
    expect(client.all('Error')).toHaveLength(1);
    expectNoCanary([reason, JSON.stringify(client.messages), ...logLines].join('\n'));
  });
});
