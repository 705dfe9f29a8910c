import { describe, expect, it } from '@jest/globals';
import { SETTINGS } from './helpers/client.js';
import { CANARY_KEY, createWorld } from './helpers/world.js';

describe('6. Authentication: the upstream', () => {
  it('is given the configured key as a bearer token, and no beta header', async () => {
    const { converse } = await createWorld();
    const { session } = await converse();
    expect(session.headers.authorization).toBe(`Bearer ${CANARY_KEY}`);
    expect(session.headers['openai-beta']).toBeUndefined();
  });

  it('is given further configured headers', async () => {
    const { converse } = await createWorld({ proxy: { upstream: { headers: { 'OpenAI-Project': 'proj_1' } } } });
    const { session } = await converse();
    expect(session.headers['openai-project']).toBe('proj_1');
  });

  it('refuses a wrong key: the client hears UPSTREAM_AUTH, is closed with 1000, and sees nothing of the key', async () => {
    const { connect, logs } = await createWorld({ mock: { apiKey: 'sk-another' } });
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    expect((await client.closed).code).toBe(1000);
    expect(client.all('Error')).toMatchObject([{ code: 'UPSTREAM_AUTH' }]);
    const seen = JSON.stringify([client.messages, logs]);
    expect(seen).not.toContain(CANARY_KEY);
    expect(seen).not.toContain(CANARY_KEY.slice(-4));
  });

  it('does not know the model: the client hears so, and is closed with 1000', async () => {
    const { connect } = await createWorld({ mock: { hasModel: () => false } });
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    expect((await client.closed).code).toBe(1000);
    expect(client.all('Error')).toMatchObject([{ code: 'invalid_model' }]);
  });
});

describe('6. Authentication: the client', () => {
  it.each(['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'])(
    'must be known when a reverse proxy on this machine speaks for it: %s',
    async (name) => {
      const { connect } = await createWorld();
      const client = connect('/openai', { headers: { [name]: '203.0.113.9' } });
      await expect(client.opened).rejects.toThrow('401');
    },
  );

  const authenticate = (credential: string | undefined) => credential === 'secret-token';

  it.each<[string, string, { headers?: Record<string, string>; protocols?: string[] }]>([
    ['Authorization: Token', '/openai', { headers: { authorization: 'Token secret-token' } }],
    ['Authorization: Bearer', '/openai', { headers: { authorization: 'Bearer secret-token' } }],
    ['Authorization: bearer', '/openai', { headers: { authorization: 'bearer secret-token' } }],
    ['the subprotocol pair token', '/openai', { protocols: ['token', 'secret-token'] }],
    ['the subprotocol pair bearer', '/openai', { protocols: ['bearer', 'secret-token', 'x-deepgram-session-id', 'u'] }],
    ['the query', '/openai?token=secret-token&service=agent', {}],
  ])('is known by %s', async (_name, path, options) => {
    const { connect } = await createWorld({ proxy: { authenticate } });
    const client = connect(path, options);
    await client.opened;
    expect(client.protocol).toBe(options.protocols?.[0] ?? '');
  });

  it.each<[string, string]>([
    ['no credential', '/openai'],
    ['a wrong one', '/openai?token=guess'],
  ])('with %s is refused with 401, before any socket', async (_name, path) => {
    const { connect, mock } = await createWorld({ proxy: { authenticate } });
    await expect(connect(path).opened).rejects.toThrow('401');
    expect(mock.sessions).toHaveLength(0);
  });

  it('is refused with 503 when credentials cannot be checked', async () => {
    const { connect } = await createWorld({
      proxy: { authenticate: () => Promise.reject(new Error('database down')) },
    });
    await expect(connect().opened).rejects.toThrow('503');
  });

  it.each(['http://localhost:5173', 'http://127.0.0.1:8080', 'http://[::1]:3000', 'https://app.example'])(
    'of a page from %s is let in, when that is this machine or allowed',
    async (origin) => {
      const { connect } = await createWorld({ proxy: { allowedOrigins: ['https://app.example'] } });
      await expect(connect('/openai', { origin }).opened).resolves.toBeUndefined();
    },
  );

  it.each(['https://evil.example', 'null', 'http://localhost.evil.example'])(
    'of a page from %s is refused with 403',
    async (origin) => {
      const { connect } = await createWorld();
      await expect(connect('/openai', { origin }).opened).rejects.toThrow('403');
    },
  );

  it('under a foreign host name is refused, so that a page cannot rebind its own name to this machine', async () => {
    const { connect } = await createWorld();
    const headers = { host: 'evil.example', origin: 'http://evil.example' };
    await expect(connect('/openai', { headers }).opened).rejects.toThrow('401');
  });

  it('beyond the limit is refused with 503, and one address beyond its own with 429', async () => {
    const full = await createWorld({ proxy: { limits: { connections: 1 } } });
    await full.connect().opened;
    await expect(full.connect().opened).rejects.toThrow('503');
    const busy = await createWorld({ proxy: { limits: { connectionsPerAddress: 1 } } });
    const first = busy.connect();
    await first.opened;
    await expect(busy.connect().opened).rejects.toThrow('429');
    await first.close();
  });

  it('that sends too large a frame is closed with 1009, and no other', async () => {
    const { connect, converse } = await createWorld({ proxy: { limits: { messageBytes: 1_000 } } });
    const other = await converse();
    const client = connect();
    await client.opened;
    client.sendAudio(new Uint8Array(1_001));
    expect((await client.closed).code).toBe(1009);
    await other.client.roundTrip();
  });
});
