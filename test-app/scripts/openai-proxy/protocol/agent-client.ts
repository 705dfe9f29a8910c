import * as z from 'zod';
import { listenSchema, settingsSchema, speakSchema, thinkSchema } from './agent-settings.js';
import { describeIssues, oneOrMany } from './lenient.js';
import type { ConversationItem, RealtimeResponseCreateParams, RealtimeSessionCreateRequest } from './realtime.js';

/** Accepts any of several spellings of one required text, in order of preference. */
const textUnder =
  (...names: [string, ...string[]]) =>
  (value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    const message = value as Record<string, unknown>;
    const found = names.find((name) => message[name] !== undefined && message[name] !== null);
    return found === undefined ? message : { ...message, [names[0]]: message[found] };
  };

const text = z.string().min(1);

/** Results come as a string or as JSON; upstream takes a string. */
const result = z.unknown().transform((value) => (typeof value === 'string' ? value : JSON.stringify(value ?? null)));

/** Opaque to the proxy: the upstream checks it. */
const opaque = <T>() => z.looseObject({}).transform((value) => value as unknown as T);

const schemas = {
  Settings: settingsSchema,
  UpdatePrompt: z.preprocess(
    textUnder('prompt', 'instructions'),
    z.looseObject({ type: z.literal('UpdatePrompt'), prompt: text }),
  ),
  UpdateThink: z.looseObject({ type: z.literal('UpdateThink'), think: oneOrMany(thinkSchema) }),
  UpdateSpeak: z.looseObject({ type: z.literal('UpdateSpeak'), speak: oneOrMany(speakSchema) }),
  UpdateListen: z.looseObject({ type: z.literal('UpdateListen'), listen: oneOrMany(listenSchema) }),
  InjectUserMessage: z.looseObject({ type: z.literal('InjectUserMessage'), content: text }),
  InjectAgentMessage: z.preprocess(
    textUnder('message', 'content'),
    z.looseObject({
      type: z.literal('InjectAgentMessage'),
      message: text,
      behavior: z.enum(['default', 'queue', 'interrupt']).nullish(),
    }),
  ),
  FunctionCallResponse: z.preprocess(
    (value) => textUnder('content', 'output', 'result', 'error')(textUnder('id', 'function_call_id')(value)),
    z
      .looseObject({
        type: z.literal('FunctionCallResponse'),
        id: text.nullish().transform((id) => id ?? undefined),
        name: text.nullish().transform((name) => name ?? undefined),
        content: result,
      })
      .refine(({ id, name }) => id !== undefined || name !== undefined, 'It needs the "id" of the call.'),
  ),
  KeepAlive: z.looseObject({ type: z.literal('KeepAlive') }),
  ForceEndTurn: z.looseObject({ type: z.literal('ForceEndTurn') }),
  Close: z.looseObject({ type: z.literal('Close') }),
  CloseStream: z.looseObject({ type: z.literal('CloseStream') }),
  'session.update': z.looseObject({
    type: z.literal('session.update'),
    session: opaque<RealtimeSessionCreateRequest>(),
  }),
  'conversation.item.create': z.looseObject({
    type: z.literal('conversation.item.create'),
    previous_item_id: z.string().optional(),
    item: opaque<ConversationItem>(),
  }),
  'response.create': z.looseObject({
    type: z.literal('response.create'),
    response: opaque<RealtimeResponseCreateParams>().optional(),
  }),
  'response.cancel': z.looseObject({ type: z.literal('response.cancel') }),
  'input_audio_buffer.append': z.looseObject({ type: z.literal('input_audio_buffer.append'), audio: z.base64() }),
  'input_audio_buffer.commit': z.looseObject({ type: z.literal('input_audio_buffer.commit') }),
  'input_audio_buffer.clear': z.looseObject({ type: z.literal('input_audio_buffer.clear') }),
} as const;

export type ClientMessageType = keyof typeof schemas;
export type ClientMessageOf<T extends ClientMessageType> = z.infer<(typeof schemas)[T]> & { readonly type: T };
export type ClientMessage = { [T in ClientMessageType]: ClientMessageOf<T> }[ClientMessageType];

/** What walks over a value, such as `JSON.stringify`, recurses; a frame must not be able to exhaust the stack. */
const MAX_DEPTH = 100;
/** A fault is noted for each value that is wrong, which costs far more than the value's bytes. */
const MAX_VALUES = 20_000;

/** How many values there are, up to one more than allowed; Infinity when they are nested too deeply. */
function countValues(value: unknown, depth: number, counted = 0): number {
  if (typeof value !== 'object' || value === null) return counted + 1;
  if (depth === 0) return Infinity;
  let count = counted + 1;
  for (const member of Object.values(value)) {
    count = countValues(member, depth - 1, count);
    if (count > MAX_VALUES) return count;
  }
  return count;
}

/** Why a text frame was not taken; `type` is the message's own, when it has a known one. */
export interface Rejection {
  readonly type: ClientMessageType | null;
  readonly description: string;
}

export type ParsedClientMessage =
  | { readonly status: 'accepted'; readonly message: ClientMessage }
  | { readonly status: 'rejected'; readonly rejection: Rejection };

const rejected = (type: ClientMessageType | null, description: string): ParsedClientMessage => ({
  status: 'rejected',
  rejection: { type, description },
});

/** Reads one text frame of a client. Never throws, and never guesses: what is not a message is rejected. */
export function parseClientMessage(frame: string): ParsedClientMessage {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return rejected(null, 'The text frame is not JSON.');
  }
  const count = countValues(value, MAX_DEPTH);
  if (count > MAX_VALUES) {
    const fault = count === Infinity ? 'is nested too deeply' : `holds more than ${MAX_VALUES} values`;
    return rejected(null, `The message ${fault}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return rejected(null, 'A message is a JSON object with a "type".');
  }
  const type = (value as { type?: unknown }).type;
  if (typeof type !== 'string') return rejected(null, 'The message has no "type".');
  if (!Object.hasOwn(schemas, type)) {
    return rejected(null, 'The message type is unknown.');
  }
  const known = type as ClientMessageType;
  const parsed = schemas[known].safeParse(value);
  if (parsed.success) return { status: 'accepted', message: parsed.data as ClientMessage };
  return rejected(known, `${known}: ${describeIssues(parsed.error.issues)}`);
}
