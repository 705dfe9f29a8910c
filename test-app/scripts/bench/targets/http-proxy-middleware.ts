import { createServer } from 'node:http';
import { Socket } from 'node:net';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { serve, upstreamUrl } from './serve.js';

/* Passes TCP bytes on once the upgrade is through; it knows nothing of frames. */

const { upgrade } = createProxyMiddleware({ target: new URL(upstreamUrl('http')).origin, ws: false });
const server = createServer();
server.on('upgrade', (request, socket, head) => {
  if (socket instanceof Socket) upgrade(request, socket, head);
});

serve(server);
