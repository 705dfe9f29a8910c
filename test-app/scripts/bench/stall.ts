import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { createFlood, FLOOD_MICROPHONE, type Direction } from './flood.js';
import { closeSessions, openSession } from './session.js';
import type { Target } from './target.js';
import type { Upstream } from './upstream.js';

export interface StallFigures {
  /** The most that the target's resident memory grew by, in bytes. */
  readonly growthBytes: number;
  /** Bytes of PCM that it accepted for the receiver that did not read. */
  readonly acceptedBytes: number;
}

const POLL_MS = 50;

/**
 * Sends a burst through one session whose receiver does not read, as fast as the target accepts it and for at most
 * `limitMs`, and watches the target's memory.
 */
export async function measureStall(
  target: Target,
  upstream: Upstream,
  direction: Direction,
  burst: { readonly bytes: number; readonly limitMs: number },
): Promise<StallFigures> {
  const session = await openSession(target.port, upstream, FLOOD_MICROPHONE);
  const { sender, receiver, batch, batchBytes } = createFlood(direction, session);
  const readRss = async () => (await target.usage())?.rssBytes ?? 0;
  try {
    receiver.stall();
    const base = await readRss();
    const endAt = performance.now() + burst.limitMs;
    let peak = base;
    let sent = 0;
    const over = delay(burst.limitMs);
    const pour = async (): Promise<void> => {
      while (performance.now() < endAt && sent < burst.bytes) {
        sent += batchBytes;
        if (!sender.write(batch)) await Promise.race([sender.drained(), over]);
      }
    };
    const poured = pour();
    while (performance.now() < endAt) {
      await delay(POLL_MS);
      peak = Math.max(peak, await readRss());
    }
    await poured;
    const unsent = (sender.queuedBytes / batch.length) * batchBytes;
    return { growthBytes: peak - base, acceptedBytes: sent - unsent };
  } finally {
    closeSessions([session]);
  }
}
