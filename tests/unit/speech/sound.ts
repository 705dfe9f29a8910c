import type { Tts, Vad, VadTransition } from '../../../test-app/scripts/mock-openai/model.js';
import { concat } from '../audio/signal.js';

export const RATE_HZ = 24_000;
const SAMPLES_PER_MS = RATE_HZ / 1_000;

export const silence = (ms: number): Int16Array => new Int16Array(ms * SAMPLES_PER_MS);

/** White noise that is the same in every run. */
export function hiss(ms: number, amplitude: number): Int16Array {
  let seed = 1;
  return silence(ms).map(() => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return Math.round(((seed / 2 ** 32) * 2 - 1) * amplitude);
  });
}

export const mixed = (a: Int16Array, b: Int16Array): Int16Array => a.map((sample, i) => sample + (b[i] ?? 0));

export const msOf = (samples: Int16Array): number => samples.length / SAMPLES_PER_MS;

export async function say(tts: Tts, text: string, { name = 'alloy', speed = 1 } = {}): Promise<Int16Array> {
  const chunks: Int16Array[] = [];
  for await (const chunk of tts.speak(text, { name, speed })) chunks.push(chunk);
  return concat(chunks);
}

/** All transitions when the audio comes in pieces of `pieceMs`. */
export function listen(vad: Vad, audio: Int16Array, pieceMs = 20): VadTransition[] {
  const piece = Math.round(pieceMs * SAMPLES_PER_MS);
  const pieces = Array.from({ length: Math.ceil(audio.length / piece) }, (_, i) =>
    audio.subarray(i * piece, (i + 1) * piece),
  );
  return pieces.flatMap((samples) => vad.push(samples));
}

/** The audio from `startMs` to `endMs`. */
export const cut = (audio: Int16Array, startMs: number, endMs: number): Int16Array =>
  audio.subarray(Math.max(0, startMs) * SAMPLES_PER_MS, endMs * SAMPLES_PER_MS);
