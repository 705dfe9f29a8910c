import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { Tts } from '../model.js';

const RATE_HZ = 24_000;
const LEVEL = 0.2;
const FADE_SAMPLES = 240;
const MS_PER_CHAR = 45;
const GAP_MS = 60;
const LOW_HZ = 330;
const HIGH_HZ = 440;

function beep(hz: number, ms: number): Int16Array {
  const length = Math.round((ms * RATE_HZ) / 1_000);
  const samples = new Int16Array(length + (GAP_MS * RATE_HZ) / 1_000);
  for (let i = 0; i < length; i += 1) {
    const fade = Math.min(1, i / FADE_SAMPLES, (length - i) / FADE_SAMPLES);
    samples[i] = Math.round(32_767 * LEVEL * fade * Math.sin((2 * Math.PI * hz * i) / RATE_HZ));
  }
  return samples;
}

/** Beeps once per word, for as long as the word: the voice where no synthesizer can be loaded. */
export const toneTts: Tts = {
  async *speak(text, voice) {
    const words = text.split(/\s+/).filter((word) => word !== '');
    for (const [i, word] of words.entries()) {
      await eventLoopTurn();
      yield beep(i % 2 === 0 ? LOW_HZ : HIGH_HZ, ((word.length + 1) * MS_PER_CHAR) / Math.max(0.25, voice.speed));
    }
  },
};
