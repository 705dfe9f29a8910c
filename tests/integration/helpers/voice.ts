import { silence, tone } from '../../../test-app/scripts/mock-openai/index.js';
import { SETTINGS, type TestClient } from './client.js';

/** Settings whose audio is PCM at one rate both ways. */
export const settingsAt = (sampleRate: number) => ({
  ...SETTINGS,
  audio: {
    input: { encoding: 'linear16', sample_rate: sampleRate },
    output: { encoding: 'linear16', sample_rate: sampleRate },
  },
});

const FRAME_BYTES = 1_920;

/** Sends an utterance at 24 kHz in frames of 40 ms, and the silence by which turn detection knows its end. */
export function speakTo(client: TestClient, { ms = 600, silenceMs = 800 } = {}): void {
  for (const samples of [tone(ms), silence(silenceMs)]) {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    for (let at = 0; at < bytes.length; at += FRAME_BYTES) client.sendAudio(bytes.subarray(at, at + FRAME_BYTES));
  }
}
