import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createOpenAIProxy } from '../../test-app/scripts/openai-proxy/index.js';
import { TestClient } from './helpers/client.js';

const silent = () => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent };

describe('1. Proxy server lifecycle: attached to a server of the application’s own', () => {
  const proxy = () => createOpenAIProxy({ upstream: { url: 'ws://127.0.0.1:9' }, logger, drainMs: 0 });
  const servers: Server[] = [];
  const clients: TestClient[] = [];

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

  it.each(['https://api.openai.com', 'wss://api.openai.com/v1/realtime#part', 'nonsense'])(
    'refuses %s as the upstream’s URL at once',
    (url) => {
      expect(() => createOpenAIProxy({ upstream: { url }, logger })).toThrow('upstream.url');
    },
  );
});
