import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { serve, upstreamUrl } from './serve.js';

/* The shortest relay that `ws` allows: every frame goes out as it came in. */

const server = createServer();
const sockets = new WebSocketServer({ server, clientTracking: false, perMessageDeflate: false });

sockets.on('connection', (client) => {
  const upstream = new WebSocket(upstreamUrl('ws'), { perMessageDeflate: false });
  const early: (readonly [Buffer, boolean])[] = [];
  client.on('message', (data: Buffer, isBinary) => {
    if (upstream.readyState === WebSocket.OPEN) upstream.send(data, { binary: isBinary });
    else early.push([data, isBinary]);
  });
  upstream.on('open', () => {
    for (const [data, isBinary] of early.splice(0)) upstream.send(data, { binary: isBinary });
  });
  upstream.on('message', (data: Buffer, isBinary) => client.send(data, { binary: isBinary }));
  client.on('close', () => upstream.terminate());
  upstream.on('close', () => client.terminate());
  client.on('error', () => undefined);
  upstream.on('error', () => undefined);
});

serve(server);
