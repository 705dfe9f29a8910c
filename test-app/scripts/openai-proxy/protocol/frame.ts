import { scanAudioDelta, type AudioDelta } from './audio-delta.js';
import { AUDIO_EVENT, type UpstreamEvent } from './realtime.js';

export type { AudioDelta } from './audio-delta.js';

/** One text frame of the upstream, read. */
export type UpstreamFrame =
  | { readonly status: 'event'; readonly event: UpstreamEvent }
  | { readonly status: 'audio'; readonly delta: AudioDelta }
  | { readonly status: 'malformed'; readonly why: string };

/** Members that reach a client or become part of an id: text, or nothing. */
const TEXT_MEMBERS = ['id', 'text', 'transcript', 'delta', 'arguments', 'name', 'call_id', 'item_id', 'response_id'];
/** Members that are counted with. */
const NUMBER_MEMBERS = ['audio_start_ms', 'audio_end_ms', 'content_index'];
/** Where such members lie deeper: in an event's item or response, and in what these are made of. */
const PARTS = ['item', 'part', 'response', 'content', 'output'];

/** Takes out what has another type than the official one. The depth is that of the parts. */
function cleanse(value: unknown): void {
  if (Array.isArray(value)) return value.forEach(cleanse);
  if (typeof value !== 'object' || value === null) return;
  const members = value as Record<string, unknown>;
  for (const name of TEXT_MEMBERS) {
    if (members[name] !== undefined && typeof members[name] !== 'string') members[name] = null;
  }
  for (const name of NUMBER_MEMBERS) {
    if (members[name] !== undefined && typeof members[name] !== 'number') members[name] = null;
  }
  for (const name of PARTS) cleanse(members[name]);
}

const stringOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Reads one text frame of the upstream, which is used up by it. Never throws. */
export function readUpstreamFrame(frame: Buffer): UpstreamFrame {
  const delta = scanAudioDelta(frame);
  return delta === null ? parseUpstreamFrame(frame) : { status: 'audio', delta };
}

function parseUpstreamFrame(frame: Buffer): UpstreamFrame {
  let value: unknown;
  try {
    value = JSON.parse(frame.toString('utf8'));
  } catch {
    return { status: 'malformed', why: 'not JSON' };
  }
  if (typeof value !== 'object' || value === null) return { status: 'malformed', why: 'not an object' };
  const event = value as Record<string, unknown>;
  if (typeof event['type'] !== 'string') return { status: 'malformed', why: 'no type' };
  cleanse(event);
  if (event['type'] !== AUDIO_EVENT) return { status: 'event', event: event as unknown as UpstreamEvent };
  if (typeof event['delta'] !== 'string') return { status: 'malformed', why: 'audio without a delta' };
  return {
    status: 'audio',
    delta: {
      responseId: stringOrNull(event['response_id']),
      itemId: stringOrNull(event['item_id']),
      contentIndex: typeof event['content_index'] === 'number' ? event['content_index'] : 0,
      audio: Buffer.from(event['delta'], 'base64'),
    },
  };
}

const APPEND_HEAD = Buffer.from('{"type":"input_audio_buffer.append","audio":"');
const APPEND_TAIL = Buffer.from('"}');

/**
 * An `input_audio_buffer.append`, as the bytes of its text; base64 needs no escaping, so no JSON encoder is run over
 * it, and as it is ASCII no UTF-8 encoder either. The bytes are the caller's: `ws` may keep them until they are sent.
 */
export function appendFrame(audio: Uint8Array): Buffer {
  const base64 = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength).toString('base64');
  const frame = Buffer.allocUnsafe(APPEND_HEAD.length + base64.length + APPEND_TAIL.length);
  frame.set(APPEND_HEAD);
  frame.write(base64, APPEND_HEAD.length, 'latin1');
  frame.set(APPEND_TAIL, APPEND_HEAD.length + base64.length);
  return frame;
}
