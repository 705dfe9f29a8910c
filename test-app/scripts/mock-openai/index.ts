import { createServer, STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { judgeHandshake, REALTIME_PATH } from './handshake.js';
import { randomIds, type IdGenerator } from './ids.js';
import type { Model } from './model.js';
import { Registry } from './registry.js';
import { compose, type Refusal, type Scenario } from './scenario.js';
import { Session } from './session.js';
import type { Timing } from './timing.js';
import { Wire } from './wire.js';

export { silence, tone } from './audio.js';
export { FAULTS, type Fault } from './faults.js';
export { randomIds, sequentialIds } from './ids.js';
export type { Brain, Model, Output, Prompt, Stt, Tts, Vad } from './model.js';
export { compose, type Refusal, type Scenario, type Verdict } from './scenario.js';
export { echoBrain, FAITHFUL_MODEL, fixedStt, scriptedBrain, toneTts } from './scenarios/faithful.js';
export { simpleUpstream } from './scenarios/simple-upstream.js';
export { Session, type InvalidFrame } from './session.js';
export { IMMEDIATE_TIMING, LIVELIKE_TIMING, type Timing } from './timing.js';
export { createEnergyVad } from './vad.js';
export type { ClientEvent, Outgoing, ServerEvent } from './events.js';

export interface MockOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Parts of the model behind the protocol; default: {@link FAITHFUL_MODEL}. */
  readonly model?: Partial<Model>;
  /** Delays; default: none. */
  readonly timing?: Partial<Timing>;
  /** What differs from the faithful default; a function is asked at each upgrade request, counted from 0. */
  readonly scenario?: Scenario | ((attempt: number, request: IncomingMessage) => Scenario);
  /** The only key that is taken; default: any that is not empty. */
  readonly apiKey?: string;
  /** Whether a model of that name exists; default: names like `gpt-realtime` and `gpt-audio`. */
  readonly hasModel?: (name: string) => boolean;
  /** Default: random. */
  readonly ids?: IdGenerator;
  /** Between two WebSocket pings, in ms; 0 sends none. Default 20 000. */
  readonly pingMs?: number;
  /** Age at which a session ends, in ms. Default 3 600 000. */
  readonly maxSessionMs?: number;
  /** False keeps no events, prompts and audio, for load tests. Default true. */
  readonly isRecording?: boolean;
  /** Is told when a part of the model throws, which the client sees as a server error. Default: a process warning. */
  readonly onError?: (error: unknown) => void;
}

export interface MockOpenAI {
  /** `ws://host:port/v1/realtime`; a client adds `?model=…`. */
  readonly url: string;
  /** Every session since the start, refused and ended ones included. */
  readonly sessions: readonly Session[];
  /** The oldest session that no earlier call has returned, or the next to connect. Rejects when the mock closes. */
  nextSession(): Promise<Session>;
  /** Cuts all sockets and frees the port. */
  close(): Promise<void>;
}

const DEFAULT_PING_MS = 20_000;
const DEFAULT_MAX_SESSION_MS = 3_600_000;
/** An append of 15 MiB as base64, and its envelope. */
const MAX_FRAME_BYTES = 24 * 1024 * 1024;
const REALTIME_MODEL = /^gpt-(.*realtime|audio)/;

const warn = (error: unknown): void => process.emitWarning(error instanceof Error ? error : new Error(String(error)));

const refuse = (socket: Duplex, { status, headers = {}, body = '' }: Refusal): void => {
  const fields = { connection: 'close', 'content-length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
};

const listen = (server: Server, port: number, host: string): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });

/**
 * Starts a strict OpenAI Realtime server (GA protocol, WebSocket) without a model behind it.
 *
 * @example
 * const mock = await createMockOpenAI({ scenario: { model: { brain: scriptedBrain([{ type: 'message', text: 'Hi' }]) } } });
 * const proxy = startProxy({ url: mock.url });
 * const session = await mock.nextSession();
 * const release = session.hold('session.updated');
 * await release.reached; // the client's update is in, its answer is not out
 * release();
 * const { item } = await session.waitFor('conversation.item.create');
 * await session.waitForSent('response.done');
 * session.emit({ type: 'error', error: { type: 'server_error', message: 'Sorry' } });
 * await mock.close();
 */
export const createMockOpenAI = async (options: MockOptions = {}): Promise<MockOpenAI> => {
  const { port = 0, host = '127.0.0.1', scenario = {}, model, timing } = options;
  const base: Scenario = { ...(model && { model }), ...(timing && { timing }) };
  const sessionOptions = {
    ids: options.ids ?? randomIds,
    maxSessionMs: options.maxSessionMs ?? DEFAULT_MAX_SESSION_MS,
    isRecording: options.isRecording ?? true,
    onError: options.onError ?? warn,
  };
  const rules = { apiKey: options.apiKey, hasModel: options.hasModel ?? ((name: string) => REALTIME_MODEL.test(name)) };
  const registry = new Registry();
  const pending = new Set<Duplex>();
  let attempts = 0;

  const server = createServer((request, response) => {
    const isPath = new URL(request.url ?? '/', 'http://mock').pathname === REALTIME_PATH;
    response.writeHead(isPath ? 426 : 404, { 'content-type': 'text/plain' }).end(STATUS_CODES[isPath ? 426 : 404]);
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
  });

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const url = new URL(request.url ?? '/', `ws://${request.headers.host ?? host}`);
    if (url.pathname !== REALTIME_PATH || url.searchParams.has('call_id')) {
      refuse(socket, { status: 404 });
      return;
    }
    const own = typeof scenario === 'function' ? scenario(attempts++, request) : scenario;
    pending.add(socket);
    const refusal = await own.onUpgrade?.(request);
    pending.delete(socket);
    if (socket.destroyed) return;
    if (refusal) {
      refuse(socket, refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const wire = new Wire(webSocket, options.pingMs ?? DEFAULT_PING_MS);
      const opening = { url, headers: request.headers, handshake: judgeHandshake(request, url, rules) };
      registry.add(new Session(wire, opening, compose(base, own), sessionOptions));
    });
  };
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head).catch(() => refuse(socket, { status: 500 }));
  });

  const address = await listen(server, port, host);
  return {
    url: `ws://${host}:${address.port}${REALTIME_PATH}`,
    sessions: registry.sessions,
    nextSession: () => registry.next(),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      registry.close();
      for (const socket of pending) socket.destroy();
      server.closeAllConnections();
      await Promise.all([closed, ...registry.sessions.map((session) => session.closed)]);
    },
  };
};
