import type { AudioRecord, FrameRecord, Leg, SocketRecord, WireRecord } from './record.js';

/** One line of the lanes. `id` is its place: two entries of a connection never share one. */
export type Entry =
  | { readonly kind: 'message'; readonly id: number; readonly record: FrameRecord }
  /** Pieces of audio that follow each other. */
  | {
      readonly kind: 'burst';
      readonly id: number;
      readonly record: AudioRecord;
      readonly pieces: readonly AudioRecord[];
    }
  | { readonly kind: 'socket'; readonly id: number; readonly record: SocketRecord }
  /** Records were lost before this place. */
  | {
      readonly kind: 'gap';
      readonly id: number;
      readonly record: Extract<WireRecord, { kind: 'gap' }>;
      readonly missing: number;
    };

/** Silence on the wire that ends a burst, in ms. */
const BURST_GAP_MS = 700;

interface OpenBurst {
  readonly pieces: AudioRecord[];
  lastAt: number;
}

/**
 * Makes lines of one connection's records, in order. A burst ends with a pause, or with a message on its leg; pieces of
 * a text that streams beside the audio do not end it.
 */
export function entriesOf(records: readonly WireRecord[]): readonly Entry[] {
  const entries: Entry[] = [];
  const bursts = new Map<string, OpenBurst>();
  let lastSeq = 0;

  const endBursts = (leg: Leg) => {
    bursts.delete(`${leg} received`);
    bursts.delete(`${leg} sent`);
  };

  function addAudio(record: AudioRecord): void {
    const lane = `${record.leg} ${record.direction}`;
    const burst = bursts.get(lane);
    if (burst !== undefined && record.at - burst.lastAt <= BURST_GAP_MS) {
      burst.pieces.push(record);
      burst.lastAt = record.at;
      return;
    }
    const pieces = [record];
    bursts.set(lane, { pieces, lastAt: record.at });
    entries.push({ kind: 'burst', id: record.seq, record, pieces });
  }

  for (const record of records) {
    if (record.kind === 'gap') {
      const missing = record.seq - lastSeq - 1;
      if (missing > 0) entries.push({ kind: 'gap', id: -record.seq, record, missing });
      bursts.clear();
      continue;
    }
    lastSeq = record.seq;
    if (record.kind === 'audio') {
      addAudio(record);
      continue;
    }
    if (record.kind !== 'text' || !record.type.endsWith('.delta')) endBursts(record.leg);
    if (record.kind === 'text') entries.push({ kind: 'message', id: record.seq, record });
    else entries.push({ kind: 'socket', id: record.seq, record });
  }
  return entries;
}

/** The entries that each was caused by, and those that it caused: ids by id. */
export interface Links {
  readonly causes: ReadonlyMap<number, ReadonlySet<number>>;
  readonly effects: ReadonlyMap<number, ReadonlySet<number>>;
}

export const recordsOf = (entry: Entry): readonly WireRecord[] =>
  entry.kind === 'burst' ? entry.pieces : [entry.record];

export function linksOf(entries: readonly Entry[]): Links {
  const entryOf = new Map(
    entries.flatMap((entry) =>
      entry.kind === 'gap' ? [] : recordsOf(entry).map(({ seq }): [number, number] => [seq, entry.id]),
    ),
  );
  const causes = new Map<number, Set<number>>();
  const effects = new Map<number, Set<number>>();
  const add = (map: Map<number, Set<number>>, from: number, to: number) => {
    map.set(from, (map.get(from) ?? new Set()).add(to));
  };
  for (const entry of entries) {
    for (const record of recordsOf(entry)) {
      const cause = record.kind === 'gap' || record.cause === null ? undefined : entryOf.get(record.cause);
      if (cause === undefined) continue;
      add(causes, entry.id, cause);
      add(effects, cause, entry.id);
    }
  }
  return { causes, effects };
}
