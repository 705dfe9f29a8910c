import { decodeG711 } from '../audio/g711.js';
import { createPcmReader } from '../audio/pcm.js';
import type { Encoding } from '../audio/transcoder.js';
import type { AudioShape } from './record.js';

/** How one direction of a leg writes its samples, mono. */
export interface SampleFormat {
  readonly encoding: Encoding;
  readonly sampleRateHz: number;
}

const MAX_PEAKS = 32;
const PEAK_MS = 5;
const FULL_SCALE = 32_768;
const WAV_HEADER_BYTES = 44;
const RIFF = 'RIFF';

/** How long a piece of audio lasts, and how loud it is. */
export function shapeOf(bytes: Uint8Array, { encoding, sampleRateHz }: SampleFormat): AudioShape {
  const samples = samplesOf(withoutHeader(bytes), encoding);
  const ms = (1000 * samples.length) / sampleRateHz;
  return { ms: round(ms, 100), encoding, sampleRateHz, peaks: peaksOf(samples, Math.ceil(ms / PEAK_MS)) };
}

const withoutHeader = (bytes: Uint8Array): Uint8Array => {
  const begin = String.fromCharCode(...bytes.subarray(0, RIFF.length));
  return begin === RIFF && bytes.length >= WAV_HEADER_BYTES ? bytes.subarray(WAV_HEADER_BYTES) : bytes;
};

const samplesOf = (bytes: Uint8Array, encoding: Encoding): Int16Array =>
  encoding === 'linear16' ? createPcmReader().push(bytes) : decodeG711(encoding, bytes);

/** The loudest sample of each of so many stretches, at most 32, in 0 to 1 with two decimals. */
export function peaksOf(samples: Int16Array, wanted: number): readonly number[] {
  const count = Math.min(MAX_PEAKS, wanted, samples.length);
  return Array.from({ length: count }, (_, index) => {
    const end = Math.floor(((index + 1) * samples.length) / count);
    let loudest = 0;
    for (let at = Math.floor((index * samples.length) / count); at < end; at += 1) {
      loudest = Math.max(loudest, Math.abs(samples[at] ?? 0));
    }
    return round(loudest / FULL_SCALE, 100);
  });
}

const round = (value: number, parts: number): number => Math.round(value * parts) / parts;
