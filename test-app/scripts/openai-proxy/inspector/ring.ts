/** A record as it is sent, and its place among those of all connections. */
export interface Entry {
  readonly position: number;
  readonly connectionId: string;
  readonly seq: number;
  readonly at: number;
  /** JSON, without a line break. */
  readonly line: string;
}

/** The latest records of one connection. */
export interface Ring {
  readonly entries: readonly Entry[];
  push(entry: Entry): void;
  /** The index of the first entry behind a position. */
  indexAfter(position: number): number;
}

export interface RingBounds {
  readonly records: number;
  /** Characters of JSON. */
  readonly characters: number;
}

export function createRing(bounds: RingBounds): Ring {
  const entries: Entry[] = [];
  let characters = 0;
  return {
    entries,
    push(entry) {
      entries.push(entry);
      characters += entry.line.length;
      // The latest stays, whatever its size.
      while (entries.length > 1 && (entries.length > bounds.records || characters > bounds.characters)) {
        characters -= entries.shift()?.line.length ?? 0;
      }
    },
    indexAfter(position) {
      let low = 0;
      let high = entries.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((entries[middle]?.position ?? Infinity) > position) high = middle;
        else low = middle + 1;
      }
      return low;
    },
  };
}
