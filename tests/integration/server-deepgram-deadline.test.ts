import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { createDeepgramProxy } from '../../test-app/scripts/server/deepgram-proxy.js';
import { answerOf } from './helpers/server-peer.js';
import { CANARIES, own, recordingLogger } from './helpers/server-world.js';

describe('/deepgram-proxy, when Deepgram says nothing', () => {
  it('refuses the client at the deadline', async () => {
    const sockets: Socket[] = [];
    const silent = createTcpServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    const server = createServer().listen(0, '127.0.0.1');
    await Promise.all([once(silent, 'listening'), once(server, 'listening')]);
    own(() => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      return Promise.all([silent, server].map((each) => new Promise((resolve) => each.close(resolve))));
    });
    const proxy = createDeepgramProxy({
      agentUrl: `ws://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      listenUrl: 'ws://127.0.0.1:9',
      apiKey: CANARIES.DEEPGRAM_API_KEY,
      gate: { authenticate: undefined, allowedOrigins: [] },
      logger: recordingLogger([]),
      dialTimeoutMs: 20,
    });
    server.on('upgrade', (...upgrade) => proxy.handleUpgrade(...upgrade));
    const { status, body } = await answerOf(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/deepgram-proxy`);
    expect([status, JSON.parse(body)]).toMatchObject([503, { error: { code: 'DEEPGRAM_UNAVAILABLE' } }]);
  });
});
