import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { serve } from './serve.js';

/* A WebSocket server without anything to serve: the least that there is to start. */

const server = createServer();
new WebSocketServer({ server, perMessageDeflate: false });

serve(server);
