import { afterEach, describe, expect, it } from '@jest/globals';
import { at, call, closeSites, disconnected, done, failed, serve, type Endpoint } from './helpers/function-site.js';

afterEach(closeSites);

describe('The arguments of an endpoint’s call', () => {
  const ARGS = '{"city":"Zürich","id":12345678901234567890}';

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'post'])('are the JSON body of %s, unchanged', async (method) => {
    const site = await serve();
    await expect(call(at(site, '/v1/weather?unit=c', { method }), ARGS)).resolves.toEqual(done('ok'));
    expect(site.received).toMatchObject([{ method: method.toUpperCase(), url: '/v1/weather?unit=c', body: ARGS }]);
    const headers = site.received[0]?.headers;
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '44' });
    expect(headers).not.toHaveProperty('transfer-encoding');
  });

  it.each(['GET', 'HEAD', 'get'])('are the query of %s', async (method) => {
    const site = await serve();
    const args = JSON.stringify({ q: 'a b&c=d', n: 1.5, yes: true, list: [1, 'x'], at: { y: 1 }, none: null });
    await call(at(site, '/find', { method }), args);
    const [received] = site.received;
    expect(received).toMatchObject({ method: method.toUpperCase(), body: '' });
    expect(received?.headers).not.toHaveProperty('content-type');
    const url = new URL(received?.url ?? '', 'http://localhost');
    expect(url.pathname).toBe('/find');
    expect([...url.searchParams]).toEqual([
      ['q', 'a b&c=d'],
      ['n', '1.5'],
      ['yes', 'true'],
      ['list', '[1,"x"]'],
      ['at', '{"y":1}'],
      ['none', 'null'],
    ]);
  });

  it('leave the query of the endpoint’s URL as it is', async () => {
    const site = await serve();
    await call(at(site, '/find?account=7', { method: 'GET' }), '{"account":"8","city":"Oslo"}');
    expect(site.received[0]?.url).toBe('/find?account=7&city=Oslo');
  });

  it('are sent nowhere unless they are a JSON object', async () => {
    const site = await serve();
    await expect(call(at(site), '[1]')).resolves.toEqual(failed('invalid_arguments'));
    expect(site.sockets).toEqual([]);
  });
});

describe('The headers of an endpoint’s call', () => {
  it('are the configured ones but for those of the connection and the framing', async () => {
    const site = await serve();
    const headers = {
      Authorization: 'bearer abc',
      'X-Team': 'a',
      HOST: 'evil.example',
      'Content-Length': '1',
      'Transfer-Encoding': 'chunked',
      Connection: 'keep-alive, X-Team',
      'Keep-Alive': 'timeout=9',
      Upgrade: 'h2c',
      TE: 'trailers',
      Trailer: 'X-Team',
      'Proxy-Authorization': 'basic abc',
      Expect: '100-continue',
      'Accept-Encoding': 'gzip',
    };
    await expect(call(at(site, '/', { headers }), '{"a":1}')).resolves.toEqual(done('ok'));
    expect(site.received).toMatchObject([{ body: '{"a":1}' }]);
    expect(site.received[0]?.headers).toEqual({
      authorization: 'bearer abc',
      'x-team': 'a',
      'content-type': 'application/json',
      'content-length': '7',
      host: `127.0.0.1:${site.port}`,
      connection: 'close',
    });
  });

  it('may name another content type', async () => {
    const site = await serve();
    await call(at(site, '/', { headers: { 'Content-Type': 'application/vnd.a+json' } }));
    expect(site.received[0]?.headers['content-type']).toBe('application/vnd.a+json');
  });

  it.each<Partial<Endpoint>>([
    { headers: { 'X-Team': 'a\r\nHost: evil.example' } },
    { headers: { 'X Team': 'a' } },
    { method: 'CONNECT' },
    { method: 'TRACE' },
    { method: 'GET / HTTP/1.1\r\nX-Team:' },
  ])('and the method are sent only if they can be (%j)', async (part) => {
    const site = await serve();
    await expect(call(at(site, '/', part))).resolves.toEqual(failed('invalid_endpoint'));
    expect(site.sockets).toEqual([]);
  });
});

describe('The response of an endpoint', () => {
  it.each([200, 201, 299])('is the content at status %i', async (status) => {
    const site = await serve((_request, response) => response.writeHead(status).end('Schön, 21 °C'));
    await expect(call(at(site))).resolves.toEqual(done('Schön, 21 °C'));
  });

  it('may have no body', async () => {
    const site = await serve((_request, response) => response.writeHead(204).end());
    await expect(call(at(site))).resolves.toEqual(done(''));
  });

  it.each([304, 400, 401, 404, 429, 500, 503])('is a failure at status %i', async (status) => {
    const site = await serve((_request, response) => response.writeHead(status).end('secret'));
    await expect(call(at(site))).resolves.toEqual(failed('http_status'));
  });

  it.each([301, 302, 303, 307, 308])('is not followed elsewhere at status %i', async (status) => {
    const elsewhere = await serve();
    const location = `http://127.0.0.1:${elsewhere.port}/`;
    const site = await serve((_request, response) => response.writeHead(status, { location }).end());
    const allowedHosts = [`127.0.0.1:${site.port}`, `127.0.0.1:${elsewhere.port}`];
    await expect(call(at(site), '{}', { allowedHosts })).resolves.toEqual(failed('http_status'));
    expect(elsewhere.sockets).toEqual([]);
  });

  it('has at most the allowed bytes', async () => {
    const site = await serve((_request, response) => response.end('ü'.repeat(50)));
    await expect(call(at(site), '{}', { responseBytes: 100 })).resolves.toEqual(done('ü'.repeat(50)));
    await expect(call(at(site), '{}', { responseBytes: 99 })).resolves.toEqual(failed('too_large'));
  });

  it('is cut off where it has no end', async () => {
    const site = await serve((_request, response) => response.write('x'.repeat(101)));
    await expect(call(at(site), '{}', { responseBytes: 100 })).resolves.toEqual(failed('too_large'));
    await disconnected(site);
  });

  it('is a failure where it breaks off', async () => {
    const site = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('part', () => response.destroy());
    });
    await expect(call(at(site))).resolves.toEqual(failed('unreachable'));
  });
});
