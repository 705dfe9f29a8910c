const INPUT_HZ = 16_000;
const TONE_HZ = 220;
const FRAME_BYTES = 1_280;

/**
 * An utterance as 16-bit mono PCM at 16 kHz in frames of 40 ms, with the silence by which turn detection knows its end.
 */
export function utteranceFrames({ ms = 600, silenceMs = 800 } = {}): readonly Uint8Array<ArrayBuffer>[] {
  const samples = new Int16Array(((ms + silenceMs) * INPUT_HZ) / 1_000);
  for (let index = 0; index < (ms * INPUT_HZ) / 1_000; index += 1) {
    samples[index] = Math.round(16_000 * Math.sin((2 * Math.PI * TONE_HZ * index) / INPUT_HZ));
  }
  const bytes = new Uint8Array(samples.buffer);
  return Array.from({ length: bytes.length / FRAME_BYTES }, (_, frame) =>
    bytes.slice(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES),
  );
}
