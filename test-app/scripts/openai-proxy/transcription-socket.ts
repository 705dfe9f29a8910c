import type { RawData, WebSocket } from 'ws';
import { CLOSE_CODES, CLOSE_REASONS, type CloseCode } from './conversation/close-codes.js';
import { startHeartbeat } from './heartbeat.js';
import { parseClientMessage } from './protocol/agent-client.js';

export interface TranscriptionSocketOptions {
  readonly heartbeatMs: number;
  readonly onEnded: (code: number) => void;
}

export interface TranscriptionSocket {
  /** Ends with 1001; there is no turn to wait for. Resolves when ended. */
  shutDown(): Promise<void>;
}

/**
 * Keeps the second socket that the component opens for transcription, before that of its agent, which it does not
 * open when this one is refused. The agent's own socket carries the transcripts, so this one stays silent: whatever
 * comes is dropped, until `CloseStream` or `Close`.
 */
export function holdTranscriptionSocket(socket: WebSocket, options: TranscriptionSocketOptions): TranscriptionSocket {
  const stopHeartbeat = startHeartbeat(socket, options.heartbeatMs);
  const ended = new Promise<void>((resolve) => {
    socket.once('close', (code) => {
      stopHeartbeat();
      options.onEnded(code);
      resolve();
    });
  });

  const close = (code: CloseCode) => {
    if (socket.readyState === socket.OPEN) socket.close(code, CLOSE_REASONS[code]);
  };

  socket.on('message', (data: RawData, isBinary: boolean) => {
    // `binaryType` is "nodebuffer": a frame is one Buffer.
    if (!isBinary && asksToClose((data as Buffer).toString('utf8'))) close(CLOSE_CODES.NORMAL);
  });
  // A protocol violation or an oversized frame; `close` follows.
  socket.on('error', () => undefined);

  return {
    shutDown() {
      close(CLOSE_CODES.GOING_AWAY);
      return ended;
    },
  };
}

/** Longer than any message that ends the stream. */
const MAX_CLOSE_CHARACTERS = 200;

function asksToClose(frame: string): boolean {
  if (frame.length > MAX_CLOSE_CHARACTERS) return false;
  const parsed = parseClientMessage(frame);
  if (parsed.status === 'rejected') return false;
  return parsed.message.type === 'CloseStream' || parsed.message.type === 'Close';
}
