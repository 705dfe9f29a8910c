const MAX_BATCH_BYTES = 65_536;

export interface Batcher {
  /** Whether something waits for more. */
  readonly isHolding: boolean;
  /** Takes the next bytes; returns the batches that are full. */
  push(bytes: Uint8Array): readonly Uint8Array[];
  /** What waits, as the last batch; empty when nothing does. */
  flush(): readonly Uint8Array[];
  /** Forgets what waits. */
  clear(): void;
}

/**
 * Gathers small pieces of a stream until they make `minBytes`, and cuts large ones at 64 KiB. Bytes keep their order,
 * and none is lost or doubled.
 */
export function createBatcher(minBytes: number): Batcher {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;

  const take = (): Uint8Array => {
    const [only] = waiting;
    let batch: Uint8Array;
    if (waiting.length === 1 && only !== undefined) {
      batch = only;
    } else {
      batch = new Uint8Array(waitingBytes);
      let offset = 0;
      for (const piece of waiting) {
        batch.set(piece, offset);
        offset += piece.byteLength;
      }
    }
    waiting = [];
    waitingBytes = 0;
    return batch;
  };

  const cut = (batch: Uint8Array): readonly Uint8Array[] => {
    if (batch.byteLength <= MAX_BATCH_BYTES) return [batch];
    const count = Math.ceil(batch.byteLength / MAX_BATCH_BYTES);
    return Array.from({ length: count }, (_, i) => batch.subarray(i * MAX_BATCH_BYTES, (i + 1) * MAX_BATCH_BYTES));
  };

  return {
    get isHolding() {
      return waitingBytes > 0;
    },
    push(bytes) {
      if (bytes.byteLength === 0) return [];
      if (waitingBytes === 0 && bytes.byteLength >= minBytes) return cut(bytes);
      if (waitingBytes + bytes.byteLength < minBytes) {
        // What comes from a socket is a view of memory that is used again.
        waiting.push(bytes.slice());
        waitingBytes += bytes.byteLength;
        return [];
      }
      waiting.push(bytes);
      waitingBytes += bytes.byteLength;
      return cut(take());
    },
    flush: () => (waitingBytes === 0 ? [] : cut(take())),
    clear() {
      waiting = [];
      waitingBytes = 0;
    },
  };
}
