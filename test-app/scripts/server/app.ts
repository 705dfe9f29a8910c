import express, { type Express, type RequestHandler } from 'express';
import type { GateOptions, Logger } from '../openai-proxy/index.js';
import type { DemoTool } from './demo-tools.js';
import { createFunctionCallRouter } from './function-call.js';
import { createErrorHandler, sendError } from './http-error.js';
import { createSecurityHeaders, type PagePolicy } from './security-headers.js';
import type { Upstream } from './upstream.js';

export interface AppOptions {
  /** Health and readiness, and what plain requests to WebSocket paths are answered. */
  readonly sockets: readonly RequestHandler[];
  /** The page; asked last. */
  readonly web: readonly RequestHandler[];
  /** What that page needs. */
  readonly policy: PagePolicy;
  readonly tools: readonly DemoTool[];
  readonly upstream: Pick<Upstream, 'phrases' | 'voice'>;
  /** Who may have functions run. */
  readonly gate: GateOptions;
  readonly logger: Logger;
}

/** Every HTTP route of the host. */
export function createApp({ sockets, web, policy, tools, upstream, gate, logger }: AppOptions): Express {
  const app = express();
  for (const handler of createSecurityHeaders(policy)) app.use(handler);
  for (const handler of sockets) app.use(handler);
  app.get('/api/demo', (_request, response) => {
    const functions = tools.map(({ name, description, parameters }) => ({ name, description, parameters }));
    response.json({ phrases: upstream.phrases, tools: functions, voice: upstream.voice });
  });
  app.use(createFunctionCallRouter(tools, gate));
  const notFound: RequestHandler = (_request, response) => {
    sendError(response, 404, 'NOT_FOUND', 'There is nothing here.');
  };
  // Before the page, which has an answer for every path.
  app.use('/api', notFound);
  for (const handler of web) app.use(handler);
  app.use(notFound);
  app.use(createErrorHandler(logger));
  return app;
}
