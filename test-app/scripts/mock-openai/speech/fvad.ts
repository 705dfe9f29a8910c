import type { Fvad } from '@echogarden/fvad-wasm';
import { createResampler } from '../../openai-proxy/audio/resampler.js';
import type { CreateVad, VadTransition } from '../model.js';
import { createEndpointer, FRAME_MS } from './endpointer.js';
import { createEnergyGate } from './energy-gate.js';
import { once } from './once.js';

const DETECTOR_RATE_HZ = 16_000;
const FRAME_SAMPLES = (DETECTOR_RATE_HZ * FRAME_MS) / 1_000;
const SAMPLE_BYTES = 2;

/** Says whether a frame of 320 samples at 16 kHz sounds like speech. */
type Detector = (frame: Int16Array) => boolean;
type CreateDetector = (threshold: number) => Detector;

function detectors(fvad: Fvad): CreateDetector {
  const input = fvad._malloc(FRAME_SAMPLES * SAMPLE_BYTES);
  const dropped = new FinalizationRegistry<number>((handle) => fvad._fvad_free(handle));
  return (threshold) => {
    const handle = fvad._fvad_new();
    fvad._fvad_set_sample_rate(handle, DETECTOR_RATE_HZ);
    fvad._fvad_set_mode(handle, threshold < 0.3 ? 1 : threshold > 0.7 ? 3 : 2);
    const detector: Detector = (frame) => {
      fvad.HEAP16.set(frame, input / SAMPLE_BYTES);
      return fvad._fvad_process(handle, input, frame.length) === 1;
    };
    dropped.register(detector, handle);
    return detector;
  };
}

/** Voice activity detection from a detector and an energy gate, which must agree. */
function vads(createDetector: CreateDetector): CreateVad {
  return ({ threshold, silenceDurationMs }) => {
    const resampler = createResampler({ from: 24_000, to: DETECTOR_RATE_HZ });
    const isSpeech = createDetector(threshold);
    const gate = createEnergyGate(threshold);
    const endpointer = createEndpointer(silenceDurationMs);
    const frame = new Int16Array(FRAME_SAMPLES);
    let filled = 0;

    const judge = (): VadTransition | undefined => {
      const isLoud = gate.isOpen(frame, endpointer.isInSpeech);
      const transition = endpointer.push(isSpeech(frame) && isLoud);
      if (transition === undefined) return undefined;
      if (transition.isCut) gate.adopt();
      return { type: transition.type, atMs: transition.atMs };
    };

    return {
      push(samples) {
        const transitions: VadTransition[] = [];
        const resampled = resampler.push(samples);
        for (let read = 0; read < resampled.length;) {
          const part = resampled.subarray(read, read + FRAME_SAMPLES - filled);
          frame.set(part, filled);
          read += part.length;
          filled += part.length;
          if (filled < FRAME_SAMPLES) break;
          filled = 0;
          const transition = judge();
          if (transition !== undefined) transitions.push(transition);
        }
        return transitions;
      },
    };
  };
}

/** Judges by loudness alone. */
export const createEnergyVad: CreateVad = vads(() => () => true);

const loadDetectors = once(async () => {
  const { default: createModule } = await import('@echogarden/fvad-wasm');
  return detectors(await createModule());
});

/**
 * WebRTC's detector, compiled to WASM, together with an energy gate. Utterances are capped at 15 s.
 * @throws {Error} when the package cannot be loaded.
 */
export async function loadFvad(): Promise<CreateVad> {
  return vads(await loadDetectors());
}
