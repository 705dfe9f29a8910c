import type { ConversationItem, RealtimeFunctionTool } from 'openai/resources/realtime/realtime';

/** What the mock's model is given for one response. */
export interface Prompt {
  /** The session's instructions, or those that the response overrides them with. */
  readonly instructions: string;
  /** The conversation as the model sees it, oldest first. A user's audio part holds its `transcript`. */
  readonly items: readonly ConversationItem[];
  readonly tools: readonly RealtimeFunctionTool[];
  readonly toolChoice: 'none' | 'auto' | 'required' | { readonly name: string };
}

/** One step of an answer. `fail` and `incomplete` end the response with that status. */
export type Output =
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'function_call'; readonly name: string; readonly arguments: string; readonly callId?: string }
  | {
      readonly type: 'fail';
      readonly error: { readonly type: string; readonly code: string | null; readonly message: string };
    }
  | { readonly type: 'incomplete'; readonly reason: 'max_output_tokens' | 'content_filter' };

/** Decides what the model answers. */
export interface Brain {
  answer(prompt: Prompt): readonly Output[] | Promise<readonly Output[]>;
}

/** Speaks a text: 16-bit mono PCM at 24 kHz, in chunks of any size, the first as soon as there is one. */
export interface Tts {
  speak(text: string, voice: { readonly name: string; readonly speed: number }): AsyncIterable<Int16Array>;
}

/** Writes down one utterance of 16-bit mono PCM at 24 kHz; `''` when nothing in it was understood. */
export interface Stt {
  transcribe(audio: Int16Array): Promise<string>;
}

export interface VadTransition {
  readonly type: 'speech_started' | 'speech_stopped';
  /**
   * Position in the audio that was pushed so far, in ms since the first sample: where the speech began, without
   * padding; or where the silence was complete that ended it.
   */
  readonly atMs: number;
}

/** Finds speech in 16-bit mono PCM at 24 kHz. */
export interface Vad {
  /** Takes the next samples, in any number; returns the transitions that they complete, in order. */
  push(samples: Int16Array): readonly VadTransition[];
}

export interface VadSettings {
  /** 0 to 1; higher needs louder speech. */
  readonly threshold: number;
  /** Silence that ends an utterance, in ms. */
  readonly silenceDurationMs: number;
}

export type CreateVad = (settings: VadSettings) => Vad;

/** Everything that stands for the model behind the protocol; each part can be swapped in a scenario. */
export interface Model {
  readonly brain: Brain;
  readonly tts: Tts;
  readonly stt: Stt;
  readonly createVad: CreateVad;
}
