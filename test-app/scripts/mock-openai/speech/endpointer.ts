import type { VadTransition } from '../model.js';

export const FRAME_MS = 20;
/** Speech begins when this many of the last frames are voiced. */
const ONSET_FRAMES = 4;
const ONSET_WINDOW_FRAMES = 6;
/** A lone voiced frame, such as a click, does not prolong speech. */
const SUSTAIN_FRAMES = 2;
/** Endless noise is cut into utterances of this length, in ms. */
export const UTTERANCE_LIMIT_MS = 15_000;

type State =
  | { readonly phase: 'silence'; readonly recent: readonly boolean[] }
  | { readonly phase: 'speech'; readonly startedMs: number; readonly lastVoicedMs: number; readonly run: number };

const SILENCE: State = { phase: 'silence', recent: [] };

export interface Endpointer {
  readonly isInSpeech: boolean;
  /** Takes the verdict on the next 20 ms. `isCut` marks an end by the length limit. */
  push(isVoiced: boolean): (VadTransition & { readonly isCut: boolean }) | undefined;
}

/**
 * Turns a verdict per frame into utterances. An utterance starts at its first voiced frame and stops, as OpenAI counts
 * it, when `silenceDurationMs` of silence have followed its last.
 */
export function createEndpointer(silenceDurationMs: number): Endpointer {
  let state: State = SILENCE;
  let nowMs = 0;

  const start = (recent: readonly boolean[]): VadTransition & { isCut: boolean } => {
    const startedMs = nowMs - (recent.length - recent.indexOf(true)) * FRAME_MS;
    state = { phase: 'speech', startedMs, lastVoicedMs: nowMs, run: 0 };
    return { type: 'speech_started', atMs: startedMs, isCut: false };
  };

  return {
    get isInSpeech() {
      return state.phase === 'speech';
    },
    push(isVoiced) {
      nowMs += FRAME_MS;
      if (state.phase === 'silence') {
        const recent = [...state.recent, isVoiced].slice(-ONSET_WINDOW_FRAMES);
        state = { phase: 'silence', recent };
        return recent.filter(Boolean).length < ONSET_FRAMES ? undefined : start(recent);
      }
      const run = isVoiced ? state.run + 1 : 0;
      state = { ...state, run, lastVoicedMs: run >= SUSTAIN_FRAMES ? nowMs : state.lastVoicedMs };
      const isCut = nowMs - state.startedMs >= UTTERANCE_LIMIT_MS;
      if (!isCut && nowMs - state.lastVoicedMs < silenceDurationMs) return undefined;
      state = SILENCE;
      return { type: 'speech_stopped', atMs: nowMs, isCut };
    },
  };
}
