/** US dollars for a million tokens. */
export interface RealtimePrices {
  readonly text: { readonly input: number; readonly cached: number; readonly output: number };
  readonly audio: { readonly input: number; readonly cached: number; readonly output: number };
  readonly image: { readonly input: number; readonly cached: number };
}

/** US dollars: for a million tokens, or for a minute of audio. */
export type TranscriptionPrices = { readonly input: number; readonly output: number } | { readonly minute: number };

/** When the table was made, and where OpenAI publishes what is in it. */
export const PRICES_DATE = '2026-11-23';
export const PRICES_SOURCE = 'https://developers.openai.com/api/docs/models';

const AUDIO = { input: 32, cached: 0.4, output: 64 };
const IMAGE = { input: 5, cached: 0.5 };
const FULL: RealtimePrices = { text: { input: 4, cached: 0.4, output: 16 }, audio: AUDIO, image: IMAGE };
const REASONING: RealtimePrices = { text: { input: 4, cached: 0.4, output: 24 }, audio: AUDIO, image: IMAGE };
const MINI: RealtimePrices = {
  text: { input: 0.6, cached: 0.06, output: 2.4 },
  audio: { input: 10, cached: 0.3, output: 20 },
  image: { input: 0.8, cached: 0.08 },
};

/** By model; a snapshot such as `gpt-realtime-2025-08-28` costs what its model does. */
export const REALTIME_PRICES: Readonly<Record<string, RealtimePrices>> = {
  'gpt-realtime': FULL,
  'gpt-realtime-1.5': FULL,
  'gpt-realtime-2': REASONING,
  'gpt-realtime-2.1': REASONING,
  'gpt-realtime-mini': MINI,
  'gpt-realtime-2.1-mini': MINI,
};

export const TRANSCRIPTION_PRICES: Readonly<Record<string, TranscriptionPrices>> = {
  'gpt-4o-transcribe': { input: 2.5, output: 10 },
  'gpt-4o-mini-transcribe': { input: 1.25, output: 5 },
  'gpt-realtime-whisper': { minute: 0.017 },
  'whisper-1': { minute: 0.006 },
};

/** What a model costs; undefined where the table does not say. */
export function priceOf<T>(table: Readonly<Record<string, T>>, model: string): T | undefined {
  const name = model.replace(/-20\d\d-\d\d-\d\d$/, '');
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
