import { SAMPLES_PER_MS } from './audio.js';
import type { CreateVad, VadTransition } from './model.js';

const FRAME_MS = 10;
const FRAME_SAMPLES = FRAME_MS * SAMPLES_PER_MS;
/** Speech shorter than this is a click. */
const ONSET_FRAMES = 3;
/** Level that a threshold of 1 asks for, as a part of full scale. */
const LEVEL_AT_FULL_THRESHOLD = 0.02;
const FULL_SCALE = 32_768;

/** Finds speech by its level. Deterministic: the same audio gives the same transitions, however it is cut. */
export const createEnergyVad: CreateVad = ({ threshold, silenceDurationMs }) => {
  const minimum = (threshold * LEVEL_AT_FULL_THRESHOLD * FULL_SCALE) ** 2;
  const silentFrames = Math.max(1, Math.ceil(silenceDurationMs / FRAME_MS));
  let isSpeaking = false;
  /** Frames in a row that speak against the current state. */
  let run = 0;
  let frame = 0;
  let filled = 0;
  let energy = 0;

  const endFrame = (): VadTransition | undefined => {
    const isLoud = energy / FRAME_SAMPLES > minimum;
    frame++;
    run = isLoud === isSpeaking ? 0 : run + 1;
    if (run < (isSpeaking ? silentFrames : ONSET_FRAMES)) return undefined;
    const onset = frame - run;
    run = 0;
    isSpeaking = !isSpeaking;
    return isSpeaking
      ? { type: 'speech_started', atMs: onset * FRAME_MS }
      : { type: 'speech_stopped', atMs: frame * FRAME_MS };
  };

  return {
    push(samples) {
      const transitions: VadTransition[] = [];
      for (const sample of samples) {
        energy += sample * sample;
        if (++filled < FRAME_SAMPLES) continue;
        const transition = endFrame();
        if (transition) transitions.push(transition);
        filled = 0;
        energy = 0;
      }
      return transitions;
    },
  };
};
