import { PHRASES } from '../brain/phrases.js';
import { createRuleBrain } from '../brain/rule-brain.js';
import type { Model, Stt } from '../model.js';
import { loadFlite } from '../speech/flite.js';
import { createEnergyVad, loadFvad } from '../speech/fvad.js';
import { once } from '../speech/once.js';
import { loadSoundswallower } from '../speech/soundswallower.js';
import { toneTts } from '../speech/tone.js';

/** A model that converses without a network, and what a page should say about it. */
export interface DemoModel extends Model {
  /** What it understands by voice; empty when the speech recognition cannot be loaded. */
  readonly phrases: readonly string[];
  /** `tone` when the speech synthesis cannot be loaded: answers are beeps, their text is all there. */
  readonly voice: 'synthetic' | 'tone';
}

const deafStt: Stt = { transcribe: () => Promise.resolve('') };

async function ifAvailable<T>(loading: Promise<T>): Promise<T | undefined> {
  try {
    return await loading;
  } catch {
    return undefined;
  }
}

/**
 * The embedded model: Flite speaks, SoundSwallower and WebRTC's detector listen, rules think. The packages are loaded at
 * the first call (some 0.4 s, 120 MB), and shared by all later ones; one that cannot be loaded is done without.
 */
export const createDemoModel: () => Promise<DemoModel> = once(async () => {
  const [tts, createVad, stt] = await Promise.all([
    ifAvailable(loadFlite()),
    ifAvailable(loadFvad()),
    ifAvailable(loadSoundswallower(PHRASES)),
  ]);
  return {
    brain: createRuleBrain(),
    tts: tts ?? toneTts,
    stt: stt ?? deafStt,
    createVad: createVad ?? createEnergyVad,
    phrases: stt === undefined ? [] : PHRASES,
    voice: tts === undefined ? 'tone' : 'synthetic',
  };
});
