import { describe } from '@jest/globals';
import { eachIsRejected, type FaultRow } from './helpers/rejected.js';
import { useMocks } from './helpers/world.js';

const { talk } = useMocks();

const create = (item: object, more: object = {}): object => ({ type: 'conversation.item.create', item, ...more });
const message = (role: string, content: readonly object[]): object => create({ type: 'message', role, content });
const respond = (response: object): object => ({ type: 'response.create', response });
const longPair = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`key${index}`, 'value']));

const ROWS: readonly FaultRow[] = [
  ['no item', { type: 'conversation.item.create' }, 'missing_required_parameter', 'item'],
  ['an unknown role', message('developer', []), 'invalid_value', 'item.role'],
  [
    'beta content of an assistant',
    message('assistant', [{ type: 'text', text: 'x' }]),
    'invalid_value',
    'item.content[0].type',
  ],
  [
    'input content of an assistant',
    message('assistant', [{ type: 'input_text', text: 'x' }]),
    'invalid_value',
    'item.content[0].type',
  ],
  [
    'output content of a user',
    message('user', [{ type: 'output_text', text: 'x' }]),
    'invalid_value',
    'item.content[0].type',
  ],
  [
    'spoken history',
    message('assistant', [{ type: 'output_audio', transcript: 'x' }]),
    'missing_required_parameter',
    'item.content[0].text',
  ],
  [
    'text without text',
    message('user', [{ type: 'input_text' }]),
    'missing_required_parameter',
    'item.content[0].text',
  ],
  [
    'a long item id',
    create({ id: 'i'.repeat(33), type: 'message', role: 'user', content: [] }),
    'string_above_max_length',
    'item.id',
  ],
  [
    'an output that is no string',
    create({ type: 'function_call_output', call_id: 'c', output: {} }),
    'invalid_type',
    'item.output',
  ],
  [
    'a call id with spaces',
    create({ type: 'function_call_output', call_id: 'c 1', output: '' }),
    'invalid_value',
    'item.call_id',
  ],
  ['bad audio in an item', message('user', [{ type: 'input_audio', audio: '%%%' }]), 'invalid_value', 'audio'],
  [
    'an unknown call',
    create({ type: 'function_call_output', call_id: 'call_X', output: '' }),
    'invalid_tool_call_id',
    null,
    "Tool call ID 'call_X' not found in conversation.",
  ],
  [
    'an unknown left neighbour',
    create({ type: 'message', role: 'user', content: [] }, { previous_item_id: 'X' }),
    'item_create_invalid_previous_item_id',
    null,
    "Error adding item: the previous item with id 'X' does not exist.",
  ],
  [
    'truncation of an unknown item',
    { type: 'conversation.item.truncate', item_id: 'X', content_index: 0, audio_end_ms: 0 },
    'item_truncate_invalid_item_id',
    null,
  ],
  [
    'truncation before the start',
    { type: 'conversation.item.truncate', item_id: 'X', content_index: 0, audio_end_ms: -11 },
    'integer_below_min_value',
    'audio_end_ms',
    "Invalid 'audio_end_ms': integer below minimum value. Expected a value >= 0, but got -11 instead.",
  ],
  [
    'truncation in mid-sample',
    { type: 'conversation.item.truncate', item_id: 'X', content_index: 0, audio_end_ms: 1.5 },
    'invalid_type',
    'audio_end_ms',
  ],
  [
    'deletion of an unknown item',
    { type: 'conversation.item.delete', item_id: 'X' },
    'item_delete_invalid_item_id',
    null,
    "Error deleting item: the item with id 'X' does not exist.",
  ],
  [
    'retrieval of an unknown item',
    { type: 'conversation.item.retrieve', item_id: 'X' },
    'item_retrieve_invalid_item_id',
    null,
    "Error retrieving item: the item with id 'X' does not exist.",
  ],
  [
    'audio that is not base64',
    { type: 'input_audio_buffer.append', audio: '###' },
    'invalid_value',
    'audio',
    "Invalid 'audio'. Expected base64-encoded audio bytes (mono PCM16 at 24kHz) but got an invalid value.",
  ],
  [
    'half a sample',
    { type: 'input_audio_buffer.append', audio: Buffer.alloc(3).toString('base64') },
    'invalid_value',
    'audio',
  ],
  [
    'a commit of nothing',
    { type: 'input_audio_buffer.commit' },
    'input_audio_buffer_commit_empty',
    null,
    'Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 0.00ms of audio.',
  ],
  [
    'a cancel of nothing',
    { type: 'response.cancel' },
    'response_cancel_not_active',
    null,
    'Cancellation failed: no active response found',
  ],
  ['a response with beta members', respond({ modalities: ['text'] }), 'unknown_parameter', 'response.modalities'],
  [
    'a response with a speed',
    respond({ audio: { output: { speed: 1 } } }),
    'unknown_parameter',
    'response.audio.output.speed',
  ],
  ['too much metadata', respond({ metadata: longPair }), 'invalid_value', 'response.metadata'],
  ['metadata that is no text', respond({ metadata: { a: 1 } }), 'invalid_type', 'response.metadata.a'],
  [
    'an unknown reference',
    respond({ input: [{ type: 'item_reference', id: 'X' }] }),
    'invalid_value',
    'response.input[0].id',
  ],
];

describe('a faulty event of the conversation', () => eachIsRejected(talk, ROWS));
