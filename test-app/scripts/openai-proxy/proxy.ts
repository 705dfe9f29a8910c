import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import express, { type RequestHandler } from 'express';
import { WebSocketServer } from 'ws';
import { Connection } from './connection.js';
import { refuseUpgrade, type Refusal } from './errors.js';
import { admit, routeOf, traceIdOf, type Route } from './handshake.js';
import { resolveOptions, type OpenAIProxyOptions, type ResolvedOptions } from './options.js';

export interface OpenAIProxy {
  /** For Express: `GET /healthz`, `GET /readyz`, and 426 for a plain request to a WebSocket path. */
  readonly middleware: RequestHandler;
  /** Clients connected now. */
  readonly connections: number;
  /**
   * Serves the proxy's paths on a server's `upgrade` events. Other paths are left to the server's other listeners;
   * where there are none, they are answered 404. Returns what detaches.
   */
  attach(server: Server): () => void;
  /**
   * Takes one upgrade request, for hosts that route themselves. Returns false, with the socket untouched, when the
   * path is not the proxy's.
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

class UpgradingProxy implements OpenAIProxy {
  readonly middleware: RequestHandler;
  readonly #options: ResolvedOptions;
  readonly #connections = new Map<Connection, { readonly address: string }>();
  readonly #webSockets: WebSocketServer;
  #phase: 'serving' | 'closing' = 'serving';

  constructor(options: ResolvedOptions) {
    this.#options = options;
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
    return this.#connections.size;
  }

  attach(server: Server): () => void {
    const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (this.handleUpgrade(request, socket, head) || server.listenerCount('upgrade') > 1) return;
      refuseUpgrade(socket, { status: 404, code: 'NOT_FOUND', description: 'No WebSocket is served here.' });
    };
    server.on('upgrade', onUpgrade);
    return () => server.off('upgrade', onUpgrade);
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const route = routeOf(request, this.#options.path);
    if (route === null) return false;
    const onError = () => socket.destroy();
    socket.on('error', onError);
    this.#admit(request)
      .catch((error: unknown): Refusal => {
        this.#options.logger.error(
          { error: error instanceof Error ? error.message : 'unknown' },
          'authenticate_failed',
        );
        return UNCHECKED;
      })
      .then((refused) => {
        socket.off('error', onError);
        // In one go with the registration, or two clients could take the last place.
        const refusal = refused ?? this.#findRoom(addressOf(request));
        if (refusal === null) {
          this.#accept(request, socket, head, route);
          return;
        }
        this.#options.logger.warn({ status: refusal.status, code: refusal.code }, 'upgrade_refused');
        refuseUpgrade(socket, refusal);
      })
      .catch(() => socket.destroy());
    return true;
  }

  async close(): Promise<void> {
    this.#phase = 'closing';
    await Promise.all([...this.#connections.keys()].map((connection) => connection.shutDown(this.#options.drainMs)));
  }

  async #admit(request: IncomingMessage): Promise<Refusal | null> {
    const { authenticateMs } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Refusal>((resolve) => (timer = setTimeout(resolve, authenticateMs, UNCHECKED)));
    try {
      return await Promise.race([admit(request, this.#options), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #findRoom(address: string): Refusal | null {
    const { limits } = this.#options;
    if (this.#phase === 'closing') {
      return { status: 503, code: 'SHUTTING_DOWN', description: 'The server is shutting down.' };
    }
    if (this.#connections.size >= limits.connections) {
      return { status: 503, code: 'FULL', description: 'The server has no room for another client.' };
    }
    const fromAddress = [...this.#connections.values()].filter((client) => client.address === address).length;
    if (fromAddress < limits.connectionsPerAddress) return null;
    return { status: 429, code: 'TOO_MANY_CONNECTIONS', description: 'Too many connections from this address.' };
  }

  #accept(request: IncomingMessage, socket: Duplex, head: Buffer, { dialect }: Route): void {
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection: Connection = new Connection({
        socket: webSocket,
        dialect,
        requestId: traceIdOf(request) ?? randomUUID(),
        options: this.#options,
        onEnded: () => this.#connections.delete(connection),
      });
      this.#connections.set(connection, { address: addressOf(request) });
    });
  }

  #createMiddleware(): RequestHandler {
    const router = express.Router();
    router.get('/healthz', (_request, response) => {
      response.json({ status: 'ok' });
    });
    router.get('/readyz', (_request, response) => {
      const isReady = this.#phase === 'serving';
      response
        .status(isReady ? 200 : 503)
        .json({ ready: isReady, connections: this.connections, ...this.#options.readiness() });
    });
    router.get([this.#options.path, '/v1/agent/converse'], (_request, response) => {
      const error = { code: 'UPGRADE_REQUIRED', description: 'This is a WebSocket endpoint.' };
      response.status(426).set({ Connection: 'Upgrade', Upgrade: 'websocket' }).json({ error });
    });
    return router;
  }
}

const addressOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? '';
