import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import express, { type RequestHandler } from 'express';
import { WebSocketServer, type WebSocket } from 'ws';
import { attachGuest } from './attachments.js';
import { Connection } from './connection.js';
import { refuseUpgrade, type Refusal } from './errors.js';
import { admit, traceIdOf } from './handshake.js';
import { openInspector, type Inspector } from './inspector/index.js';
import { createMetrics } from './metrics.js';
import { resolveOptions, type OpenAIProxyOptions, type ResolvedOptions } from './options.js';
import { claimOf, routeOf, type Route } from './routes.js';
import { holdTranscriptionSocket } from './transcription-socket.js';

export interface OpenAIProxy {
  /**
   * For Express, mounted at the root: `GET /healthz`, `GET /readyz`, 426 for a plain request to a WebSocket path, and for
   * those who may connect as clients `GET /metrics` in Prometheus' text format, and `GET /inspector` as server-sent
   * events; all below `prefix`, if there is one.
   */
  readonly middleware: RequestHandler;
  /** Clients connected now. */
  readonly connections: number;
  /**
   * Serves the proxy's paths on a server's `upgrade` events. Other paths are left to other proxies on the server and to
   * its other listeners; where there are none, they are answered 404. A path that two proxies could take goes to the
   * one with the longer prefix, or else to the first. Returns what detaches, and may then be called again.
   * @throws Error where this proxy, or one of the same path, is attached to the server already.
   */
  attach(server: Server): () => void;
  /**
   * Takes one upgrade request, for hosts that route themselves. Returns false, with the socket untouched, when the
   * path is not the proxy's. Of several proxies, ask those with longer prefixes first.
   */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Refuses new clients with 503, ends the others with 1001 after the drain, and resolves when all have ended. */
  close(): Promise<void>;
}

/** Throws a TypeError when an option cannot work; see `OpenAIProxyOptions`. */
export function createOpenAIProxy(options: OpenAIProxyOptions): OpenAIProxy {
  return new UpgradingProxy(resolveOptions(options));
}

const UNCHECKED: Refusal = {
  status: 503,
  code: 'AUTHENTICATION_UNAVAILABLE',
  description: 'Credentials cannot be checked now.',
};

/** For a client to answer a close frame, in ms; then it is cut off. */
const CLOSE_TIMEOUT_MS = 2_000;

/** A client that holds a place: an agent's conversation, or the silent socket beside one. */
interface Client {
  /** Ends with 1001, at the latest after `drainMs`. Resolves when ended. */
  shutDown(drainMs: number): Promise<void>;
}

class UpgradingProxy implements OpenAIProxy {
  readonly middleware: RequestHandler;
  readonly #options: ResolvedOptions;
  readonly #clients = new Map<Client, { readonly address: string }>();
  readonly #metrics = createMetrics();
  readonly #inspector: Inspector;
  readonly #webSockets: WebSocketServer;
  #phase: 'serving' | 'closing' = 'serving';

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#inspector = openInspector(options, (request) => this.#admit(request));
    // `closeTimeout` is an option of ws that its types do not list yet.
    const serverOptions = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      closeTimeout: CLOSE_TIMEOUT_MS,
      maxPayload: options.limits.messageBytes,
    };
    this.#webSockets = new WebSocketServer(serverOptions);
    this.middleware = this.#createMiddleware();
  }

  get connections(): number {
    return this.#clients.size;
  }

  attach(server: Server): () => void {
    const { paths } = this.#options;
    return attachGuest(server, {
      path: paths.component,
      claim: (request) => claimOf(request, paths),
      handleUpgrade: (request, socket, head) => this.handleUpgrade(request, socket, head),
      onUnclaimed: ({ status }) => this.#metrics.refused(status),
    });
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const route = routeOf(request, this.#options.paths);
    if (route === null) return false;
    const onError = () => socket.destroy();
    socket.on('error', onError);
    this.#admit(request)
      .then((refused) => {
        socket.off('error', onError);
        // In one go with the registration, or two clients could take the last place.
        const refusal = refused ?? this.#findRoom(addressOf(request));
        if (refusal === null) {
          this.#accept(request, socket, head, route);
          return;
        }
        this.#options.logger.warn({ status: refusal.status, code: refusal.code }, 'upgrade_refused');
        this.#refuse(socket, refusal);
      })
      .catch(() => socket.destroy());
    return true;
  }

  async close(): Promise<void> {
    this.#phase = 'closing';
    await Promise.all([...this.#clients.keys()].map((client) => client.shutDown(this.#options.drainMs)));
    this.#inspector.close();
  }

  async #admit(request: IncomingMessage): Promise<Refusal | null> {
    const { authenticateMs } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Refusal>((resolve) => (timer = setTimeout(resolve, authenticateMs, UNCHECKED)));
    try {
      return await Promise.race([admit(request, this.#options), late]);
    } catch (error) {
      // Its message may quote the credential.
      const reason = error instanceof Error ? error.name : 'unknown';
      this.#options.logger.error({ error: reason }, 'authenticate_failed');
      return UNCHECKED;
    } finally {
      clearTimeout(timer);
    }
  }

  #refuse(socket: Duplex, refusal: Refusal): void {
    this.#metrics.refused(refusal.status);
    refuseUpgrade(socket, refusal);
  }

  #findRoom(address: string): Refusal | null {
    const { limits } = this.#options;
    if (this.#phase === 'closing') {
      return { status: 503, code: 'SHUTTING_DOWN', description: 'The server is shutting down.' };
    }
    if (this.#clients.size >= limits.connections) {
      return { status: 503, code: 'FULL', description: 'The server has no room for another client.' };
    }
    const fromAddress = [...this.#clients.values()].filter((client) => client.address === address).length;
    if (fromAddress < limits.connectionsPerAddress) return null;
    return { status: 429, code: 'TOO_MANY_CONNECTIONS', description: 'Too many connections from this address.' };
  }

  #accept(request: IncomingMessage, socket: Duplex, head: Buffer, route: Route): void {
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const onEnded = () => {
        this.#clients.delete(client);
        this.#metrics.disconnected();
      };
      const client = this.#openClient(webSocket, route, traceIdOf(request) ?? randomUUID(), onEnded);
      this.#clients.set(client, { address: addressOf(request) });
      this.#metrics.connected();
    });
  }

  #openClient(socket: WebSocket, route: Route, requestId: string, onEnded: () => void): Client {
    if (route.service === 'agent') {
      const options = this.#inspector.watch(socket, requestId, route.dialect);
      return new Connection({ socket, dialect: route.dialect, requestId, options, metrics: this.#metrics, onEnded });
    }
    const { logger, heartbeatMs } = this.#options;
    logger.info({ requestId, service: route.service }, 'connected');
    return holdTranscriptionSocket(socket, {
      heartbeatMs,
      onEnded: (code) => {
        logger.info({ requestId, code }, 'disconnected');
        onEnded();
      },
    });
  }

  #createMiddleware(): RequestHandler {
    const { prefix, component } = this.#options.paths;
    const router = express.Router();
    router.get(`${prefix}/healthz`, (_request, response) => {
      response.json({ status: 'ok' });
    });
    router.get(`${prefix}/readyz`, (_request, response) => {
      const isReady = this.#phase === 'serving';
      response
        .status(isReady ? 200 : 503)
        .json({ ready: isReady, connections: this.connections, ...this.#options.readiness() });
    });
    router.get(`${prefix}/metrics`, async (request, response) => {
      const refusal = await this.#admit(request);
      if (refusal === null) {
        response.type(this.#metrics.contentType).send(await this.#metrics.read());
        return;
      }
      const { status, code, description } = refusal;
      response.status(status).json({ error: { code, description } });
    });
    router.get(`${prefix}/inspector`, this.#inspector.handler);
    router.get([component, `${prefix}/v1/agent/converse`], (_request, response) => {
      const error = { code: 'UPGRADE_REQUIRED', description: 'This is a WebSocket endpoint.' };
      response.status(426).set({ Connection: 'Upgrade', Upgrade: 'websocket' }).json({ error });
    });
    return router;
  }
}

const addressOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? '';
