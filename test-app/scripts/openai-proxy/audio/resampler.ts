/** The sample rates that are converted, in Hz. */
export const SAMPLE_RATES_HZ = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const;
export type SampleRate = (typeof SAMPLE_RATES_HZ)[number];

export interface Resampler {
  /**
   * Takes the next samples of the stream, in any number; returns those that they complete. How the stream is split
   * never changes what comes out. At equal rates this is the argument itself, not a copy.
   */
  push(samples: Int16Array): Int16Array;
  /** Ends the stream: returns what was held back (at most 10 ms) and starts anew. */
  flush(): Int16Array;
}

const STOP_BAND_DB = 84;
/** Pass-band edge and stop-band edge, as parts of the lower rate's Nyquist frequency. */
const PASS_EDGE = 0.85;
const STOP_EDGE = 1;
const BLOCK_SAMPLES = 2_048;

interface Kernel {
  readonly up: number;
  readonly down: number;
  /** Coefficients per phase; a multiple of 4. */
  readonly taps: number;
  /** `up` phases of `taps` coefficients each. */
  readonly coefficients: Float64Array;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/** Modified Bessel function of the first kind, order 0. */
function bessel0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** A Kaiser-windowed sinc, cut into one short filter for each position an output can have between two inputs. */
function createKernel(from: number, to: number): Kernel {
  const divisor = greatestCommonDivisor(from, to);
  const up = to / divisor;
  const down = from / divisor;
  const bandwidth = Math.min(1, to / from);
  const cutoff = ((PASS_EDGE + STOP_EDGE) / 2) * bandwidth;
  const transition = Math.PI * (STOP_EDGE - PASS_EDGE) * bandwidth;
  const half = 2 * Math.ceil((STOP_BAND_DB - 7.95) / (2.285 * transition) / 4);
  const taps = 2 * half;
  const beta = 0.1102 * (STOP_BAND_DB - 8.7);
  const coefficients = new Float64Array(up * taps);
  for (let phase = 0; phase < up; phase += 1) {
    const row = coefficients.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    row.forEach((_, tap) => {
      const offset = phase / up + half - 1 - tap;
      const angle = Math.PI * cutoff * offset;
      const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
      const window = bessel0(beta * Math.sqrt(Math.max(0, 1 - (offset / half) ** 2)));
      row[tap] = sinc * window;
      sum += sinc * window;
    });
    row.forEach((value, tap) => (row[tap] = value / sum));
  }
  return { up, down, taps, coefficients };
}

const kernels = new Map<string, Kernel>();

/** Kernels are shared: the largest takes 10 ms and 0.5 MB, and a process sees few pairs of rates. */
function kernelFor(from: SampleRate, to: SampleRate): Kernel {
  const key = `${from}:${to}`;
  const kernel = kernels.get(key) ?? createKernel(from, to);
  kernels.set(key, kernel);
  return kernel;
}

/** Four sums side by side, as the processor can add them at once. */
function dotProduct(a: Float64Array, aStart: number, b: Float64Array, bStart: number, length: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let i = aStart, j = bStart, end = aStart + length; i < end; i += 4, j += 4) {
    sum0 += (a[i] ?? 0) * (b[j] ?? 0);
    sum1 += (a[i + 1] ?? 0) * (b[j + 1] ?? 0);
    sum2 += (a[i + 2] ?? 0) * (b[j + 2] ?? 0);
    sum3 += (a[i + 3] ?? 0) * (b[j + 3] ?? 0);
  }
  return sum0 + sum1 + (sum2 + sum3);
}

const PASSTHROUGH: Resampler = { push: (samples) => samples, flush: () => new Int16Array(0) };

/**
 * Converts a stream of 16-bit mono PCM from one rate to another with a band-limited polyphase filter: flat within
 * 0.1 dB up to 0.85 of the lower Nyquist frequency, images and aliases below -80 dB. The output is aligned with the
 * input; `n` samples give `ceil(n * to / from)`, the last of them on `flush`.
 */
export function createResampler({ from, to }: { from: SampleRate; to: SampleRate }): Resampler {
  if (from === to) return PASSTHROUGH;
  const { up, down, taps, coefficients } = kernelFor(from, to);
  const wholeStep = Math.floor(down / up);
  const partStep = down % up;
  /** The samples still needed: silence before the stream first, then the stream. */
  const window = new Float64Array(taps + wholeStep + BLOCK_SAMPLES);
  let filled = taps / 2 - 1;
  /** Where in `window` the next output's filter begins; may lie past what is filled. */
  let start = 0;
  let phase = 0;

  const filter = (output: Int16Array, from: number): number => {
    let written = from;
    for (; start + taps <= filled; written += 1) {
      const value = dotProduct(window, start, coefficients, phase * taps, taps);
      output[written] = Math.max(-32_768, Math.min(32_767, Math.round(value)));
      start += wholeStep;
      phase += partStep;
      if (phase >= up) {
        phase -= up;
        start += 1;
      }
    }
    return written;
  };

  const push = (samples: Int16Array): Int16Array => {
    const reachable = filled + samples.length - taps - start;
    const count = reachable < 0 ? 0 : Math.floor(((reachable + 1) * up - phase - 1) / down) + 1;
    const output = new Int16Array(count);
    let written = 0;
    for (let read = 0; read < samples.length;) {
      const drop = Math.min(start, filled);
      window.copyWithin(0, drop, filled);
      filled -= drop;
      start -= drop;
      const block = samples.subarray(read, read + window.length - filled);
      window.set(block, filled);
      filled += block.length;
      read += block.length;
      written = filter(output, written);
    }
    return output;
  };

  const flush = (): Int16Array => {
    const rest = push(new Int16Array(taps / 2));
    window.fill(0);
    filled = taps / 2 - 1;
    start = 0;
    phase = 0;
    return rest;
  };

  return { push, flush };
}
