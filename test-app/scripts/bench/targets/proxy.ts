import { createServer } from 'node:http';
import express from 'express';
import { createOpenAIProxy } from '../../openai-proxy/index.js';
import { serve, upstreamUrl } from './serve.js';

/* This project's proxy on Express, as a host mounts it; only its limits on the number of clients are out of the way. */

const CONNECTIONS = 10_000;

const app = express();
const proxy = createOpenAIProxy({
  upstream: { url: upstreamUrl('ws'), apiKey: 'none' },
  limits: { connections: CONNECTIONS, connectionsPerAddress: CONNECTIONS },
});
app.use(proxy.middleware);
const server = createServer(app);
proxy.attach(server);

serve(server);
