import { decodeG711, encodeG711 } from '../../scripts/openai-proxy/audio/g711.js';

/** How one direction's audio travels: mono, `rate` in Hz. */
export interface AudioFormat {
  readonly encoding: 'linear16' | 'mulaw' | 'alaw';
  readonly rate: number;
}

/** 16-bit PCM in the format's encoding. */
export function encode(pcm: ArrayBuffer, { encoding }: AudioFormat): ArrayBuffer {
  if (encoding === 'linear16') return pcm;
  const bytes = encodeG711(encoding, new Int16Array(pcm));
  return bytes.buffer as ArrayBuffer;
}

/** The format's encoding as 16-bit PCM; half a sample at the end is lost. */
export function decode(audio: ArrayBuffer, { encoding }: AudioFormat): ArrayBuffer {
  if (encoding === 'linear16') return audio.byteLength % 2 === 0 ? audio : audio.slice(0, -1);
  return decodeG711(encoding, new Uint8Array(audio)).buffer as ArrayBuffer;
}
