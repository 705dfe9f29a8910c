import { OUTPUT_SAMPLES, sharedEngine, WINDOW_SAMPLES } from './resampler-engine.js';

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

const SLAB_SAMPLES = 8_192;
let slab = new Int16Array(0);
let slabUsed = 0;

/** A new array for outputs. Small ones are cut from a common slab: making one takes longer than a frame's filtering. */
function allocate(length: number): Int16Array {
  if (length > SLAB_SAMPLES / 8) return new Int16Array(length);
  if (slabUsed + length > slab.length) {
    slab = new Int16Array(SLAB_SAMPLES);
    slabUsed = 0;
  }
  slabUsed += length;
  return slab.subarray(slabUsed - length, slabUsed);
}

const PASSTHROUGH: Resampler = { push: (samples) => samples, flush: () => new Int16Array(0) };

/**
 * Converts a stream of 16-bit mono PCM from one rate to another with a band-limited polyphase filter: flat within
 * 0.25 dB up to 0.85 of the lower Nyquist frequency, images and aliases below -65 dB. The output is aligned with the
 * input; `n` samples give `ceil(n * to / from)`, the last of them on `flush`. What is too loud is clipped. A stream
 * holds less than 1 KB, and nothing that needs to be released.
 */
export function createResampler({ from, to }: { from: SampleRate; to: SampleRate }): Resampler {
  if (from === to) return PASSTHROUGH;
  const { window, output, filterFor } = sharedEngine();
  const filter = filterFor(from, to);
  const { up, down, taps } = filter;
  const largestBlock = Math.floor(Math.min(WINDOW_SAMPLES - taps, ((OUTPUT_SAMPLES - 1) * down) / up));
  /** The first samples of the next output's window; before the stream there was silence. */
  const history = new Int16Array(taps);
  let held = taps / 2 - 1;
  let phase = 0;

  /** How many windows lie within `filled` samples. */
  const outputsOf = (filled: number): number =>
    Math.max(0, Math.floor(((filled - taps + 1) * up - phase - 1) / down) + 1);

  const push = (samples: Int16Array): Int16Array => {
    const outputs = allocate(outputsOf(held + samples.length));
    let written = 0;
    for (let read = 0; read < samples.length; read += largestBlock) {
      const block = samples.length <= largestBlock ? samples : samples.subarray(read, read + largestBlock);
      window.set(history);
      window.set(block, held);
      const filled = held + block.length;
      const count = outputsOf(filled);
      filter.run(phase, count);
      outputs.set(output.subarray(0, count), written);
      written += count;
      const position = phase + count * down;
      const start = Math.floor(position / up);
      phase = position % up;
      held = filled - start;
      history.set(window.subarray(start, filled));
    }
    return outputs;
  };

  const flush = (): Int16Array => {
    const rest = push(new Int16Array(taps / 2));
    history.fill(0);
    held = taps / 2 - 1;
    phase = 0;
    return rest;
  };

  return { push, flush };
}
