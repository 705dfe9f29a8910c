/** The formats of a session's audio: PCM is 16-bit little-endian mono at 24 kHz, the others G.711 at 8 kHz. */
export type AudioFormat =
  | { readonly type: 'audio/pcm'; readonly rate: 24000 }
  | { readonly type: 'audio/pcmu' }
  | { readonly type: 'audio/pcma' };

export const MODEL_RATE_HZ = 24_000;
export const SAMPLES_PER_MS = MODEL_RATE_HZ / 1000;
const G711_RATIO = 3;

export const bytesPerMs = (format: AudioFormat): number => (format.type === 'audio/pcm' ? 48 : 8);
export const durationMs = (bytes: number, format: AudioFormat): number => Math.floor(bytes / bytesPerMs(format));

const ULAW_BIAS = 0x84;
const ULAW_CLIP = 32_635;

const decodeUlaw = (byte: number): number => {
  const code = ~byte & 0xff;
  const magnitude = (((code & 0x0f) << 3) + ULAW_BIAS) << ((code & 0x70) >> 4);
  return code & 0x80 ? ULAW_BIAS - magnitude : magnitude - ULAW_BIAS;
};

const decodeAlaw = (byte: number): number => {
  const code = byte ^ 0x55;
  const exponent = (code & 0x70) >> 4;
  const mantissa = ((code & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return code & 0x80 ? magnitude : -magnitude;
};

const encodeUlaw = (sample: number): number => {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), ULAW_CLIP) + ULAW_BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
};

const encodeAlaw = (sample: number): number => {
  const sign = sample >= 0 ? 0x80 : 0;
  const magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 0x7fff) >> 3;
  const exponent = magnitude < 32 ? 0 : 31 - Math.clz32(magnitude) - 4;
  const mantissa = (magnitude >> Math.max(1, exponent)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
};

const ULAW = Int16Array.from({ length: 256 }, (_, byte) => decodeUlaw(byte));
const ALAW = Int16Array.from({ length: 256 }, (_, byte) => decodeAlaw(byte));

/** The model's samples (24 kHz) of `bytes`, which hold whole samples. */
export const decode = (bytes: Buffer, format: AudioFormat): Int16Array => {
  if (format.type === 'audio/pcm') {
    const samples = new Int16Array(bytes.length >> 1);
    for (let index = 0; index < samples.length; index++) samples[index] = bytes.readInt16LE(index * 2);
    return samples;
  }
  const table = format.type === 'audio/pcmu' ? ULAW : ALAW;
  const samples = new Int16Array(bytes.length * G711_RATIO);
  for (let index = 0; index < bytes.length; index++) {
    samples.fill(table[bytes[index] ?? 0] ?? 0, index * G711_RATIO, (index + 1) * G711_RATIO);
  }
  return samples;
};

/** The bytes of the model's samples (24 kHz); for G.711 each three samples become their mean. */
export const encode = (samples: Int16Array, format: AudioFormat): Buffer => {
  if (format.type === 'audio/pcm') {
    const bytes = Buffer.allocUnsafe(samples.length * 2);
    for (let index = 0; index < samples.length; index++) bytes.writeInt16LE(samples[index] ?? 0, index * 2);
    return bytes;
  }
  const companded = format.type === 'audio/pcmu' ? encodeUlaw : encodeAlaw;
  const bytes = Buffer.allocUnsafe(Math.ceil(samples.length / G711_RATIO));
  for (let index = 0; index < bytes.length; index++) {
    const group = samples.subarray(index * G711_RATIO, (index + 1) * G711_RATIO);
    bytes[index] = companded(Math.round(group.reduce((sum, sample) => sum + sample, 0) / group.length));
  }
  return bytes;
};

export const concat = (chunks: readonly Int16Array[]): Int16Array => {
  const joined = new Int16Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
};

const TONE_HZ = 220;
const TONE_AMPLITUDE = 0.3;

/** A sine of `ms` at 24 kHz, loud enough for every voice detection that goes by level. */
export const tone = (ms: number, amplitude = TONE_AMPLITUDE): Int16Array =>
  Int16Array.from({ length: Math.round(ms * SAMPLES_PER_MS) }, (_, index) =>
    Math.round(amplitude * 32_767 * Math.sin((2 * Math.PI * TONE_HZ * index) / MODEL_RATE_HZ)),
  );

export const silence = (ms: number): Int16Array => new Int16Array(Math.round(ms * SAMPLES_PER_MS));
