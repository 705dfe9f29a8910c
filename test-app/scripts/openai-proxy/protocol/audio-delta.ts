import { AUDIO_EVENT } from './realtime.js';

/** A chunk of the agent's speech. An upstream that names no response speaks for the running one. */
export interface AudioDelta {
  readonly responseId: string | null;
  /** The item that it is part of, and which part. */
  readonly itemId: string | null;
  readonly contentIndex: number;
  /** Decoded bytes in the session's output format. */
  readonly audio: Uint8Array;
}

const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const LAST_PRINTABLE = 0x7e;
const MAX_DIGITS = 9;
const NOWHERE = -1;

function skipSpace(bytes: Buffer, from: number): number {
  for (let at = from; ; at += 1) {
    const byte = bytes[at];
    if (byte !== SPACE && byte !== TAB && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) return at;
  }
}

/** The members that matter; each has a length of its own. */
const NAMES = ['type', 'delta', 'item_id', 'response_id', 'content_index'] as const;
const NAME_OF_LENGTH = new Map(NAMES.map((name) => [name.length, name]));

function isAt(bytes: Buffer, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[start + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Which of the members that matter is named; null for any other. */
function nameAt(bytes: Buffer, start: number, end: number): (typeof NAMES)[number] | null {
  const name = NAME_OF_LENGTH.get(end - start);
  return name !== undefined && isAt(bytes, start, end, name) ? name : null;
}

/** Where a string that begins behind a quote ends; nowhere, if it has more than printable ASCII, or an escape. */
function endOfPlainText(bytes: Buffer, from: number): number {
  for (let at = from; ; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === undefined || byte < SPACE || byte > LAST_PRINTABLE || byte === BACKSLASH) return NOWHERE;
  }
}

/** Where a natural number ends; nowhere for any other value. */
function endOfNumber(bytes: Buffer, from: number): number {
  let at = from;
  for (let byte = bytes[at]; byte !== undefined && byte >= ZERO && byte <= NINE; byte = bytes[at]) at += 1;
  const digits = at - from;
  return digits === 0 || digits > MAX_DIGITS || (digits > 1 && bytes[from] === ZERO) ? NOWHERE : at;
}

/** Decodes base64 where it lies; null, and nothing changed, unless every character counts. */
function decodeInPlace(bytes: Buffer, start: number, end: number): Buffer | null {
  const length = end - start;
  if (length % 4 !== 0) return null;
  const padding = length === 0 || bytes[end - 1] !== EQUALS ? 0 : bytes[end - 2] === EQUALS ? 2 : 1;
  const decodedLength = (length / 4) * 3 - padding;
  const text = bytes.toString('latin1', start, end);
  // At an even address 16-bit samples can be read without a copy.
  const at = start + ((bytes.byteOffset + start) % 2);
  if (bytes.write(text, at, 'base64') === decodedLength) return bytes.subarray(at, at + decodedLength);
  bytes.write(text, start, 'latin1');
  return null;
}

/**
 * Reads an audio event of the form in which such events come: a flat object of plain strings and natural numbers,
 * each member once, the audio in canonical base64. Its audio is decoded where it lies, so the frame is used up.
 *
 * Any other frame gives null and stays as it was: it may be anything, and is for a JSON parser to judge.
 */
export function scanAudioDelta(frame: Buffer): AudioDelta | null {
  let isAudio = false;
  let responseId: string | undefined;
  let itemId: string | undefined;
  let contentIndex: number | undefined;
  let deltaStart = NOWHERE;
  let deltaEnd = NOWHERE;

  let at = skipSpace(frame, 0);
  if (frame[at] !== OPENING_BRACE) return null;
  do {
    const keyStart = skipSpace(frame, at + 1) + 1;
    if (frame[keyStart - 1] !== QUOTE) return null;
    const keyEnd = endOfPlainText(frame, keyStart);
    if (keyEnd === NOWHERE) return null;
    const key = nameAt(frame, keyStart, keyEnd);
    at = skipSpace(frame, keyEnd + 1);
    if (frame[at] !== COLON) return null;
    at = skipSpace(frame, at + 1);
    const isText = frame[at] === QUOTE;
    const start = isText ? at + 1 : at;
    // What base64 does not have shows when it is decoded.
    const end = !isText
      ? endOfNumber(frame, start)
      : key === 'delta'
        ? frame.indexOf(QUOTE, start)
        : endOfPlainText(frame, start);
    if (end === NOWHERE) return null;

    switch (key) {
      case 'type':
        if (!isText || isAudio || !isAt(frame, start, end, AUDIO_EVENT)) return null;
        isAudio = true;
        break;
      case 'delta':
        if (!isText || deltaStart !== NOWHERE) return null;
        deltaStart = start;
        deltaEnd = end;
        break;
      case 'response_id':
        if (!isText || responseId !== undefined) return null;
        responseId = frame.toString('latin1', start, end);
        break;
      case 'item_id':
        if (!isText || itemId !== undefined) return null;
        itemId = frame.toString('latin1', start, end);
        break;
      case 'content_index':
        if (isText || contentIndex !== undefined) return null;
        contentIndex = Number(frame.toString('latin1', start, end));
        break;
      case null:
    }
    at = skipSpace(frame, isText ? end + 1 : end);
  } while (frame[at] === COMMA);

  if (frame[at] !== CLOSING_BRACE || skipSpace(frame, at + 1) !== frame.length) return null;
  if (!isAudio || deltaStart === NOWHERE) return null;
  const audio = decodeInPlace(frame, deltaStart, deltaEnd);
  if (audio === null) return null;
  return { responseId: responseId ?? null, itemId: itemId ?? null, contentIndex: contentIndex ?? 0, audio };
}
