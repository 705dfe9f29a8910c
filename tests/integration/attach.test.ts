import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  createOpenAIProxy,
  type OpenAIProxy,
  type OpenAIProxyOptions,
} from '../../test-app/scripts/openai-proxy/index.js';
import { TestClient } from './helpers/client.js';

const silent = () => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent };

describe('1. Proxy server lifecycle: attached to a server of the application’s own', () => {
  const proxy = (paths: Pick<OpenAIProxyOptions, 'path' | 'prefix'> = {}) =>
    createOpenAIProxy({ upstream: { url: 'ws://127.0.0.1:9' }, logger, drainMs: 0, ...paths });
  const servers: Server[] = [];
  const clients: TestClient[] = [];
  const connectionsOf = (proxies: readonly OpenAIProxy[]) => proxies.map(({ connections }) => connections);

  afterEach(async () => {
    for (const client of clients.splice(0)) client.terminate();
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  const listen = async (): Promise<{ server: Server; connect: (path: string) => TestClient }> => {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const connect = (path: string) => {
      const client = new TestClient(`ws://127.0.0.1:${port}${path}`);
      clients.push(client);
      return client;
    };
    return { server, connect };
  };

  it('answers an upgrade on another path with 404 when it is alone there', async () => {
    const { server, connect } = await listen();
    proxy().attach(server);
    await expect(connect('/elsewhere').opened).rejects.toThrow('404');
    await expect(connect('/openai').opened).resolves.toBeUndefined();
  });

  it('leaves an upgrade on another path to the server’s other listeners', async () => {
    const { server, connect } = await listen();
    proxy().attach(server);
    server.on('upgrade', (request, socket) => {
      if (request.url === '/elsewhere') socket.end('HTTP/1.1 418 I am a teapot\r\n\r\n');
    });
    await expect(connect('/elsewhere').opened).rejects.toThrow('418');
    await expect(connect('/openai').opened).resolves.toBeUndefined();
  });

  it('serves nothing any more once it is detached', async () => {
    const { server, connect } = await listen();
    const detach = proxy().attach(server);
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 418 I am a teapot\r\n\r\n'));
    detach();
    await expect(connect('/openai').opened).rejects.toThrow('418');
  });

  it.each([
    ['/sales/openai', [1, 0, 0]],
    ['/sales/v1/agent/converse', [1, 0, 0]],
    ['/sales/team/v1/agent', [1, 0, 0]],
    ['/support/openai', [0, 1, 0]],
    ['/support/v1/agent/converse/', [0, 1, 0]],
    ['/openai', [0, 0, 1]],
    ['/v1/agent/converse', [0, 0, 1]],
    ['/other/v1/agent/converse', [0, 0, 1]],
  ])('gives %s to one of three proxies, whatever the order in which they are attached', async (path, expected) => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
    ]) {
      const { server, connect } = await listen();
      const proxies = [proxy({ prefix: '/sales' }), proxy({ prefix: '/support' }), proxy()];
      for (const index of order) proxies[index]?.attach(server);
      await connect(path).opened;
      expect(connectionsOf(proxies)).toEqual(expected);
    }
  });

  it('gives a strict path below a proxy’s own path to that proxy, and any other to the first', async () => {
    const { server, connect } = await listen();
    const proxies = [proxy({ path: '/one' }), proxy({ path: '/two' })];
    for (const each of proxies) each.attach(server);
    await connect('/two/v1/agent/converse').opened;
    expect(connectionsOf(proxies)).toEqual([0, 1]);
    await connect('/v1/agent/converse').opened;
    expect(connectionsOf(proxies)).toEqual([1, 1]);
  });

  it.each(['/elsewhere', '/sales', '/sales/elsewhere', '/salesv1/agent/converse/more'])(
    'answers %s, which neither of two proxies serves, with 404',
    async (path) => {
      const { server, connect } = await listen();
      proxy().attach(server);
      proxy({ prefix: '/sales' }).attach(server);
      await expect(connect(path).opened).rejects.toThrow('404');
    },
  );

  it('leaves what neither of two proxies serves to the server’s other listeners', async () => {
    const { server, connect } = await listen();
    proxy({ prefix: '/sales' }).attach(server);
    proxy({ prefix: '/support' }).attach(server);
    server.on('upgrade', (request, socket) => {
      if (request.url === '/v1/agent/converse') socket.end('HTTP/1.1 418 I am a teapot\r\n\r\n');
    });
    await expect(connect('/v1/agent/converse').opened).rejects.toThrow('418');
    await expect(connect('/sales/openai').opened).resolves.toBeUndefined();
  });

  it('cannot be attached twice to one server, nor beside a proxy of the same path, until that is detached', async () => {
    const { server, connect } = await listen();
    const first = proxy();
    const detach = first.attach(server);
    expect(() => first.attach(server)).toThrow('A proxy that serves /openai is attached to this server already.');
    const second = proxy();
    expect(() => second.attach(server)).toThrow('/openai');
    detach();
    second.attach(server);
    // Detaching again does not touch what is attached now.
    detach();
    await connect('/openai').opened;
    expect(connectionsOf([first, second])).toEqual([0, 1]);
    expect(server.listenerCount('upgrade')).toBe(1);
  });

  it('can be attached to two servers', async () => {
    const shared = proxy();
    for (const { server, connect } of [await listen(), await listen()]) {
      shared.attach(server);
      await connect('/openai').opened;
    }
    expect(shared.connections).toBe(2);
  });

  it.each(['sales', '/', '/sales/'])('refuses the prefix %j at once', (prefix) => {
    expect(() => proxy({ prefix })).toThrow('prefix must begin with "/" and not end with it.');
  });

  it.each(['https://api.openai.com', 'wss://api.openai.com/v1/realtime#part', 'nonsense'])(
    'refuses %s as the upstream’s URL at once',
    (url) => {
      expect(() => createOpenAIProxy({ upstream: { url }, logger })).toThrow('upstream.url');
    },
  );
});
