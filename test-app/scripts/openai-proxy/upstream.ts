import type { IncomingMessage } from 'node:http';
import { WebSocket, type ClientOptions } from 'ws';
import type { DialFailure } from './conversation/state.js';
import { startHeartbeat } from './heartbeat.js';
import type { Limits } from './limits.js';
import type { UpstreamOptions } from './options.js';
import { createSendQueue, type SendQueue, type TextFrame } from './send-queue.js';

/** The proxy's end of the upstream socket; sends nothing unless that is open. */
export interface UpstreamLeg {
  send(frame: TextFrame, kind: 'text' | 'audio'): void;
  /** Reads no more until `resume`, so that what cannot be passed on stays where it comes from. */
  pause(): void;
  resume(): void;
  /** Ends the connection, or the attempt to make one. The listener hears no more. */
  close(): void;
}

export interface UpstreamListener {
  onOpen(): void;
  /** A text frame's bytes, the listener's own. */
  onText(frame: Buffer): void;
  /** No attempt led to an open socket. */
  onFailed(failure: DialFailure): void;
  /** It does not read: audio was dropped, for the first time since it last caught up. */
  onDropped(): void;
  /** It is not worth taking on more for it; or it is again. */
  onFull(fullness: 'full' | 'roomy'): void;
  /** The open socket closed. */
  onClosed(code: number, reason: string): void;
}

type Phase =
  | { readonly status: 'locating' }
  | { readonly status: 'dialling'; readonly socket: WebSocket }
  | { readonly status: 'pausing'; readonly timer: NodeJS.Timeout }
  | {
      readonly status: 'open';
      readonly socket: WebSocket;
      readonly queue: SendQueue;
      readonly stopHeartbeat: () => void;
    }
  | { readonly status: 'over' };

/** OpenAI's frames stay far below its own append limit of 15 MiB. */
const MAX_FRAME_BYTES = 33_554_432;
const HANDSHAKE_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 2_000;
const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Connects to the upstream; a network fault or a passing refusal is tried again after a pause. */
export function dialUpstream(
  options: UpstreamOptions,
  model: string,
  { heartbeatMs, limits }: { readonly heartbeatMs: number; readonly limits: Limits },
  listener: UpstreamListener,
): UpstreamLeg {
  const { retries = 2, retryDelayMs = 250, createWebSocket = openWebSocket } = options;
  const init = {
    headers: {
      ...(options.apiKey !== undefined && { Authorization: `Bearer ${options.apiKey}` }),
      ...options.headers,
    },
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    closeTimeout: CLOSE_TIMEOUT_MS,
  };
  let phase: Phase = attempt(0);

  function attempt(attempts: number): Phase {
    const { url } = options;
    if (typeof url === 'string') return dial(url, attempts);
    // What was waited for may come when the attempt is over.
    const proceed = (next: () => Phase) => {
      if (phase === locating) phase = next();
    };
    const locating: Phase = { status: 'locating' };
    url().then(
      (located) => proceed(() => dial(located, attempts)),
      () => proceed(() => afterFailure({ status: null }, attempts)),
    );
    return locating;
  }

  function dial(target: string, attempts: number): Phase {
    let socket: WebSocket;
    try {
      const url = new URL(target);
      url.searchParams.set('model', model);
      socket = createWebSocket(url, init);
    } catch {
      return afterFailure({ status: null }, attempts);
    }
    const fail = (failure: DialFailure) => {
      if (phase.status !== 'dialling') return;
      abandon(socket);
      phase = afterFailure(failure, attempts);
    };
    socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      response.resume();
      fail({ status: response.statusCode ?? null });
    });
    // Of an open socket, `close` follows every error.
    socket.on('error', () => fail({ status: null }));
    socket.on('open', () => {
      const queue = createSendQueue(socket, {
        highWaterBytes: limits.sendBufferBytes,
        audioBytes: limits.backlogBytes,
        onDropped: () => listener.onDropped(),
        onFull: (fullness) => listener.onFull(fullness),
      });
      phase = { status: 'open', socket, queue, stopHeartbeat: startHeartbeat(socket, heartbeatMs) };
      listener.onOpen();
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) listener.onText(data);
    });
    socket.on('close', (code, reason) => {
      if (phase.status !== 'open') return;
      phase.stopHeartbeat();
      phase = { status: 'over' };
      listener.onClosed(code, reason.toString('utf8'));
    });
    return { status: 'dialling', socket };
  }

  function afterFailure(failure: DialFailure, attempts: number): Phase {
    const isRetryable = failure.status === null || RETRYABLE_STATUS.has(failure.status);
    if (isRetryable && attempts < retries) {
      const delay = retryDelayMs * 2 ** attempts * (0.5 + Math.random() / 2);
      return { status: 'pausing', timer: setTimeout(() => (phase = attempt(attempts + 1)), delay) };
    }
    listener.onFailed(failure);
    return { status: 'over' };
  }

  return {
    send(frame, kind) {
      if (phase.status === 'open') phase.queue.send(frame, kind);
    },
    pause() {
      if (phase.status === 'open') phase.socket.pause();
    },
    resume() {
      if (phase.status === 'open') phase.socket.resume();
    },
    close() {
      const ending = phase;
      phase = { status: 'over' };
      if (ending.status === 'dialling') abandon(ending.socket);
      if (ending.status === 'pausing') clearTimeout(ending.timer);
      if (ending.status !== 'open') return;
      ending.stopHeartbeat();
      ending.socket.removeAllListeners('message');
      ending.socket.close(1000);
    },
  };
}

/** How an upstream is reached unless the options say otherwise. */
export const openWebSocket = (url: URL, init: ClientOptions): WebSocket => new WebSocket(url, init);

/** Gives up an attempt, which reports that as an error that nobody needs. */
function abandon(socket: WebSocket): void {
  socket.removeAllListeners();
  socket.on('error', () => undefined);
  socket.terminate();
}
