import * as z from 'zod';
import { given } from './lenient.js';

/* What Settings and the operator may say in OpenAI's own terms, within the bounds that the API has. */

const MIN_IDLE_TIMEOUT_MS = 5_000;
const MAX_IDLE_TIMEOUT_MS = 30_000;

const durationMs = z.number().int().min(0);
const fraction = z.number().min(0).max(1);

const responding = { create_response: given(z.boolean()), interrupt_response: given(z.boolean()) };

const serverVad = z.object({
  type: z.literal('server_vad'),
  threshold: given(fraction),
  prefix_padding_ms: given(durationMs),
  silence_duration_ms: given(durationMs),
  idle_timeout_ms: given(z.number().int().min(MIN_IDLE_TIMEOUT_MS).max(MAX_IDLE_TIMEOUT_MS)),
  ...responding,
});

const semanticVad = z.object({
  type: z.literal('semantic_vad'),
  eagerness: given(z.enum(['low', 'medium', 'high', 'auto'])),
  ...responding,
});

/** `none`: the client ends each turn itself. */
export const turnDetectionSchema = z.discriminatedUnion('type', [
  serverVad,
  semanticVad,
  z.object({ type: z.literal('none') }),
]);

const microphone = z.enum(['near_field', 'far_field']);
const noiseReduction = z.object({ type: microphone, strength: given(fraction) });

export const noiseReductionSchema = z.union([microphone, z.literal('none'), noiseReduction]);

export const truncationSchema = z.union([
  z.enum(['auto', 'disabled']),
  z.object({
    type: z.literal('retention_ratio'),
    retention_ratio: fraction,
    token_limits: given(z.object({ post_instructions: given(z.number().int().min(0)) })),
  }),
]);

export const tracingSchema = z.union([
  z.literal('auto'),
  z.object({ workflow_name: given(z.string()), group_id: given(z.string()), metadata: given(z.unknown()) }),
]);

export const MAX_OUTPUT_TOKENS = 4_096;

/** What an operator may set for all sessions; null has the API's meaning. */
export const sessionOverridesSchema = z.strictObject({
  turnDetection: z.discriminatedUnion('type', [serverVad, semanticVad]).nullish(),
  noiseReduction: noiseReduction.nullish(),
  truncation: truncationSchema.optional(),
  tracing: tracingSchema.nullish(),
  maxOutputTokens: z.union([z.number().int().min(1).max(MAX_OUTPUT_TOKENS), z.literal('inf')]).optional(),
  parallelToolCalls: z.boolean().optional(),
  reasoning: z.strictObject({ effort: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional() }).optional(),
  include: z.array(z.literal('item.input_audio_transcription.logprobs')).optional(),
});

export type TurnDetectionSettings = z.infer<typeof turnDetectionSchema>;
export type NoiseReductionSettings = z.infer<typeof noiseReductionSchema>;
