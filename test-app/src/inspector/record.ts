import * as z from 'zod/mini';

const place = { connectionId: z.string(), seq: z.number(), at: z.number() };
const leg = z.enum(['client', 'upstream']);
const cause = z.nullable(z.number());
const socket = { ...place, leg, cause, detail: z.string() };
const frame = {
  ...place,
  leg,
  cause,
  direction: z.enum(['received', 'sent']),
  type: z.string(),
  bytes: z.number(),
  json: z.unknown(),
};
const shape = z.object({
  ms: z.number(),
  encoding: z.string(),
  sampleRateHz: z.number(),
  peaks: z.array(z.number()).check(z.maxLength(64)),
});

const schema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), ...socket }),
  z.object({ kind: z.literal('closed'), ...socket, code: z.number() }),
  z.object({ kind: z.literal('text'), ...frame, unread: z.optional(z.enum(['not_json', 'too_large'])) }),
  z.object({ kind: z.literal('audio'), ...frame, audio: shape }),
  z.object({ kind: z.literal('gap'), ...place }),
]);

/** One record of the server's inspector; `PROTOCOL.md` says what each member means. */
export type WireRecord = z.infer<typeof schema>;
export type FrameRecord = Extract<WireRecord, { kind: 'text' | 'audio' }>;
export type AudioRecord = Extract<WireRecord, { kind: 'audio' }>;
export type SocketRecord = Extract<WireRecord, { kind: 'opened' | 'closed' }>;
export type Leg = FrameRecord['leg'];

/** Undefined for what is no record. */
export function parseRecord(line: string): WireRecord | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
