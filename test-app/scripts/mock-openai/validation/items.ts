import * as z from 'zod';
import { flag, optional, text } from './parts.js';

/** Longest id of an item that a client may choose. */
const ITEM_ID_CHARS = 32;

const shared = {
  id: optional(text.min(1).max(ITEM_ID_CHARS)),
  object: optional(z.literal('realtime.item')),
  status: optional(z.enum(['completed', 'incomplete', 'in_progress'])),
};
const message = { ...shared, type: z.literal('message') };

const inputText = z.strictObject({ type: z.literal('input_text'), text });
const userPart = z.discriminatedUnion('type', [
  inputText,
  z.strictObject({ type: z.literal('input_audio'), audio: text, transcript: optional(text) }),
  z.strictObject({
    type: z.literal('input_image'),
    image_url: text,
    detail: optional(z.enum(['auto', 'low', 'high'])),
  }),
]);
/** Spoken history is refused: a part without `text` lacks a required member, whatever its type. */
const assistantPart = z.strictObject({
  type: z.enum(['output_text', 'output_audio']),
  text,
  audio: optional(text),
  transcript: optional(text),
});

const messages = z.discriminatedUnion('role', [
  z.strictObject({ ...message, role: z.literal('system'), content: z.array(inputText) }),
  z.strictObject({ ...message, role: z.literal('user'), content: z.array(userPart) }),
  z.strictObject({ ...message, role: z.literal('assistant'), content: z.array(assistantPart) }),
]);

const callId = text.regex(/^[a-zA-Z0-9_-]+$/);
const functionCall = z.strictObject({
  ...shared,
  type: z.literal('function_call'),
  name: text,
  arguments: text,
  call_id: optional(callId),
});
const functionCallOutput = z.strictObject({
  ...shared,
  type: z.literal('function_call_output'),
  call_id: callId,
  output: text,
});
const approval = z.strictObject({
  type: z.literal('mcp_approval_response'),
  id: text,
  approval_request_id: text,
  approve: flag,
  reason: optional(text.nullable()),
});

/** The items that a client may create. */
export const item = z.discriminatedUnion('type', [messages, functionCall, functionCallOutput, approval]);
/** The items that a response may be given as input. */
export const inputItem = z.discriminatedUnion('type', [
  messages,
  functionCall,
  functionCallOutput,
  approval,
  z.strictObject({ type: z.literal('item_reference'), id: text }),
]);

export type ClientItem = z.output<typeof item>;
export type ClientInputItem = z.output<typeof inputItem>;
