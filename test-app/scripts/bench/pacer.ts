import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** Something that all sessions do once per period, one after the other at even distances. */
export interface Rhythm {
  readonly periodMs: number;
  /** @param step how often this session has done it before; `due` is when it was to happen, in ms */
  readonly act: (session: number, step: number, due: number) => void;
}

const TICK_MS = 1;

/**
 * Runs rhythms from `startAt` to `endAt`, both in ms of `performance.now()`. Whatever is late is made up for, so that
 * each session is offered the same load however busy this process is.
 */
export async function keepPace(
  rhythms: readonly Rhythm[],
  sessionCount: number,
  { startAt, endAt }: { readonly startAt: number; readonly endAt: number },
): Promise<void> {
  const runs = rhythms.map((rhythm) => ({ rhythm, done: 0 }));
  for (;;) {
    const now = Math.min(performance.now(), endAt);
    for (const run of runs) {
      const { periodMs, act } = run.rhythm;
      for (let due = startAt + (run.done * periodMs) / sessionCount; due < now;) {
        act(run.done % sessionCount, Math.floor(run.done / sessionCount), due);
        run.done += 1;
        due = startAt + (run.done * periodMs) / sessionCount;
      }
    }
    if (now >= endAt) return;
    await delay(TICK_MS);
  }
}
