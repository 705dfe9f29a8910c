import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createOpenAIProxy } from '../../test-app/scripts/openai-proxy/index.js'; // wherever you keep that folder

const { PORT = '3000', OPENAI_API_KEY, OPENAI_REALTIME_URL = 'wss://api.openai.com/v1/realtime' } = process.env;

const app = express();
app.get('/', (_request, response) => {
  response.send('My app'); // your own routes stay as they are
});

const proxy = createOpenAIProxy({
  upstream: { url: OPENAI_REALTIME_URL, apiKey: OPENAI_API_KEY },
  // Without `authenticate`, only clients on this machine are let in:
  // authenticate: (token) => isKnown(token),
});
app.use(proxy.middleware); // /healthz, /readyz, /metrics

const server = createServer(app); // in place of app.listen()
proxy.attach(server); // ws://…/openai and ws://…/v1/agent/converse
server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`Listening on port ${(server.address() as AddressInfo).port}`);
});

process.once('SIGTERM', () => {
  void proxy.close().then(() => server.close());
});
