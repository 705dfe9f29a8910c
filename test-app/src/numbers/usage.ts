import * as z from 'zod/mini';
import { priceOf, REALTIME_PRICES, TRANSCRIPTION_PRICES } from './prices.js';

/** Tokens by kind. `cached` ones are among neither of the others. */
export interface Tokens {
  readonly textIn: number;
  readonly textCached: number;
  readonly textOut: number;
  readonly audioIn: number;
  readonly audioCached: number;
  readonly audioOut: number;
  readonly imageIn: number;
  readonly imageCached: number;
}

export const NO_TOKENS: Tokens = {
  textIn: 0,
  textCached: 0,
  textOut: 0,
  audioIn: 0,
  audioCached: 0,
  audioOut: 0,
  imageIn: 0,
  imageCached: 0,
};

const KINDS = [
  'textIn',
  'textCached',
  'textOut',
  'audioIn',
  'audioCached',
  'audioOut',
  'imageIn',
  'imageCached',
] as const;

export const addTokens = (one: Tokens, other: Tokens): Tokens =>
  KINDS.reduce((sum, kind) => ({ ...sum, [kind]: one[kind] + other[kind] }), NO_TOKENS);

export const totalOf = (tokens: Tokens): number => KINDS.reduce((sum, kind) => sum + tokens[kind], 0);

const count = z.optional(z.number());
const byKind = z.object({ text_tokens: count, audio_tokens: count, image_tokens: count });
const responseUsage = z.object({
  input_tokens: count,
  output_tokens: count,
  input_token_details: z.optional(
    z.extend(byKind, { cached_tokens: count, cached_tokens_details: z.optional(byKind) }),
  ),
  output_token_details: z.optional(byKind),
});
const transcriptionUsage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('tokens'), input_tokens: z.number(), output_tokens: z.number() }),
  z.object({ type: z.literal('duration'), seconds: z.number() }),
]);

/** The tokens of a `response.done`; undefined where it does not tell. */
export function tokensOf(usage: unknown): Tokens | undefined {
  const { data } = responseUsage.safeParse(usage);
  if (data === undefined) return undefined;
  const input = data.input_token_details ?? { text_tokens: data.input_tokens };
  const output = data.output_token_details ?? { text_tokens: data.output_tokens };
  const details = data.input_token_details;
  // An upstream that does not say of which kind they were is taken to mean text.
  const cached = details?.cached_tokens_details ?? { text_tokens: details?.cached_tokens };
  const fresh = (all = 0, known = 0) => Math.max(0, all - known);
  return {
    textIn: fresh(input.text_tokens, cached.text_tokens),
    textCached: cached.text_tokens ?? 0,
    textOut: output.text_tokens ?? 0,
    audioIn: fresh(input.audio_tokens, cached.audio_tokens),
    audioCached: cached.audio_tokens ?? 0,
    audioOut: output.audio_tokens ?? 0,
    imageIn: fresh(input.image_tokens, cached.image_tokens),
    imageCached: cached.image_tokens ?? 0,
  };
}

const PER_TOKEN = 1e-6;

/** US dollars by the table; undefined for a model that is not in it. */
export function costOf(tokens: Tokens, model: string): number | undefined {
  const prices = priceOf(REALTIME_PRICES, model);
  if (prices === undefined) return undefined;
  const { text, audio, image } = prices;
  return (
    PER_TOKEN *
    (tokens.textIn * text.input +
      tokens.textCached * text.cached +
      tokens.textOut * text.output +
      tokens.audioIn * audio.input +
      tokens.audioCached * audio.cached +
      tokens.audioOut * audio.output +
      tokens.imageIn * image.input +
      tokens.imageCached * image.cached)
  );
}

/** US dollars of a transcript; undefined where usage or price are unknown. */
export function transcriptionCostOf(usage: unknown, model: string): number | undefined {
  const { data } = transcriptionUsage.safeParse(usage);
  const prices = priceOf(TRANSCRIPTION_PRICES, model);
  if (data === undefined || prices === undefined) return undefined;
  if (data.type === 'tokens') {
    if (!('input' in prices)) return undefined;
    return PER_TOKEN * (data.input_tokens * prices.input + data.output_tokens * prices.output);
  }
  return 'minute' in prices ? (data.seconds / 60) * prices.minute : undefined;
}
