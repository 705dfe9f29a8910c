import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { startFakeDeepgram, type FakeDeepgram } from './helpers/server-deepgram.js';
import { answerOf, Peer, type PeerOptions } from './helpers/server-peer.js';
import { CANARIES, expectNoCanary, own, startTestHost } from './helpers/server-world.js';

const { CLIENT_TOKEN, DEEPGRAM_API_KEY } = CANARIES;

/** A host in front of a Deepgram that knows the host's key. */
async function startPair(variables: NodeJS.ProcessEnv = {}) {
  const deepgram = await startFakeDeepgram(DEEPGRAM_API_KEY);
  const host = await startTestHost({ DEEPGRAM_API_KEY, DEEPGRAM_AGENT_URL: deepgram.url, ...variables });
  const connect = (query = '', options?: PeerOptions) =>
    new Peer(`${host.socketUrl}/deepgram-proxy${query}`, options).opened;
  return { ...host, host, deepgram, connect };
}

const UPGRADE_HEADERS = [
  'Host: 127.0.0.1',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

const endOf = ({ sockets: [socket] }: FakeDeepgram): Promise<{ code: number; reason: string }> =>
  new Promise((resolve) => socket?.once('close', (code, reason) => resolve({ code, reason: reason.toString() })));

const textOf = ({ url, rawHeaders }: IncomingMessage): string => [url, ...rawHeaders].join('\n');

describe('/deepgram-proxy without DEEPGRAM_API_KEY', () => {
  const error = { code: 'DEEPGRAM_NOT_CONFIGURED', description: 'The server has no DEEPGRAM_API_KEY.' };

  it('answers an upgrade with 503', async () => {
    const { socketUrl } = await startTestHost();
    const { status, body } = await answerOf(`${socketUrl}/deepgram-proxy?service=agent`);
    expect([status, JSON.parse(body)]).toEqual([503, { error }]);
  });

  it('answers a plain GET with 503', async () => {
    const { url } = await startTestHost();
    await request(url).get('/deepgram-proxy').expect(503, { error });
  });
});

describe('/deepgram-proxy', () => {
  it('passes text and binary frames both ways, unchanged', async () => {
    const { connect } = await startPair();
    const client = await connect();
    const audio = Buffer.from([0, 255, 1, 254]);
    client.send('{"type":"KeepAlive"}');
    client.send(audio);
    client.send('last');
    expect([await client.next(), await client.next(), await client.next()]).toEqual([
      '{"type":"KeepAlive"}',
      audio,
      'last',
    ]);
  });

  it.each(['', '/', '/v1/agent/converse'])("asks for Deepgram's path, whatever follows its own: %s", async (rest) => {
    const { connect, deepgram } = await startPair();
    await connect(`${rest}?service=agent&traceId=abc`);
    expect(deepgram.requests[0]?.url).toBe('/v1/agent/converse?service=agent&traceId=abc');
  });

  it("asks for Deepgram's recognition where the component opens its transcription socket", async () => {
    const listen = await startFakeDeepgram(DEEPGRAM_API_KEY);
    const { connect, deepgram } = await startPair({ DEEPGRAM_LISTEN_URL: listen.url.replace(/\/v1.*/, '/v1/listen') });
    const client = await connect('?model=nova-3&token=abc&service=transcription');
    client.send('{"type":"CloseStream"}');
    expect(await client.next()).toBe('{"type":"CloseStream"}');
    expect(listen.requests[0]?.url).toBe('/v1/listen?model=nova-3');
    expect(deepgram.requests).toEqual([]);
  });

  it('keeps the query of the configured URL', async () => {
    const deepgram = await startFakeDeepgram(DEEPGRAM_API_KEY);
    const { connect } = await startPair({ DEEPGRAM_AGENT_URL: `${deepgram.url}?region=eu` });
    await connect('?a=1');
    expect(deepgram.requests[0]?.url).toBe('/v1/agent/converse?region=eu&a=1');
  });

  it("names Deepgram's host, not its own", async () => {
    const { connect, deepgram } = await startPair();
    await connect();
    expect(deepgram.requests[0]?.headers.host).toBe(new URL(deepgram.url).host);
  });

  it('answers a plain GET with 426', async () => {
    const { url } = await startPair();
    await request(url).get('/deepgram-proxy').expect(426).expect('upgrade', 'websocket');
  });
});

describe('credentials on /deepgram-proxy', () => {
  it.each([
    ['an Authorization header', '', { headers: { authorization: `Token ${CLIENT_TOKEN}` } }],
    ['the query', `?a=1&token=${CLIENT_TOKEN}`, {}],
  ])("replace those in %s with the server's, in the header", async (_case, query, options) => {
    const { connect, deepgram } = await startPair({ CLIENT_TOKEN });
    const client = await connect(query, options);
    const [upgrade] = deepgram.requests;
    expect(upgrade?.headers.authorization).toBe(`Token ${DEEPGRAM_API_KEY}`);
    expect(upgrade?.headers).not.toHaveProperty('sec-websocket-protocol');
    expect(client.protocol).toBe('');
  });

  it.each([
    ['token', ['token', CLIENT_TOKEN]],
    ['bearer', ['bearer', CLIENT_TOKEN, 'x-deepgram-session-id', '0f8fad5b']],
  ])("replace those in the subprotocols of scheme %s with the server's, likewise", async (scheme, protocols) => {
    const { connect, deepgram } = await startPair({ CLIENT_TOKEN });
    const client = await connect('', { protocols });
    const [upgrade] = deepgram.requests;
    expect(upgrade?.headers['sec-websocket-protocol']).toBe(`token, ${DEEPGRAM_API_KEY}`);
    expect(upgrade?.headers).not.toHaveProperty('authorization');
    expect(client.protocol).toBe(scheme);
  });

  it('are all that a client tells about itself, and none of them reaches Deepgram', async () => {
    const { connect, deepgram } = await startPair({ CLIENT_TOKEN });
    const headers = {
      authorization: `Bearer ${CLIENT_TOKEN}`,
      'proxy-authorization': `Basic ${CLIENT_TOKEN}`,
      cookie: `session=${CLIENT_TOKEN}`,
      origin: 'http://localhost:5173',
      'x-forwarded-for': '203.0.113.7',
      'x-api-key': CLIENT_TOKEN,
    };
    await connect(`?token=${CLIENT_TOKEN}`, { headers, protocols: ['token', CLIENT_TOKEN] });
    const told = deepgram.requests.map(textOf).join('\n');
    expect(told).toContain(DEEPGRAM_API_KEY);
    expect(told).not.toContain(CLIENT_TOKEN);
    expect(told).not.toMatch(/cookie|origin|forwarded|x-api-key/i);
  });

  it('admit whom the agent paths admit, and nobody else', async () => {
    const { socketUrl, deepgram } = await startPair({ CLIENT_TOKEN });
    const path = `${socketUrl}/deepgram-proxy`;
    const refusals = await Promise.all([
      answerOf(path),
      answerOf(`${path}?token=other`),
      answerOf(`${path}?token=${CLIENT_TOKEN}`, { origin: 'https://evil.example' }),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual([401, 401, 403]);
    expect(deepgram.requests).toEqual([]);
  });

  it('of a browser on an allowed origin are not asked for where CLIENT_TOKEN is unset', async () => {
    const { connect, deepgram } = await startPair({ ALLOWED_ORIGINS: 'https://app.example' });
    await connect('', { origin: 'https://app.example' });
    expect(deepgram.requests).toHaveLength(1);
  });
});

describe('/deepgram-proxy, when a leg ends', () => {
  it("passes the client's close on", async () => {
    const { connect, deepgram } = await startPair();
    const client = await connect();
    const ended = endOf(deepgram);
    client.close(4001, 'enough');
    await expect(ended).resolves.toEqual({ code: 4001, reason: 'enough' });
    await client.closed;
  });

  it("passes Deepgram's close on", async () => {
    const { connect, deepgram } = await startPair();
    const client = await connect();
    deepgram.sockets[0]?.close(1011, 'CLIENT_MESSAGE_TIMEOUT');
    await expect(client.closed).resolves.toEqual({ code: 1011, reason: 'CLIENT_MESSAGE_TIMEOUT' });
  });

  it('ends the client when Deepgram breaks off', async () => {
    const { connect, deepgram } = await startPair();
    const client = await connect();
    deepgram.sockets[0]?.terminate();
    expect((await client.closed).code).toBe(1006);
  });

  it('ends the client, and stays up, when the connection to Deepgram is reset', async () => {
    const { connect, deepgram, url, logLines } = await startPair();
    const client = await connect();
    deepgram.reset();
    expect((await client.closed).code).toBe(1006);
    expect(logLines).toContain('{"level":"warn","event":"deepgram_failed","error":"ECONNRESET"}');
    await request(url).get('/healthz').expect(200);
  });

  it('ends even a client that does not hang up in turn', async () => {
    const { deepgram, port } = await startPair();
    const socket = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true });
    own(() => socket.destroy());
    socket.write(`GET /deepgram-proxy HTTP/1.1\r\n${UPGRADE_HEADERS.join('\r\n')}\r\n\r\n`);
    await once(socket, 'data');
    deepgram.sockets[0]?.terminate();
    await once(socket, 'end');
    const failed = new Promise((resolve) => socket.once('error', resolve));
    const insist = () => socket.write('\0', (error) => error ?? setImmediate(insist));
    insist();
    await expect(failed).resolves.toMatchObject({ syscall: 'write' });
  });

  it('lets go of Deepgram when the client breaks off', async () => {
    const { connect, deepgram } = await startPair();
    const client = await connect();
    const ended = endOf(deepgram);
    client.terminate();
    await expect(ended).resolves.toMatchObject({ code: 1006 });
  });

  it('ends both when the host closes', async () => {
    const { connect, deepgram, host } = await startPair();
    const client = await connect();
    const ended = endOf(deepgram);
    await host.close();
    await Promise.all([ended, client.closed]);
  });
});

describe('/deepgram-proxy, when Deepgram is not to be had', () => {
  const UNAVAILABLE = [503, { error: { code: 'DEEPGRAM_UNAVAILABLE', description: expect.any(String) } }];

  it('refuses the client, and stays up', async () => {
    const { deepgram, socketUrl, url, logLines } = await startPair();
    await deepgram.close();
    const { status, body } = await answerOf(`${socketUrl}/deepgram-proxy`);
    expect([status, JSON.parse(body)]).toEqual(UNAVAILABLE);
    expect(logLines).toContain('{"level":"warn","event":"deepgram_failed","error":"ECONNREFUSED"}');
    await request(url).get('/healthz').expect(200);
  });

  it("keeps the wording of Deepgram's own refusal from the client", async () => {
    const deepgram = await startFakeDeepgram('another key');
    const { socketUrl, logLines } = await startPair({ DEEPGRAM_AGENT_URL: deepgram.url });
    const { status, body, headers } = await answerOf(`${socketUrl}/deepgram-proxy`);
    expect([status, JSON.parse(body)]).toEqual(UNAVAILABLE);
    expect(headers).not.toHaveProperty('dg-error');
    expectNoCanary(body);
    expect(logLines).toContain('{"level":"warn","event":"deepgram_refused","status":401}');
  });
});
