import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { RecordBody } from './record.js';
import { createRing, type Entry, type Ring } from './ring.js';

/** Keeps the latest records of the latest connections, and tells readers of new ones. */
export interface InspectorHub {
  /** Tells this hub's positions from those of one before a restart. */
  readonly id: string;
  /** Begins a connection; the result takes its records and returns their numbers. */
  open(connectionId: string): (body: RecordBody) => number;
  /** What is kept behind a position, in order; of one connection, or of all. Stop reading whenever you like. */
  after(position: number, connectionId: string | undefined): Iterable<Entry>;
  /** Calls back at each new record. Returns what ends that. */
  listen(onEntry: (entry: Entry) => void): () => void;
}

export interface HubBounds {
  /** Records kept of each connection. Default 20,000. */
  readonly records?: number;
  /** Characters of JSON kept of each connection. Default 8 Mi. */
  readonly characters?: number;
  /** Connections that are remembered; the longest ended is forgotten first. Default 8. */
  readonly connections?: number;
}

interface Kept {
  readonly ring: Ring;
  status: 'live' | 'ended';
}

export function createHub({ records = 20_000, characters = 8_388_608, connections = 8 }: HubBounds = {}): InspectorHub {
  const kept = new Map<string, Kept>();
  const listeners = new Set<(entry: Entry) => void>();
  let position = 0;

  /** A Map lists what it holds in the order of arrival. */
  function makeRoom(): void {
    while (kept.size >= connections) {
      const all = [...kept];
      const [id] = all.find(([, { status }]) => status === 'ended') ?? all[0] ?? [];
      if (id === undefined) return;
      kept.delete(id);
    }
  }

  return {
    id: randomUUID().slice(0, 8),
    open(connectionId) {
      // A client may name its own id, and use it again.
      kept.delete(connectionId);
      makeRoom();
      const own: Kept = { ring: createRing({ records, characters }), status: 'live' };
      kept.set(connectionId, own);
      let seq = 0;
      return (body) => {
        seq += 1;
        if (kept.get(connectionId) !== own) return seq;
        position += 1;
        const at = performance.timeOrigin + performance.now();
        const line = JSON.stringify({ connectionId, seq, at: Math.round(at * 1000) / 1000, ...body });
        const entry: Entry = { position, connectionId, seq, at, line };
        own.ring.push(entry);
        if (body.kind === 'closed' && body.leg === 'client') own.status = 'ended';
        for (const listener of listeners) listener(entry);
        return seq;
      };
    },
    *after(from, connectionId) {
      const heads = [...kept]
        .filter(([id]) => connectionId === undefined || id === connectionId)
        .map(([, { ring }]) => ({ ring, index: ring.indexAfter(from) }));
      for (;;) {
        const next = heads.reduce<(typeof heads)[number] | undefined>((first, head) => {
          const at = head.ring.entries[head.index]?.position ?? Infinity;
          return at < (first?.ring.entries[first.index]?.position ?? Infinity) ? head : first;
        }, undefined);
        const entry = next?.ring.entries[next.index];
        if (next === undefined || entry === undefined) return;
        next.index += 1;
        yield entry;
      }
    },
    listen(onEntry) {
      listeners.add(onEntry);
      return () => listeners.delete(onEntry);
    },
  };
}
