import type { WebSocket } from 'ws';
import { createCork } from './cork.js';

/** One text frame: its bytes if they are at hand, else the text. */
export type TextFrame = Buffer | string;

/** Sends over one socket no faster than its peer reads, and holds the rest back in order. */
export interface SendQueue {
  /** Sends now, or when there is room. Of audio that waits, the oldest gives way when there is too much; text never. */
  send(frame: TextFrame, kind: 'text' | 'audio'): void;
}

export interface SendQueueOptions {
  /** Bytes that may lie in the socket before frames are held back; they go on below half of that. */
  readonly highWaterBytes: number;
  /** Bytes of audio that may be held back. */
  readonly audioBytes: number;
  /** Audio was dropped, for the first time since the peer last caught up. */
  readonly onDropped: () => void;
  /** So much text is held back that no more should be taken on; and when that is over. */
  readonly onFull: (fullness: 'full' | 'roomy') => void;
}

interface Held {
  readonly frame: TextFrame;
  readonly kind: 'text' | 'audio';
}

const AS_TEXT = { binary: false };

export function createSendQueue(
  socket: Pick<WebSocket, 'bufferedAmount' | 'send'>,
  { highWaterBytes, audioBytes, onDropped, onFull }: SendQueueOptions,
): SendQueue {
  let held: Held[] = [];
  let heldAudioBytes = 0;
  let heldTextBytes = 0;
  let state: 'flowing' | 'congested' | 'dropping' = 'flowing';

  const cork = createCork(socket);

  const write = (frame: TextFrame): void => {
    cork.hold();
    socket.send(frame, AS_TEXT, onWritten);
    if (state !== 'flowing' || socket.bufferedAmount <= highWaterBytes) return;
    cork.release();
    if (socket.bufferedAmount > highWaterBytes) state = 'congested';
  };

  function onWritten(): void {
    if (state === 'flowing' || socket.bufferedAmount > highWaterBytes / 2) return;
    const waiting = held;
    held = [];
    heldAudioBytes = 0;
    if (heldTextBytes > highWaterBytes) onFull('roomy');
    heldTextBytes = 0;
    state = 'flowing';
    for (const { frame, kind } of waiting) send(frame, kind);
  }

  function hold(frame: TextFrame, kind: Held['kind']): void {
    held.push({ frame, kind });
    if (kind === 'text') {
      const wasFull = heldTextBytes > highWaterBytes;
      heldTextBytes += frame.length;
      if (!wasFull && heldTextBytes > highWaterBytes) onFull('full');
      return;
    }
    heldAudioBytes += frame.length;
    while (heldAudioBytes > audioBytes) {
      const index = held.findIndex((entry) => entry.kind === 'audio');
      heldAudioBytes -= held[index]?.frame.length ?? heldAudioBytes;
      held.splice(index, 1);
      if (state === 'dropping') continue;
      state = 'dropping';
      onDropped();
    }
  }

  function send(frame: TextFrame, kind: Held['kind']): void {
    if (state === 'flowing') write(frame);
    else hold(frame, kind);
  }

  return { send };
}
