import type { FormatBook } from './formats.js';
import type { Direction, Leg, RecordBody } from './record.js';
import type { Redactor } from './redact.js';
import { shapeOf } from './waveform.js';

/** One frame on a wire. */
export interface WireFrame {
  readonly leg: Leg;
  readonly direction: Direction;
  readonly data: Uint8Array | string;
  readonly cause: number | null;
}

/** Longer texts are not read: that would hold up the conversation. */
const MAX_READ_BYTES = 1_048_576;
const MAX_TYPE_CHARACTERS = 100;

/** Which member of which message holds audio. */
const AUDIO_MEMBERS: Readonly<Partial<Record<string, string>>> = {
  'input_audio_buffer.append': 'audio',
  'response.output_audio.delta': 'delta',
};
/** Pieces of JSON, in which a secret cannot be told by its name. The whole comes in the `.done` that follows. */
const UNTELLABLE_DELTA = 'response.function_call_arguments.delta';

/** What is told of a frame: never a secret, never samples. */
export function readFrame(
  { leg, direction, data, cause }: WireFrame,
  formats: FormatBook,
  redactor: Redactor,
): RecordBody {
  const frame = { leg, direction, cause };
  if (typeof data !== 'string') {
    const audio = shapeOf(data, formats.of(leg, direction));
    return { kind: 'audio', ...frame, type: 'binary', bytes: data.byteLength, json: null, audio };
  }
  const bytes = Buffer.byteLength(data);
  if (bytes > MAX_READ_BYTES) return { kind: 'text', ...frame, type: 'unread', bytes, json: null, unread: 'too_large' };
  const message = parse(data);
  if (message === undefined) return { kind: 'text', ...frame, type: 'unread', bytes, json: null, unread: 'not_json' };
  formats.read(message);
  const { type: given } = message;
  const type = typeof given === 'string' ? redactor.text(given.slice(0, MAX_TYPE_CHARACTERS)) : 'untyped';
  const member = Object.hasOwn(AUDIO_MEMBERS, type) ? (AUDIO_MEMBERS[type] ?? '') : '';
  const samples = message[member];
  if (typeof samples === 'string') {
    const decoded = Buffer.from(samples, 'base64');
    const json = redactor.message({ ...message, [member]: `[${decoded.length} bytes of audio]` });
    return { kind: 'audio', ...frame, type, bytes, json, audio: shapeOf(decoded, formats.of(leg, direction)) };
  }
  const shown =
    type === UNTELLABLE_DELTA ? { ...message, delta: `[${lengthOf(message['delta'])} characters]` } : message;
  return { kind: 'text', ...frame, type, bytes, json: redactor.message(shown) };
}

/** Undefined for what is no JSON object. */
function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

const lengthOf = (value: unknown): number => (typeof value === 'string' ? value.length : 0);
