import type { Encoding } from './transcoder.js';

const HEADER_BYTES = 44;
/** Format tags of RIFF WAVE. */
const TAGS: Readonly<Record<Encoding, number>> = { linear16: 1, alaw: 6, mulaw: 7 };
/** The length of what is still being spoken is unknown; players take this for "to the end". */
const UNKNOWN_LENGTH = 0xffff_ffff;

/** The header before a stream of mono samples. */
export function wavHeader(encoding: Encoding, sampleRate: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const text = (offset: number, word: string) => bytes.set(new TextEncoder().encode(word), offset);
  const sampleBytes = encoding === 'linear16' ? 2 : 1;
  text(0, 'RIFF');
  view.setUint32(4, UNKNOWN_LENGTH, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, TAGS[encoding], true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * sampleBytes, true);
  view.setUint16(32, sampleBytes, true);
  view.setUint16(34, 8 * sampleBytes, true);
  text(36, 'data');
  view.setUint32(40, UNKNOWN_LENGTH, true);
  return bytes;
}
