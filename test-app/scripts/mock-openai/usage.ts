import type { ConversationItem, RealtimeResponseUsage } from 'openai/resources/realtime/realtime';
import { SAMPLES_PER_MS } from './audio.js';
import { spokenMs, type StoredItem } from './conversation.js';

const CHARS_PER_TOKEN = 4;
const HEARD_MS_PER_TOKEN = 100;
const SPOKEN_MS_PER_TOKEN = 50;
/** Prompt caching counts in blocks of this size. */
const CACHE_BLOCK_TOKENS = 64;

export const textTokens = (text: string): number => Math.ceil(text.length / CHARS_PER_TOKEN);
export const charsOfTokens = (tokens: number): number => tokens * CHARS_PER_TOKEN;
export const spokenTokens = (ms: number): number => Math.ceil(ms / SPOKEN_MS_PER_TOKEN);

const textOf = (item: ConversationItem): string => {
  switch (item.type) {
    case 'message':
      return item.content.map((part) => part.text ?? '').join(' ');
    case 'function_call':
      return item.name + item.arguments;
    case 'function_call_output':
      return item.output;
    default:
      return '';
  }
};

const audioTokens = (stored: StoredItem): number => {
  if (stored.kind === 'spoken') return spokenTokens(spokenMs(stored.spoken));
  if (stored.kind === 'plain') return 0;
  const samples = [...stored.utterances.values()].reduce((sum, utterance) => sum + utterance.samples.length, 0);
  return Math.ceil(samples / SAMPLES_PER_MS / HEARD_MS_PER_TOKEN);
};

export interface TokenCount {
  readonly text: number;
  readonly audio: number;
}

export const inputTokens = (instructions: string, items: readonly StoredItem[]): TokenCount => ({
  text: items.reduce((sum, { item }) => sum + textTokens(textOf(item)), textTokens(instructions)),
  audio: items.reduce((sum, stored) => sum + audioTokens(stored), 0),
});

const NOTHING: TokenCount = { text: 0, audio: 0 };

export const sumTokens = (counts: readonly TokenCount[]): TokenCount =>
  counts.reduce((sum, count) => ({ text: sum.text + count.text, audio: sum.audio + count.audio }), NOTHING);

/** @param cachedTokens what an earlier response of the session has already read */
export const usageOf = (input: TokenCount, output: TokenCount, cachedTokens: number): RealtimeResponseUsage => {
  const cached = Math.floor(Math.min(cachedTokens, input.text) / CACHE_BLOCK_TOKENS) * CACHE_BLOCK_TOKENS;
  return {
    total_tokens: input.text + input.audio + output.text + output.audio,
    input_tokens: input.text + input.audio,
    output_tokens: output.text + output.audio,
    input_token_details: {
      text_tokens: input.text,
      audio_tokens: input.audio,
      image_tokens: 0,
      cached_tokens: cached,
      cached_tokens_details: { text_tokens: cached, audio_tokens: 0, image_tokens: 0 },
    },
    output_token_details: { text_tokens: output.text, audio_tokens: output.audio },
  };
};

export const NO_USAGE: RealtimeResponseUsage = usageOf(NOTHING, NOTHING, 0);
