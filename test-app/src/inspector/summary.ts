import { memberOf, textOf } from './family.js';
import type { FrameRecord } from './record.js';

const MAX_CHARACTERS = 120;

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);
const quoted = (text: string): string => (text === '' ? '' : `“${text}”`);

/** The words of a conversation item. */
function itemText(item: unknown): string {
  const part = first(memberOf(item, 'content'));
  return textOf(part, 'text') || textOf(part, 'transcript');
}

function call(json: unknown): string {
  const name = textOf(json, 'name');
  return name === '' ? '' : `${name}(${textOf(json, 'arguments')})`;
}

function tokens(json: unknown): string {
  const total = memberOf(json, 'response', 'usage', 'total_tokens');
  return [textOf(json, 'response', 'status'), typeof total === 'number' ? `${total} tokens` : '']
    .filter(Boolean)
    .join(', ');
}

function unabridged({ type, json }: FrameRecord): string {
  switch (type) {
    case 'Welcome':
      return textOf(json, 'request_id');
    case 'Error':
    case 'Warning':
      return [textOf(json, 'code'), textOf(json, 'description')].filter(Boolean).join(': ');
    case 'error':
      return textOf(json, 'error', 'message');
    case 'Settings':
      return textOf(json, 'agent', 'think', 'provider', 'model');
    case 'session.update':
    case 'session.created':
    case 'session.updated':
      return [textOf(json, 'session', 'model'), textOf(json, 'session', 'audio', 'output', 'voice')]
        .filter(Boolean)
        .join(', ');
    case 'FunctionCallRequest':
      return call(first(memberOf(json, 'functions')));
    case 'FunctionCallResponse':
      return `${textOf(json, 'name')}: ${textOf(json, 'content')}`;
    case 'response.done':
      return tokens(json);
    default:
      return (
        call(json) ||
        call(memberOf(json, 'item')) ||
        quoted(
          textOf(json, 'content') ||
            textOf(json, 'message') ||
            textOf(json, 'transcript') ||
            textOf(json, 'delta') ||
            textOf(json, 'text') ||
            textOf(json, 'item', 'output') ||
            itemText(memberOf(json, 'item')),
        )
      );
  }
}

/** What a message says, in one short line; empty for one that says no more than its type. */
export function summaryOf(record: FrameRecord): string {
  if (record.kind === 'text' && record.unread !== undefined) {
    return record.unread === 'not_json' ? 'not JSON, so not shown' : 'too large to be shown';
  }
  const text = unabridged(record).replace(/\s+/g, ' ');
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}
