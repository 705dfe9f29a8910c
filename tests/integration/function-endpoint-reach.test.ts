import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { at, call, closeSites, disconnected, done, endpointAt, failed, serve, start } from './helpers/function-site.js';

const tcpServers: Server[] = [];

afterEach(closeSites);
afterEach(closeTcpServers);

/** A server that keeps the first bytes it gets and hangs up. */
async function listen(): Promise<{ port: number; greeting: Promise<Buffer> }> {
  const server = createTcpServer();
  tcpServers.push(server);
  const greeting = new Promise<Buffer>((resolve) => {
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (data: Buffer) => {
        resolve(data);
        socket.destroy();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, greeting };
}

async function closeTcpServers(): Promise<void> {
  for (const server of tcpServers.splice(0)) await new Promise((resolve) => server.close(resolve));
}

describe('An endpoint’s host', () => {
  it('is looked up in the allowed ones when it is called', async () => {
    const site = await serve();
    const outcome = await call(at(site), '{}', { allowedHosts: ['127.0.0.1', 'api.example.com'] });
    expect(outcome).toEqual(failed('host_not_allowed'));
    expect(site.sockets).toEqual([]);
  });

  it('may be a name', async () => {
    const site = await serve();
    await expect(call(endpointAt(`http://localhost:${site.port}/`))).resolves.toEqual(done('ok'));
  });

  it('gets a TLS handshake where the URL is an https one', async () => {
    const { port, greeting } = await listen();
    await expect(call(endpointAt(`https://127.0.0.1:${port}/`))).resolves.toEqual(failed('unreachable'));
    expect((await greeting)[0]).toBe(0x16);
  });

  it('gets no byte after the headers of a GET', async () => {
    const { port, greeting } = await listen();
    await call(endpointAt(`http://127.0.0.1:${port}/`, { method: 'GET' }), '{"a":1}');
    expect((await greeting).toString()).toMatch(/^GET \/\?a=1 HTTP\/1\.1\r\n[^]+\r\n\r\n$/);
  });

  it('is unreachable where nobody listens', async () => {
    const { port } = await listen();
    await closeTcpServers();
    await expect(call(endpointAt(`http://127.0.0.1:${port}/`))).resolves.toEqual(failed('unreachable'));
  });

  it('is unreachable where the name has no address', async () => {
    await expect(call(endpointAt('http://nobody.invalid/'))).resolves.toEqual(failed('unreachable'));
  });

  it('is unreachable where it changes the protocol', async () => {
    const site = await serve((_request, response) => {
      response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    });
    await expect(call(at(site))).resolves.toEqual(failed('unreachable'));
  });

  it('is unreachable where it speaks no HTTP', async () => {
    const site = await serve((_request, response) => response.socket?.write('220 mail.example ESMTP\r\n'));
    await expect(call(at(site))).resolves.toEqual(failed('unreachable'));
  });
});

describe('A private address', () => {
  const PRIVATE = { allowPrivateAddresses: false };

  it.each(['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', 'localhost', 'LOCALHOST'])(
    'is not connected to as %s',
    async (host) => {
      const site = await serve();
      await expect(call(endpointAt(`http://${host}:${site.port}/`), '{}', PRIVATE)).resolves.toEqual(
        failed('address_not_allowed'),
      );
      expect(site.sockets).toEqual([]);
    },
  );

  const hosts = [
    ...['10.0.0.1', '172.16.0.1', '192.168.0.1', '100.64.0.1', '169.254.169.254', '0xa9fea9fe', '0.0.0.0', '0'],
    ...['192.0.0.192', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['[::]', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:a9fe:a9fe]', '[::ffff:0:127.0.0.1]'],
    ...['[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[fd00:ec2::254]', '[fe80::a9fe:a9fe]', '[fec0::1]', '[ff02::1]'],
  ];
  it.each(hosts.flatMap((host) => [`http://${host}/`, `https://${host}/`]))(
    'is not connected to at %s',
    async (url) => {
      await expect(call(endpointAt(url), '{}', PRIVATE)).resolves.toEqual(failed('address_not_allowed'));
    },
  );

  it('that stands for any of this machine is refused even where private ones are allowed', async () => {
    const site = await serve();
    await expect(call(endpointAt(`http://0.0.0.0:${site.port}/`))).resolves.toEqual(failed('address_not_allowed'));
    expect(site.sockets).toEqual([]);
  });
});

describe('An endpoint that takes too long', () => {
  it('is given up where it never answers', async () => {
    const site = await serve(() => undefined);
    await expect(call(at(site), '{}', { timeoutMs: 100 })).resolves.toEqual(failed('timeout'));
    await disconnected(site);
  });

  it('is given up where its response never ends', async () => {
    const site = await serve((_request, response) => response.write('part'));
    await expect(call(at(site), '{}', { timeoutMs: 100 })).resolves.toEqual(failed('timeout'));
    await disconnected(site);
  });
});

describe('An aborted call of an endpoint', () => {
  it.each(['abort', 'abortAll'] as const)('ends its connection and never settles (%s)', async (how) => {
    const site = await serve((_request, response) => response.write('part'));
    const { runner, outcomes } = start(at(site));
    await once(site.server, 'request');
    runner[how]('c1');
    await disconnected(site);
    await new Promise<void>((resolve) => {
      runner.run({ callId: 'c2', name: 'none', arguments: '', target: { kind: 'handler' } }, () => resolve());
    });
    expect(outcomes).toEqual([]);
  });

  it('makes no connection where it is aborted at once', async () => {
    const site = await serve();
    const { runner, outcomes } = start(at(site));
    runner.abort('c1');
    await call(at(site));
    expect(site.received).toHaveLength(1);
    expect(outcomes).toEqual([]);
  });
});
