import { connect as connectTcp } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { answerOf } from './helpers/server-peer.js';
import { CANARIES, startTestHost } from './helpers/server-world.js';

const { CLIENT_TOKEN } = CANARIES;
const AGENT_PATHS = ['/openai', '/v1/agent/converse'];

describe('an upgrade to an agent path', () => {
  it.each(AGENT_PATHS)('opens an agent socket on %s', async (path) => {
    const { connect, mock } = await startTestHost();
    const client = await connect(path).configure();
    expect(client.types().slice(0, 2)).toEqual(['Welcome', 'SettingsApplied']);
    expect((await mock.nextSession()).url.searchParams.get('model')).toBe('gpt-realtime');
  });

  it('has the model of OPENAI_REALTIME_MODEL where Settings name none', async () => {
    const { connect, mock } = await startTestHost({ OPENAI_REALTIME_MODEL: 'gpt-realtime-mini' });
    await connect('/openai').configure({ type: 'Settings', audio: {}, agent: { think: {} } });
    expect((await mock.nextSession()).url.searchParams.get('model')).toBe('gpt-realtime-mini');
  });
});

describe('an upgrade to a path that nobody serves', () => {
  it.each(['/', '/elsewhere', '/api/demo', '/openai/more', '/deepgram-proxy2', '//', '/v1/listen'])(
    'is answered 404 on %s',
    async (path) => {
      const { socketUrl } = await startTestHost();
      const { status, body } = await answerOf(`${socketUrl}${path}`);
      expect([status, JSON.parse(body)]).toMatchObject([404, { error: { code: 'NOT_FOUND' } }]);
    },
  );

  it('is answered 404 for the sub-protocol of Vite, where there is no Vite', async () => {
    const { socketUrl } = await startTestHost();
    expect((await answerOf(`${socketUrl}/`, { protocols: ['vite-hmr'] })).status).toBe(404);
  });
});

describe('the origin of an upgrade', () => {
  it.each([
    ['the page itself', (url: string) => url],
    ['a loopback name on another port', () => 'http://localhost:5173'],
    ['a loopback address', () => 'http://127.0.0.1'],
    ['an entry of ALLOWED_ORIGINS', () => 'https://app.example'],
  ])('passes as %s', async (_case, originOf) => {
    const { connect, url } = await startTestHost({ ALLOWED_ORIGINS: 'https://other.example, https://app.example' });
    await expect(connect('/openai', { origin: originOf(url) }).opened).resolves.toBeUndefined();
  });

  it.each(['https://evil.example', 'http://app.example', 'https://app.example.evil.example', 'null'])(
    'is refused with 403 as %s',
    async (origin) => {
      const { socketUrl, mock } = await startTestHost({ ALLOWED_ORIGINS: 'https://app.example' });
      const { status, body } = await answerOf(`${socketUrl}/openai`, { origin });
      expect([status, JSON.parse(body)]).toMatchObject([403, { error: { code: 'ORIGIN_NOT_ALLOWED' } }]);
      expect(mock.sessions).toEqual([]);
    },
  );
});

describe('CLIENT_TOKEN', () => {
  it.each([
    ['an Authorization header of scheme Token', '', { headers: { authorization: `Token ${CLIENT_TOKEN}` } }],
    ['an Authorization header of scheme Bearer', '', { headers: { authorization: `Bearer ${CLIENT_TOKEN}` } }],
    ['the query', `?token=${CLIENT_TOKEN}`, {}],
    ['the subprotocols of a browser', '', { protocols: ['token', CLIENT_TOKEN] }],
  ])('admits a client that sends it in %s', async (_case, query, options) => {
    const { connect } = await startTestHost({ CLIENT_TOKEN });
    await expect(connect(`/openai${query}`, options).opened).resolves.toBeUndefined();
  });

  it.each([
    ['none', '', {}],
    ['another', '?token=other', {}],
    ['its beginning', `?token=${CLIENT_TOKEN.slice(0, -1)}`, {}],
    ['an empty one', '', { headers: { authorization: 'Token ' } }],
  ])('refuses a client that sends %s with 401', async (_case, query, options) => {
    const { socketUrl } = await startTestHost({ CLIENT_TOKEN });
    const { status, body } = await answerOf(`${socketUrl}/openai${query}`, options);
    expect([status, JSON.parse(body)]).toMatchObject([401, { error: { code: 'UNAUTHORIZED' } }]);
  });

  it('unset admits this machine under a loopback name only', async () => {
    const { socketUrl } = await startTestHost();
    const { status, body } = await answerOf(`${socketUrl}/openai`, { headers: { host: 'rebound.example' } });
    expect([status, JSON.parse(body)]).toMatchObject([401, { error: { code: 'LOOPBACK_ONLY' } }]);
  });
});

describe('a host that closes', () => {
  it('tells its clients 1001, ends their upstream sockets and frees the port', async () => {
    const host = await startTestHost();
    const client = await host.connect('/openai').configure();
    const session = await host.mock.nextSession();
    const closing = host.close().then(() => 'closed');
    await host.close();
    await expect(Promise.race([closing, Promise.resolve('closing')])).resolves.toBe('closed');
    expect((await client.closed).code).toBe(1001);
    await session.closed;
    await expect(fetch(host.url)).rejects.toThrow();
  });

  it('does not wait for a client that never hangs up', async () => {
    const host = await startTestHost();
    const socket = connectTcp({ port: host.port, host: '127.0.0.1', allowHalfOpen: true });
    const upgrade = ['Host: 127.0.0.1', 'Connection: Upgrade', 'Upgrade: websocket', '', ''].join('\r\n');
    socket.write(`GET /elsewhere HTTP/1.1\r\n${upgrade}`);
    await new Promise((resolve) => socket.once('data', resolve));
    await host.close();
    socket.destroy();
  });
});
