import * as z from 'zod';
import { inputItem, item } from './items.js';
import {
  audioFormat,
  decimal,
  flag,
  integer,
  maxOutputTokens,
  metadata,
  modalities,
  noiseReduction,
  optional,
  prompt,
  reasoning,
  text,
  toolChoice,
  tools,
  transcription,
  turnDetection,
  voice,
} from './parts.js';

/** Longest `event_id` that is taken. */
export const EVENT_ID_CHARS = 512;
const MIN_SPEED = 0.25;
const MAX_SPEED = 1.5;

const include = z.array(z.literal('item.input_audio_transcription.logprobs'));

const audioInput = z.strictObject({
  format: optional(audioFormat),
  transcription: optional(transcription.nullable()),
  noise_reduction: optional(noiseReduction.nullable()),
  turn_detection: optional(turnDetection.nullable()),
});

const tracing = z
  .union([
    z.literal('auto'),
    z.strictObject({ workflow_name: optional(text), group_id: optional(text), metadata: optional(z.unknown()) }),
  ])
  .nullable();

const truncation = z.union([
  z.enum(['auto', 'disabled']),
  z.strictObject({
    type: z.literal('retention_ratio'),
    retention_ratio: decimal(0, 1),
    token_limits: optional(z.strictObject({ post_instructions: optional(integer(0)) })),
  }),
]);

const generation = {
  output_modalities: optional(modalities),
  instructions: optional(text),
  tools: optional(tools),
  tool_choice: optional(toolChoice),
  parallel_tool_calls: optional(flag),
  reasoning: optional(reasoning),
  max_output_tokens: optional(maxOutputTokens),
  prompt: optional(prompt),
};

const realtimeSession = z.strictObject({
  type: z.literal('realtime'),
  model: optional(text),
  ...generation,
  tracing: optional(tracing),
  truncation: optional(truncation),
  include: optional(include),
  audio: optional(
    z.strictObject({
      input: optional(audioInput),
      output: optional(
        z.strictObject({
          format: optional(audioFormat),
          voice: optional(voice),
          speed: optional(decimal(MIN_SPEED, MAX_SPEED)),
        }),
      ),
    }),
  ),
});

const transcriptionSession = z.strictObject({
  type: z.literal('transcription'),
  include: optional(include),
  audio: optional(z.strictObject({ input: optional(audioInput) })),
});

const response = z.strictObject({
  conversation: optional(z.enum(['auto', 'none'])),
  input: optional(z.array(inputItem)),
  ...generation,
  audio: optional(
    z.strictObject({
      output: optional(z.strictObject({ format: optional(audioFormat), voice: optional(voice) })),
    }),
  ),
  metadata: optional(metadata),
});

const event = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), event_id: optional(text.max(EVENT_ID_CHARS)), ...shape });

/** One strict schema per client event that the server accepts. */
export const CLIENT_EVENTS = {
  'session.update': event('session.update', {
    session: z.discriminatedUnion('type', [realtimeSession, transcriptionSession]),
  }),
  'input_audio_buffer.append': event('input_audio_buffer.append', { audio: text }),
  'input_audio_buffer.commit': event('input_audio_buffer.commit', {}),
  'input_audio_buffer.clear': event('input_audio_buffer.clear', {}),
  'conversation.item.create': event('conversation.item.create', { previous_item_id: optional(text), item }),
  'conversation.item.truncate': event('conversation.item.truncate', {
    item_id: text,
    content_index: integer(0),
    audio_end_ms: integer(0),
  }),
  'conversation.item.delete': event('conversation.item.delete', { item_id: text }),
  'conversation.item.retrieve': event('conversation.item.retrieve', { item_id: text }),
  'response.create': event('response.create', { response: optional(response) }),
  'response.cancel': event('response.cancel', { response_id: optional(text) }),
} as const;

type Schemas = typeof CLIENT_EVENTS;
export type AcceptedType = keyof Schemas;
/** A client event that passed validation. */
export type Accepted = z.output<Schemas[AcceptedType]>;
export type AcceptedOf<T extends AcceptedType> = z.output<Schemas[T]>;

/** What the server's own error text lists, in its order; two of them belong to translation sessions. */
export const SUPPORTED_TYPES = [
  'session.update',
  'session.close',
  'input_audio_buffer.append',
  'session.input_audio_buffer.append',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
  'conversation.item.create',
  'conversation.item.truncate',
  'conversation.item.delete',
  'conversation.item.retrieve',
  'response.create',
  'response.cancel',
] as const;

export type SessionUpdate = AcceptedOf<'session.update'>['session'];
export type RealtimeUpdate = Extract<SessionUpdate, { type: 'realtime' }>;
export type TranscriptionUpdate = Extract<SessionUpdate, { type: 'transcription' }>;
export type ResponseParams = NonNullable<AcceptedOf<'response.create'>['response']>;
