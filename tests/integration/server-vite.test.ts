import { describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { createMockOpenAI } from '../../test-app/scripts/mock-openai/index.js';
import { TestClient } from './helpers/client.js';
import { answerOf, Peer } from './helpers/server-peer.js';
import { startServerProcess } from './helpers/server-process.js';
import { own } from './helpers/server-world.js';

// A process with Vite in it takes seconds to start on a busy machine.
jest.setTimeout(60_000);

/** In a process of its own: Vite's native parts do not run inside Jest. */
async function startDevelopment() {
  const mock = await createMockOpenAI();
  own(() => mock.close());
  const url = await startServerProcess({ OPENAI_REALTIME_URL: mock.url, OPENAI_API_KEY: 'sk-1' }).url;
  return { url, socketUrl: url.replace('http', 'ws') };
}

describe('a host in development', () => {
  it("serves hot reload's socket and agent sockets on one port, at the same time", async () => {
    const { url, socketUrl } = await startDevelopment();
    const script = await request(url).get('/@vite/client').expect(200);
    const token = /wsToken = "([^"]+)"/.exec(script.text)?.[1] ?? '';
    const reload = await new Peer(`${socketUrl}/?token=${token}`, { protocols: ['vite-hmr'], origin: url }).opened;
    await expect(reload.next()).resolves.toBe('{"type":"connected"}');

    const agent = new TestClient(`${socketUrl}/v1/agent/converse`, { origin: url });
    own(() => agent.terminate());
    await agent.configure();
    agent.send({ type: 'InjectUserMessage', content: 'Hello' });
    await agent.waitFor('AgentAudioDone');

    const ping = await new Peer(socketUrl, { protocols: ['vite-ping'] }).opened;
    expect((await ping.closed).code).toBe(1000);
    expect((await answerOf(`${socketUrl}/elsewhere`, { protocols: ['vite-hmr'] })).status).toBe(404);
    expect((await answerOf(`${socketUrl}/`)).status).toBe(404);
  });

  it('serves the page on its paths, and never in place of an API', async () => {
    const { url } = await startDevelopment();
    for (const path of ['/', '/some/page']) {
      const page = await request(url).get(path).set('accept', 'text/html').expect(200);
      expect(page.text).toContain('/@vite/client');
    }
    await request(url)
      .get('/src/main.tsx')
      .expect(200)
      .expect('content-type', /javascript/);
    await request(url).get('/api/nope').set('accept', 'text/html').expect(404).expect('content-type', /json/);
    await request(url).get('/function-call').set('accept', 'text/html').expect(405);
  });
});
