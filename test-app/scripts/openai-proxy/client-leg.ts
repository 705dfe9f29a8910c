import type { RawData, WebSocket } from 'ws';
import { createCork } from './cork.js';
import { startHeartbeat } from './heartbeat.js';
import type { ServerMessage } from './protocol/agent-server.js';

/** The proxy's end of the client's socket. */
export interface ClientLeg {
  send(message: ServerMessage): void;
  sendAudio(audio: Uint8Array): void;
  /** Reads no more until `resume`. */
  pause(): void;
  resume(): void;
  /** Begins the closing handshake; `ws` cuts off a client that does not answer it. */
  close(code: number, reason: string): void;
}

/** Whether the client reads what it is sent. */
export type Flow = 'flowing' | 'congested';

export interface ClientLegOptions {
  readonly requestId: string;
  readonly welcomeMs: number;
  readonly heartbeatMs: number;
  /** Bytes that may wait in the socket before the client counts as congested; it is not read from meanwhile. */
  readonly highWaterBytes: number;
  readonly onText: (frame: string) => void;
  readonly onAudio: (audio: Uint8Array) => void;
  readonly onFlow: (flow: Flow) => void;
  readonly onClosed: (code: number) => void;
}

/**
 * Listens from this very moment on: a client's first frame may follow its upgrade in the same packet.
 *
 * `Welcome` comes from a timer, since clients that attach their listener after `open` would miss an immediate one,
 * at the latest when either side speaks: every other message comes after that.
 */
export function createClientLeg(socket: WebSocket, options: ClientLegOptions): ClientLeg {
  const stopHeartbeat = startHeartbeat(socket, options.heartbeatMs);
  const cork = createCork(socket);
  let pending: NodeJS.Timeout | undefined = setTimeout(welcome, options.welcomeMs);

  let flow: Flow = 'flowing';
  /** Why nothing is read: the client does not read itself, or what it sends can go nowhere. */
  const holds = new Set<'congested' | 'asked'>();

  function hold(reason: 'congested' | 'asked'): void {
    holds.add(reason);
    socket.pause();
  }

  function letGo(reason: 'congested' | 'asked'): void {
    holds.delete(reason);
    if (holds.size === 0) socket.resume();
  }

  function write(data: string | Uint8Array): void {
    if (socket.readyState !== socket.OPEN) return;
    cork.hold();
    socket.send(data, onWritten);
    if (flow === 'congested' || socket.bufferedAmount <= options.highWaterBytes) return;
    cork.release();
    if (socket.bufferedAmount <= options.highWaterBytes) return;
    flow = 'congested';
    // It may not ask for more than it reads. A client that reads nothing misses its pings, and is dropped.
    hold('congested');
    options.onFlow(flow);
  }

  function onWritten(): void {
    if (flow === 'flowing' || socket.bufferedAmount > options.highWaterBytes / 2) return;
    flow = 'flowing';
    letGo('congested');
    options.onFlow(flow);
  }

  function send(message: ServerMessage): void {
    welcome();
    write(JSON.stringify(message));
  }

  function welcome(): void {
    if (pending === undefined) return;
    clearTimeout(pending);
    pending = undefined;
    send({ type: 'Welcome', request_id: options.requestId });
  }

  socket.on('message', (data: RawData, isBinary: boolean) => {
    welcome();
    // `binaryType` is "nodebuffer": a frame is one Buffer.
    const bytes = data as Buffer;
    if (isBinary) options.onAudio(bytes);
    else options.onText(bytes.toString('utf8'));
  });
  // A protocol violation or an oversized frame; `close` follows.
  socket.on('error', () => undefined);
  socket.once('close', (code) => {
    clearTimeout(pending);
    pending = undefined;
    stopHeartbeat();
    options.onClosed(code);
  });

  return {
    send,
    sendAudio: write,
    pause: () => hold('asked'),
    resume: () => letGo('asked'),
    close(code, reason) {
      // The answer to the close must be read.
      socket.resume();
      if (socket.readyState === socket.OPEN) socket.close(code, reason);
    },
  };
}
