const MAX_BATCH_BYTES = 65_536;

export interface Batcher {
  /** Whether something waits. */
  readonly isHolding: boolean;
  /** Whether what waits is worth sending. */
  readonly isFull: boolean;
  /** Adds the next bytes, of which a copy is made. */
  push(bytes: Uint8Array): void;
  /** Takes what waits, in batches of at most 64 KiB; they are good until the next `push`. */
  take(): readonly Uint8Array[];
  /** Forgets what waits. */
  clear(): void;
}

/** Gathers pieces of a stream until they make `minBytes`. Bytes keep their order, and none is lost or doubled. */
export function createBatcher(minBytes: number): Batcher {
  let memory = new Uint8Array(0);
  let filled = 0;

  return {
    get isHolding() {
      return filled > 0;
    },
    get isFull() {
      return filled >= minBytes;
    },
    push(bytes) {
      const needed = filled + bytes.byteLength;
      if (needed > memory.byteLength) {
        const larger = new Uint8Array(Math.max(needed, 2 * memory.byteLength, 2 * minBytes));
        larger.set(memory.subarray(0, filled));
        memory = larger;
      }
      memory.set(bytes, filled);
      filled = needed;
    },
    take() {
      const taken = memory.subarray(0, filled);
      filled = 0;
      // One burst is no reason to keep that much for ever.
      if (memory.byteLength > MAX_BATCH_BYTES) memory = new Uint8Array(0);
      return cut(taken);
    },
    clear() {
      filled = 0;
    },
  };
}

/** Cuts what is longer than 64 KiB. */
export function cut(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.byteLength === 0) return [];
  if (bytes.byteLength <= MAX_BATCH_BYTES) return [bytes];
  const count = Math.ceil(bytes.byteLength / MAX_BATCH_BYTES);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * MAX_BATCH_BYTES, (i + 1) * MAX_BATCH_BYTES));
}
