/**
 * Bytes per sample of 16-bit PCM. Typed arrays have the host's byte order, which is little endian, as on the wire,
 * wherever this runs.
 */
const SAMPLE_BYTES = 2;
const PCM24K_BYTES_PER_MS = 48;

export interface PcmReader {
  /**
   * Takes the next bytes of a stream of 16-bit little-endian PCM, in any number and at any offset; returns the samples
   * that they complete. The result may be a view of the argument's memory. A half sample waits for the next chunk.
   */
  push(bytes: Uint8Array): Int16Array;
  /** Whether the next byte begins a sample. */
  readonly isAligned: boolean;
  /** Forgets a half sample: what comes next is another stream. */
  reset(): void;
}

/** Turns a stream of bytes, cut anywhere, into samples. */
export function createPcmReader(): PcmReader {
  let carried: number | undefined;
  return {
    get isAligned() {
      return carried === undefined;
    },
    reset() {
      carried = undefined;
    },
    push(bytes) {
      if (bytes.length === 0) return new Int16Array(0);
      const available = bytes.length + (carried === undefined ? 0 : 1);
      const samples = Math.floor(available / SAMPLE_BYTES);
      const left = available % SAMPLE_BYTES === 0 ? undefined : bytes[bytes.length - 1];
      const before = carried;
      carried = left;
      if (before === undefined && bytes.byteOffset % SAMPLE_BYTES === 0) {
        return new Int16Array(bytes.buffer, bytes.byteOffset, samples);
      }
      const copy = new Uint8Array(samples * SAMPLE_BYTES);
      const shift = before === undefined ? 0 : 1;
      if (before !== undefined && samples > 0) copy[0] = before;
      copy.set(bytes.subarray(0, copy.length - shift), shift);
      return new Int16Array(copy.buffer);
    },
  };
}

/** The samples as 16-bit little-endian bytes: a view of the same memory, not a copy. */
export function toBytes(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** How long a number of bytes of 16-bit mono PCM at 24 kHz lasts, in ms. */
export function msOfPcm24k(bytes: number): number {
  return bytes / PCM24K_BYTES_PER_MS;
}
