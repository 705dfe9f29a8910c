import { performance } from 'node:perf_hooks';
import {
  DELTA_BYTES,
  microphoneFrame,
  microphoneMsIn,
  bytesPerMs,
  responseFrames,
  speechBytesIn,
  type Microphone,
} from './frames.js';
import type { Peer } from './peer.js';
import { closeSessions, openSession, type Session } from './session.js';
import type { Target } from './target.js';
import type { Upstream } from './upstream.js';

/** `down`: the agent's speech, to the client; `up`: the microphone, to the upstream. */
export type Direction = 'down' | 'up';

/** A batch of frames that goes out in one piece, again and again. */
export interface Flood {
  readonly sender: Peer;
  readonly receiver: Peer;
  readonly batch: Buffer;
  /** Bytes of PCM in one batch. */
  readonly batchBytes: number;
  /** Bytes of PCM in a received frame, as they were sent. */
  readonly bytesIn: (frame: Parameters<Peer['onFrame']>[0]) => number;
}

export const FLOOD_MICROPHONE: Microphone = { rateHz: 16_000, frameBytes: 640 };
const MICROPHONE_BATCH_FRAMES = 64;
const SPEECH_BATCH_FRAMES = 8;
/** Sent and not yet received, in bytes of PCM: a target without backpressure would take everything at once. */
const WINDOW_BYTES = 4 * 1_048_576;

/** Prepares a session to be flooded. */
export function createFlood(direction: Direction, { client, upstream }: Session): Flood {
  if (direction === 'down') {
    const { created, audio } = responseFrames(0);
    upstream.write(created);
    return {
      sender: upstream,
      receiver: client,
      batch: Buffer.concat(Array.from({ length: SPEECH_BATCH_FRAMES }, () => audio)),
      batchBytes: SPEECH_BATCH_FRAMES * DELTA_BYTES,
      bytesIn: speechBytesIn,
    };
  }
  const frame = microphoneFrame(FLOOD_MICROPHONE);
  return {
    sender: client,
    receiver: upstream,
    batch: Buffer.concat(Array.from({ length: MICROPHONE_BATCH_FRAMES }, () => frame)),
    batchBytes: MICROPHONE_BATCH_FRAMES * FLOOD_MICROPHONE.frameBytes,
    bytesIn: (received) => microphoneMsIn(received, FLOOD_MICROPHONE) * bytesPerMs(FLOOD_MICROPHONE),
  };
}

/** How much of one session's audio a target passes on when it never has to wait, in 10^6 bytes of PCM per second. */
export async function measureThroughput(
  target: Target,
  upstream: Upstream,
  direction: Direction,
  duration: { readonly warmUpMs: number; readonly measureMs: number },
): Promise<number> {
  const session = await openSession(target.port, upstream, FLOOD_MICROPHONE);
  const { sender, receiver, batch, batchBytes, bytesIn } = createFlood(direction, session);
  try {
    return await new Promise<number>((resolve, reject) => {
      let inFlight = 0;
      let measured: { readonly since: number; bytes: number } | null = null;
      const warmAt = performance.now() + duration.warmUpMs;
      const fill = () => {
        while (inFlight + batchBytes <= WINDOW_BYTES) {
          sender.write(batch);
          inFlight += batchBytes;
        }
      };
      receiver.onFrame = (frame) => {
        const bytes = bytesIn(frame);
        inFlight -= bytes;
        const now = performance.now();
        if (measured === null) {
          if (now >= warmAt) measured = { since: now, bytes: 0 };
        } else {
          measured.bytes += bytes;
          const tookMs = now - measured.since;
          if (tookMs >= duration.measureMs) resolve(measured.bytes / tookMs / 1_000);
        }
        fill();
      };
      void Promise.race([sender.closed, receiver.closed]).then(() => reject(new Error('The target ended a session.')));
      fill();
    });
  } finally {
    closeSessions([session]);
  }
}
