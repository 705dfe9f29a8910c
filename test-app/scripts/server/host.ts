import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Environment } from '../openai-proxy/env.js';
import {
  createLogger,
  createOpenAIProxy,
  refuseUpgrade,
  type Logger,
  type OpenAIProxy,
  type OpenAIProxyOptions,
} from '../openai-proxy/index.js';
import { createApp } from './app.js';
import { authenticateByToken } from './authenticate.js';
import { findComponent } from './component.js';
import { createDeepgramProxy } from './deepgram-proxy.js';
import { createDemoTools } from './demo-tools.js';
import { listServices, type Services } from './services.js';
import { createStandIn } from './stand-in.js';
import { openUpstream } from './upstream.js';
import { openWeb, type WebSource } from './web.js';

export interface HostOptions {
  readonly environment: Environment;
  /** Default: `pino` at the environment's level on standard output. */
  readonly logger?: Logger;
  /** Default: `static` in production, else `vite`. */
  readonly web?: WebSource;
  /** Options of the proxy that differ from what the environment makes of them. Default: none. */
  readonly proxy?: Partial<OpenAIProxyOptions>;
}

export interface Host {
  /** `http://host:port`, without a path; a wildcard address is named `localhost`. */
  readonly url: string;
  readonly port: number;
  /** Who answers the agent's clients, in words. */
  readonly upstreamLabel: string;
  readonly services: Services;
  /** What serves `/openai` and `/v1/agent/converse`. */
  readonly proxy: OpenAIProxy;
  readonly server: Server;
  /** Lets running turns finish, then ends every socket and frees the port. */
  close(): Promise<void>;
}

/** Where the stand-in answers, whoever answers elsewhere. */
const OFFLINE_PREFIX = '/offline';
/** How long a restart during development waits for running turns, in ms. */
const DEVELOPMENT_DRAIN_MS = 2_000;

/**
 * Starts the page, the proxies and the demo's functions on one HTTP server and port. Rejects, with nothing left open,
 * when a part cannot start.
 */
export async function startHost({ environment, ...options }: HostOptions): Promise<Host> {
  const { logger = createLogger(environment.logLevel) } = options;
  const { mode, allowedOrigins, clientToken, deepgram } = environment;
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) {
      await close().catch((error: unknown) => {
        logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'close_failed');
      });
    }
  };
  try {
    const standIn = createStandIn();
    closers.push(() => standIn.close());
    const upstream = await openUpstream(environment.openai, standIn);

    const server = createServer();
    closers.push(ownSockets(server));

    const source = options.web ?? (mode === 'production' ? 'static' : 'vite');
    const component = findComponent(environment.componentFolder);
    const services = listServices(environment, component, source);
    const web = await openWeb(source, {
      server,
      allowedHosts: allowedOrigins.map((origin) => new URL(origin).hostname),
      component,
    });
    closers.push(() => web.close());

    const authenticate = clientToken === undefined ? undefined : authenticateByToken(clientToken);
    const gate = { authenticate, allowedOrigins };
    const common = {
      ...gate,
      logger,
      inspector: environment.inspector,
      ...(mode !== 'production' && { drainMs: DEVELOPMENT_DRAIN_MS }),
    };
    const proxy = createOpenAIProxy({
      ...common,
      upstream: upstream.options,
      readiness: () => ({ upstream: upstream.kind, deepgram: deepgram.apiKey !== undefined, services }),
      ...options.proxy,
    });
    const offlineProxy = createOpenAIProxy({ ...common, prefix: OFFLINE_PREFIX, upstream: standIn.options });
    closers.push(() => Promise.all([proxy.close(), offlineProxy.close()]).then(() => undefined));
    const deepgramProxy = createDeepgramProxy({ ...deepgram, gate, logger });

    const app = createApp({
      sockets: [proxy.middleware, offlineProxy.middleware, deepgramProxy.middleware],
      web: web.middleware,
      policy: web.policy,
      tools: createDemoTools(),
      upstream,
      // The page has no token to call a function with; its functions harm nobody.
      gate: { authenticate: authenticate && (() => true), allowedOrigins },
      logger,
    });
    server.on('request', app);
    server.on('upgrade', (request, socket, head) => {
      if (web.ownsUpgrade(request)) return;
      // Before the proxy, which takes Deepgram's path under any prefix.
      if (deepgramProxy.handleUpgrade(request, socket, head)) return;
      if (offlineProxy.handleUpgrade(request, socket, head)) return;
      if (proxy.handleUpgrade(request, socket, head)) return;
      refuseUpgrade(socket, { status: 404, code: 'NOT_FOUND', description: 'No WebSocket is served here.' });
    });

    const port = await listen(server, environment);
    const url = urlOf(environment.host, port);
    return { url, port, upstreamLabel: upstream.label, services, proxy, server, close: once(closeAll) };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

const urlOf = (host: string, port: number): string => {
  const name = /^(0\.0\.0\.0|::)$/.test(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
};

const once = (close: () => Promise<void>): (() => Promise<void>) => {
  let closing: Promise<void> | undefined;
  return () => (closing ??= close());
};

const listen = (server: Server, { port, host }: Environment): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/** Remembers a server's sockets, as the server forgets those it has upgraded. Returns what ends them and the server. */
function ownSockets(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () =>
    new Promise((resolve) => {
      // Its error is that it was not listening.
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
}
