/** The two companding laws of ITU-T G.711: one byte a sample, 8 kHz. */
export type G711Law = 'mulaw' | 'alaw';

const MULAW_BIAS = 0x84;
const MULAW_CLIP = 32_635;
const SAMPLE_VALUES = 65_536;

function decodeMulaw(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = (((code & 0x0f) << 3) + MULAW_BIAS) << ((code & 0x70) >> 4);
  return code & 0x80 ? MULAW_BIAS - magnitude : magnitude - MULAW_BIAS;
}

function decodeAlaw(byte: number): number {
  const code = byte ^ 0x55;
  const exponent = (code & 0x70) >> 4;
  const mantissa = ((code & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return code & 0x80 ? magnitude : -magnitude;
}

function encodeMulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), MULAW_CLIP) + MULAW_BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

function encodeAlaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  const magnitude = (sample >= 0 ? sample : -sample - 1) >> 3;
  const exponent = magnitude < 32 ? 0 : 31 - Math.clz32(magnitude) - 4;
  const mantissa = (magnitude >> Math.max(1, exponent)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

interface Codec {
  /** The sample of each byte. */
  readonly samples: Int16Array;
  /** The byte of each sample, taken as an unsigned number. */
  readonly bytes: Uint8Array;
}

const createCodec = (decode: (byte: number) => number, encode: (sample: number) => number): Codec => ({
  samples: Int16Array.from({ length: 256 }, (_, byte) => decode(byte)),
  bytes: Uint8Array.from({ length: SAMPLE_VALUES }, (_, value) => encode((value << 16) >> 16)),
});

const codecs = new Map<G711Law, Codec>();

/** Tables of 65 KB a law, made when a law is first used. */
function codecOf(law: G711Law): Codec {
  const codec =
    codecs.get(law) ?? (law === 'mulaw' ? createCodec(decodeMulaw, encodeMulaw) : createCodec(decodeAlaw, encodeAlaw));
  codecs.set(law, codec);
  return codec;
}

/** The 16-bit samples of companded bytes, one each. */
export function decodeG711(law: G711Law, bytes: Uint8Array): Int16Array {
  const table = codecOf(law).samples;
  const samples = new Int16Array(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) samples[i] = table[bytes[i] ?? 0] ?? 0;
  return samples;
}

/** The companded bytes of 16-bit samples, one each. */
export function encodeG711(law: G711Law, samples: Int16Array): Uint8Array {
  const table = codecOf(law).bytes;
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i += 1) bytes[i] = table[(samples[i] ?? 0) & 0xffff] ?? 0;
  return bytes;
}
