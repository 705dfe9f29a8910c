import type { RawData, WebSocket } from 'ws';
import { startHeartbeat } from './heartbeat.js';
import type { ServerMessage } from './protocol/agent-server.js';

/** The proxy's end of the client's socket. */
export interface ClientLeg {
  send(message: ServerMessage): void;
  sendAudio(audio: Uint8Array): void;
  /** Begins the closing handshake; `ws` cuts off a client that does not answer it. */
  close(code: number, reason: string): void;
}

export interface ClientLegOptions {
  readonly requestId: string;
  readonly welcomeMs: number;
  readonly heartbeatMs: number;
  readonly onText: (frame: string) => void;
  readonly onAudio: (audio: Uint8Array) => void;
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
  let pending: NodeJS.Timeout | undefined = setTimeout(welcome, options.welcomeMs);

  function send(message: ServerMessage): void {
    welcome();
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
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
    sendAudio(audio) {
      if (socket.readyState === socket.OPEN) socket.send(audio);
    },
    close(code, reason) {
      if (socket.readyState === socket.OPEN) socket.close(code, reason);
    },
  };
}
