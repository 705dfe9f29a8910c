import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { own } from './server-world.js';

export interface FakeDeepgram {
  /** `ws://127.0.0.1:port/v1/agent/converse`. */
  readonly url: string;
  /** The upgrade requests so far, refused ones included. */
  readonly requests: readonly IncomingMessage[];
  /** The sockets so far. */
  readonly sockets: readonly WebSocket[];
  /** Breaks every connection with a reset. */
  reset(): void;
  close(): Promise<void>;
}

/**
 * Stands in for Deepgram's Voice Agent: knows one key, by header or by subprotocol, answers a known one with its echo,
 * and one it does not know with 401 and a body that repeats all it was told.
 */
export async function startFakeDeepgram(apiKey: string): Promise<FakeDeepgram> {
  const requests: IncomingMessage[] = [];
  const sockets: WebSocket[] = [];
  const connections: Socket[] = [];
  const server = createServer();
  server.on('connection', (socket) => connections.push(socket));
  const webSockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has('token') ? 'token' : false),
  });
  server.on('upgrade', (request, socket, head) => {
    requests.push(request);
    const { authorization, 'sec-websocket-protocol': protocols } = request.headers;
    if (authorization !== `Token ${apiKey}` && protocols !== `token, ${apiKey}`) {
      const body = JSON.stringify(request.headers);
      socket.end(`HTTP/1.1 401 Unauthorized\r\nDg-Error: bad key\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      sockets.push(webSocket);
      webSocket.on('message', (data: Buffer, isBinary) => webSocket.send(data, { binary: isBinary }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const reset = () => {
    for (const connection of connections) connection.resetAndDestroy();
  };
  const close = async () => {
    for (const socket of sockets) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  own(close);
  return { url: `ws://127.0.0.1:${port}/v1/agent/converse`, requests, sockets, reset, close };
}
