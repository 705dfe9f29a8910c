import { Server } from 'node:net';
import { describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { startHost } from '../../test-app/scripts/server/host.js';
import { environmentOf } from './helpers/environment.js';
import { CANARIES, own, startTestHost } from './helpers/server-world.js';

describe("the host's HTTP routes", () => {
  it('answer GET /healthz with ok', async () => {
    const { url } = await startTestHost();
    await request(url).get('/healthz').expect(200, { status: 'ok' });
  });

  it.each([
    ['custom', false, {}],
    ['custom', true, { DEEPGRAM_API_KEY: CANARIES.DEEPGRAM_API_KEY }],
    ['openai', false, { OPENAI_REALTIME_URL: '' }],
    ['openai', false, { OPENAI_REALTIME_URL: 'wss://api.openai.com/v1/realtime' }],
  ])('answer GET /readyz with upstream %s and deepgram %s', async (upstream, deepgram, variables) => {
    const { url } = await startTestHost(variables);
    const services = expect.any(Object);
    await request(url)
      .get('/readyz')
      .expect(200)
      .expect(({ body }) => expect(body).toEqual({ ready: true, connections: 0, upstream, deepgram, services }));
  });

  it('count the connected clients in /readyz', async () => {
    const { url, connect } = await startTestHost();
    await connect('/openai').waitFor('Welcome');
    await request(url)
      .get('/readyz')
      .expect(200)
      .expect(({ body }) => expect(body).toMatchObject({ connections: 1 }));
  });

  it("answer GET /api/demo with phrases and the functions' definitions", async () => {
    const { url } = await startTestHost();
    const response = await request(url).get('/api/demo').expect(200);
    expect(response.body).toEqual({
      phrases: expect.arrayContaining([expect.any(String)]),
      voice: null,
      tools: [
        {
          name: 'get_current_time',
          description: expect.any(String),
          parameters: { type: 'object', properties: { timezone: expect.objectContaining({ type: 'string' }) } },
        },
        {
          name: 'get_weather',
          description: expect.stringContaining('made up'),
          parameters: {
            type: 'object',
            properties: { location: expect.objectContaining({ type: 'string' }) },
            required: ['location'],
          },
        },
      ],
    });
  });

  it.each(['/api/nope', '/api', '/api/demo/more', '/elsewhere'])('answer %s with a JSON 404', async (path) => {
    const { url } = await startTestHost();
    await request(url)
      .get(path)
      .expect(404, { error: { code: 'NOT_FOUND', message: 'There is nothing here.' } });
  });

  it.each(['/openai', '/v1/agent/converse', '/offline/openai', '/offline/v1/agent/converse'])(
    'answer a plain GET %s with 426',
    async (path) => {
      const { url } = await startTestHost();
      await request(url).get(path).expect(426).expect('upgrade', 'websocket');
    },
  );

  it('answer a path that cannot be decoded with 400 and no stack', async () => {
    const { url } = await startTestHost();
    const { status, text } = await request(url).get('/api/%');
    expect([status, text.includes('node_modules')]).toEqual([404, false]);
    const deepgram = await request(url).get('/deepgram-proxy/%');
    expect([deepgram.status, deepgram.body]).toEqual([
      400,
      { error: expect.objectContaining({ code: 'BAD_REQUEST' }) },
    ]);
  });
});

describe('a host that cannot start', () => {
  it('rejects, leaves nothing open, and leaves the port of another host alone', async () => {
    const { port, url } = await startTestHost();
    const environment = environmentOf({ PORT: String(port) });
    const listen = jest.spyOn(Server.prototype, 'listen');
    own(() => listen.mockRestore());
    await expect(startHost({ environment, web: 'none' })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    // The stand-in's server, which listened, and the host's own.
    expect((listen.mock.contexts as Server[]).map(({ listening }) => listening)).toEqual([false, false]);
    await request(url).get('/healthz').expect(200);
  });
});
