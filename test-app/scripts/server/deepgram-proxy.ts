import { ServerResponse, type ClientRequest, type IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import express, { type RequestHandler } from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { admit, refuseUpgrade, type GateOptions, type Logger, type Refusal } from '../openai-proxy/index.js';

export interface DeepgramProxyOptions {
  /** Deepgram's Voice Agent, or a server that stands in for it. */
  readonly agentUrl: string;
  /** Deepgram's speech recognition, for the sockets that the component opens beside its agent's. */
  readonly listenUrl: string;
  /** The server's own key. Without it every request is answered 503. */
  readonly apiKey: string | undefined;
  /** Who may spend the key. */
  readonly gate: GateOptions;
  readonly logger: Logger;
  /** How long Deepgram may take to accept the socket, in ms. Default 10,000. */
  readonly dialTimeoutMs?: number;
}

export interface DeepgramProxy {
  /** For Express: what a plain request to a WebSocket path is answered. */
  readonly middleware: RequestHandler;
  /** Takes one upgrade request; returns false, with the socket untouched, when the path is another. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

/** Clients that append Deepgram's own path to it are served too. */
export const DEEPGRAM_PATH = '/deepgram-proxy';

/** All that Deepgram is told about a client; its credentials, cookies and addresses are not among it. */
const FORWARDED_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'upgrade',
  'user-agent',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-extensions',
]);
const NOT_CONFIGURED: Refusal = {
  status: 503,
  code: 'DEEPGRAM_NOT_CONFIGURED',
  description: 'The server has no DEEPGRAM_API_KEY.',
};
const UNAVAILABLE: Refusal = {
  status: 503,
  code: 'DEEPGRAM_UNAVAILABLE',
  description: 'Deepgram cannot be reached, or refused the connection.',
};

const isOurs = ({ url = '/' }: IncomingMessage): boolean => {
  const path = URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost').pathname : '';
  return path === DEEPGRAM_PATH || path.startsWith(`${DEEPGRAM_PATH}/`);
};

/** `dg_react_agent` asks for its second socket, which transcribes, under the agent's URL. */
const isTranscription = ({ url = '/' }: IncomingMessage): boolean =>
  new URL(url, 'http://localhost').searchParams.get('service') === 'transcription';

/** Passes WebSocket traffic to Deepgram, unchanged but for the credentials: those are the server's. */
export function createDeepgramProxy({ apiKey, ...options }: DeepgramProxyOptions): DeepgramProxy {
  const forward = apiKey === undefined ? null : createForwarders({ ...options, apiKey });
  const refusal: Refusal | null = forward === null ? NOT_CONFIGURED : null;

  const router = express.Router();
  router.get([DEEPGRAM_PATH, `${DEEPGRAM_PATH}/*rest`], (_request, response) => {
    const code = refusal?.code ?? 'UPGRADE_REQUIRED';
    const description = refusal?.description ?? 'This is a WebSocket endpoint.';
    if (refusal === null) response.set({ Connection: 'Upgrade', Upgrade: 'websocket' });
    response.status(refusal?.status ?? 426).json({ error: { code, description } });
  });

  return {
    middleware: router,
    handleUpgrade: (request, socket, head) => {
      if (!isOurs(request)) return false;
      socket.on('error', () => socket.destroy());
      if (forward === null) {
        refuseUpgrade(socket, NOT_CONFIGURED);
        return true;
      }
      admit(request, options.gate)
        .then((refused) => {
          if (refused) refuseUpgrade(socket, refused);
          else forward(request, socket, head);
        })
        .catch(() => socket.destroy());
      return true;
    },
  };
}

type Forwarder = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
type Forwarding = DeepgramProxyOptions & { readonly apiKey: string };

function createForwarders(options: Forwarding): Forwarder {
  const toAgent = createForwarder(options, new URL(options.agentUrl));
  const toListen = createForwarder(options, new URL(options.listenUrl));
  return (request, socket, head) => (isTranscription(request) ? toListen : toAgent)(request, socket, head);
}

function createForwarder({ apiKey, logger, dialTimeoutMs = 10_000 }: Forwarding, target: URL): Forwarder {
  const dialling = new WeakSet<Duplex>();

  const giveUp = (socket: Duplex): void => {
    // Once the socket speaks WebSocket, an HTTP answer would be a broken frame.
    if (dialling.delete(socket)) refuseUpgrade(socket, UNAVAILABLE);
    else socket.destroy();
  };

  const prepare = (dial: ClientRequest, request: IncomingMessage, socket: Socket): void => {
    const scheme = schemeOf(request);
    for (const name of dial.getHeaderNames()) {
      if (!FORWARDED_HEADERS.has(name)) dial.removeHeader(name);
    }
    if (scheme === undefined) dial.setHeader('authorization', `Token ${apiKey}`);
    else dial.setHeader('sec-websocket-protocol', `token, ${apiKey}`);

    dialling.add(socket);
    const deadline = setTimeout(() => dial.destroy(new Error('timeout')), dialTimeoutMs);
    dial.once('close', () => clearTimeout(deadline));
    socket.once('close', () => dial.destroy());

    dial.once('upgrade', (response, upstream) => {
      clearTimeout(deadline);
      dialling.delete(socket);
      // A browser takes no other subprotocol than one it offered.
      if (scheme !== undefined) response.headers['sec-websocket-protocol'] = scheme;
      socket.once('close', () => upstream.destroy());
      upstream.once('close', () => socket.end(() => socket.destroy()));
    });
    dial.once('response', (response) => {
      logger.warn({ status: response.statusCode }, 'deepgram_refused');
      // http-proxy leaves responses with this mark alone; others it passes on, headers and body.
      Object.assign(response, { upgrade: true }).destroy();
      giveUp(socket);
    });
  };

  const { upgrade } = createProxyMiddleware({
    target: target.origin,
    changeOrigin: true,
    prependPath: false,
    ws: false,
    pathRewrite: (url) => rewrite(url, target),
    on: {
      proxyReqWs: prepare,
      error: (error, _request, socket) => {
        logger.warn({ error: 'code' in error ? error.code : error.name }, 'deepgram_failed');
        if (!(socket instanceof ServerResponse)) giveUp(socket);
      },
    },
  });
  return (request, socket, head) => {
    if (socket instanceof Socket) upgrade(request, socket, head);
    else socket.destroy();
  };
}

/** The target's path with the client's query, but for what is meant for this server. */
function rewrite(url: string, target: URL): string {
  const rewritten = new URL(target);
  for (const [name, value] of new URL(url, 'http://localhost').searchParams) {
    // Deepgram's recognition refuses what it does not know.
    const isForUs = name === 'token' || (name === 'service' && value === 'transcription');
    if (!isForUs) rewritten.searchParams.append(name, value);
  }
  return `${rewritten.pathname}${rewritten.search}`;
}

/** The subprotocol that a browser announces its credential with; undefined for clients that use other means. */
const schemeOf = ({ headers }: IncomingMessage): string | undefined =>
  (headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .find((entry) => /^(token|bearer)$/i.test(entry));
