import { describe, expect, it, jest } from '@jest/globals';
import { createMockOpenAI } from '../../test-app/scripts/mock-openai/index.js';
import { TestClient } from './helpers/client.js';
import { startServerProcess } from './helpers/server-process.js';
import { CANARIES, expectNoCanary, own } from './helpers/server-world.js';

// A process with Vite in it takes seconds to start on a busy machine.
jest.setTimeout(60_000);

async function startUpstream() {
  const mock = await createMockOpenAI();
  own(() => mock.close());
  return { mock, host: new URL(mock.url).host, variables: { ...CANARIES, OPENAI_REALTIME_URL: mock.url } };
}

describe('the server process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('says what it serves, and leaves in order on %s', async (signal) => {
    const { host, variables } = await startUpstream();
    const { child, url, exited } = startServerProcess({ ...variables, LOG_LEVEL: 'debug' });
    const client = new TestClient(`${(await url).replace('http', 'ws')}/openai?token=${CANARIES.CLIENT_TOKEN}`);
    own(() => client.terminate());
    await client.configure();
    child.kill(signal);
    expect((await client.closed).code).toBe(1001);
    const { code, stdout, stderr } = await exited;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`/openai, /v1/agent/converse -> custom: ${host}`);
    expect(stdout).toContain('/deepgram-proxy -> agent.deepgram.com');
    expectNoCanary(stdout);
  });

  it('finishes a running turn although the signal comes twice', async () => {
    const { mock, variables } = await startUpstream();
    const { child, url, exited } = startServerProcess({ ...variables, CLIENT_TOKEN: '' });
    const client = new TestClient(`${(await url).replace('http', 'ws')}/openai`);
    own(() => client.terminate());
    await client.configure();
    const release = (await mock.nextSession()).hold('response.done');
    client.send({ type: 'InjectUserMessage', content: 'Hello' });
    await release.reached;
    child.kill('SIGTERM');
    while ((await fetch(`${await url}/readyz`)).ok);
    child.kill('SIGTERM');
    release();
    await client.waitFor('AgentAudioDone');
    expect((await client.closed).code).toBe(1001);
    expect(await exited).toMatchObject({ code: 0, stderr: '' });
  });

  it('says in one line that its port is taken, with exit code 1', async () => {
    const { variables } = await startUpstream();
    const { port } = new URL(await startServerProcess(variables).url);
    const { code, stderr } = await startServerProcess({ ...variables, PORT: port }).exited;
    expect([code, stderr]).toEqual([1, `Port ${port} is in use: end its owner, or set PORT.\n`]);
  });

  it('does not start with wrong variables: it names all at once, no secret, and has exit code 1', async () => {
    const { code, stdout, stderr } = await startServerProcess({
      OPENAI_API_KEY: 'canary one',
      DEEPGRAM_API_KEY: 'canary two',
      OPENAI_REALTIME_URL: 'https://user:canary@example.com',
      CLIENT_TOKEN: '',
      HOST: '0.0.0.0',
      PORT: 'x',
    }).exited;
    expect([code, stdout]).toEqual([1, '']);
    for (const name of ['PORT', 'HOST', 'OPENAI_API_KEY', 'DEEPGRAM_API_KEY', 'OPENAI_REALTIME_URL']) {
      expect(stderr).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(stderr).not.toContain('canary');
  });
});
