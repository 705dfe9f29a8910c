const TONE_HZ = 220;
const LEVEL = 0.3 * 32_767;

interface Utterance {
  /** Default 600. */
  readonly ms?: number;
  /** Silence after it, by which turn detection knows its end. Default 800. */
  readonly silenceMs?: number;
}

/** An utterance and the silence after it, as 16-bit little-endian mono PCM at `rateHz`. */
export function utterance(rateHz: number, { ms = 600, silenceMs = 800 }: Utterance = {}): Uint8Array {
  const spoken = Math.round((ms * rateHz) / 1_000);
  const samples = new DataView(new ArrayBuffer(2 * (spoken + Math.round((silenceMs * rateHz) / 1_000))));
  for (let index = 0; index < spoken; index += 1) {
    samples.setInt16(2 * index, Math.round(LEVEL * Math.sin((2 * Math.PI * TONE_HZ * index) / rateHz)), true);
  }
  return new Uint8Array(samples.buffer);
}

/** Cuts audio as a capture buffer of `frameBytes` delivers it: whole frames only, the last one filled with silence. */
export function framesOf(audio: Uint8Array, frameBytes: number): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(audio.byteLength / frameBytes) }, (_, index) => {
    const frame = new Uint8Array(frameBytes);
    frame.set(audio.subarray(index * frameBytes, (index + 1) * frameBytes));
    return frame;
  });
}
