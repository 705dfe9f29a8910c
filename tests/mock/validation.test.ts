import { describe, expect, it } from '@jest/globals';
import { eachIsRejected, type FaultRow } from './helpers/rejected.js';
import { useMocks } from './helpers/world.js';

const { talk } = useMocks();

const update = (session: object): object => ({ type: 'session.update', session });
const realtime = (settings: object): object => update({ type: 'realtime', ...settings });

const ROWS: readonly FaultRow[] = [
  ['a binary frame', Buffer.from('{}'), 'invalid_event', null, 'Expected a text WebSocket message'],
  ['no JSON', 'hello', 'invalid_json', null, 'Invalid event: failed to parse JSON value.'],
  ['JSON that is no object', '[]', 'invalid_json', null],
  ['a missing type', {}, 'invalid_event', null, "The 'type' field is missing."],
  [
    'an unknown type',
    { type: 'nope' },
    'invalid_value',
    'type',
    "Invalid value: 'nope'. Supported values are: 'session.update', 'session.close',",
  ],
  ['a type inherited from Object', { type: 'toString' }, 'invalid_value', 'type'],
  ['an event for WebRTC only', { type: 'output_audio_buffer.clear' }, 'invalid_value', 'type'],
  ['an unknown member', { type: 'response.cancel', foo: 1 }, 'unknown_parameter', 'foo', "Unknown parameter: 'foo'."],
  ['a long event_id', { type: 'response.cancel', event_id: 'e'.repeat(513) }, 'string_above_max_length', 'event_id'],
  [
    'a wrong kind',
    { type: 'input_audio_buffer.append', audio: 5 },
    'invalid_type',
    'audio',
    "Invalid type for 'audio': expected string, but got an integer instead.",
  ],
  ['no session', { type: 'session.update' }, 'missing_required_parameter', 'session'],
  [
    'no session type',
    update({}),
    'missing_required_parameter',
    'session.type',
    "Missing required parameter: 'session.type'.",
  ],
  [
    'another session type',
    update({ type: 'session' }),
    'invalid_value',
    'session.type',
    "Invalid value: 'session'. Supported values are: 'realtime' and 'transcription'",
  ],
  [
    'a transcription update',
    update({ type: 'transcription' }),
    null,
    null,
    'Passing a transcription session update event to a realtime session is not allowed.',
  ],
  ...[
    'temperature',
    'voice',
    'modalities',
    'turn_detection',
    'input_audio_format',
    'speed',
    'max_response_output_tokens',
  ].map((key): FaultRow => [`session.${key}`, realtime({ [key]: 'x' }), 'unknown_parameter', `session.${key}`]),
  [
    'a deep unknown member',
    realtime({ audio: { input: { vad: {} } } }),
    'unknown_parameter',
    'session.audio.input.vad',
  ],
  [
    'both modalities',
    realtime({ output_modalities: ['audio', 'text'] }),
    'invalid_value',
    'session.output_modalities',
    "Invalid modalities: ['audio', 'text']. Supported combinations are: ['text'] and ['audio'].",
  ],
  [
    '16 kHz',
    realtime({ audio: { input: { format: { type: 'audio/pcm', rate: 16000 } } } }),
    'integer_below_min_value',
    'session.audio.input.format.rate',
  ],
  [
    '48 kHz',
    realtime({ audio: { output: { format: { type: 'audio/pcm', rate: 48000 } } } }),
    'integer_above_max_value',
    'session.audio.output.format.rate',
  ],
  ['too many tokens', realtime({ max_output_tokens: 4097 }), 'integer_above_max_value', 'session.max_output_tokens'],
  ['no tokens', realtime({ max_output_tokens: 0 }), 'integer_below_min_value', 'session.max_output_tokens'],
  [
    'a threshold above 1',
    realtime({ audio: { input: { turn_detection: { type: 'server_vad', threshold: 1.5 } } } }),
    'decimal_above_max_value',
    'session.audio.input.turn_detection.threshold',
  ],
  [
    'a short idle timeout',
    realtime({ audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms: 10 } } } }),
    'integer_below_min_value',
    'session.audio.input.turn_detection.idle_timeout_ms',
  ],
  [
    'silence in semantic VAD',
    realtime({ audio: { input: { turn_detection: { type: 'semantic_vad', silence_duration_ms: 1 } } } }),
    'unknown_parameter',
    'session.audio.input.turn_detection.silence_duration_ms',
  ],
  [
    'turn detection without type',
    realtime({ audio: { input: { turn_detection: {} } } }),
    'missing_required_parameter',
    'session.audio.input.turn_detection.type',
  ],
  [
    'a high speed',
    realtime({ audio: { output: { speed: 2.5 } } }),
    'decimal_above_max_value',
    'session.audio.output.speed',
  ],
  [
    'a voice of another service',
    realtime({ audio: { output: { voice: 'aura-asteria-en' } } }),
    'invalid_value',
    'session.audio.output.voice',
  ],
  [
    'a nested function tool',
    realtime({ tools: [{ type: 'function', function: { name: 'f' } }] }),
    'unknown_parameter',
    'session.tools[0].function',
  ],
  [
    'a strict function tool',
    realtime({ tools: [{ type: 'function', name: 'f', strict: true }] }),
    'unknown_parameter',
    'session.tools[0].strict',
  ],
  ['an unknown tool choice', realtime({ tool_choice: 'maybe' }), 'invalid_value', 'session.tool_choice'],
  ['another model', realtime({ model: 'gpt-realtime-mini' }), 'invalid_value', 'session.model'],
  [
    'reasoning without a reasoning model',
    realtime({ reasoning: { effort: 'low' } }),
    'invalid_value',
    'session.reasoning',
  ],
  [
    'an unknown transcription model',
    realtime({ audio: { input: { transcription: { model: 'nova-3' } } } }),
    'invalid_value',
    'session.audio.input.transcription.model',
  ],
];

describe('a faulty client event', () => {
  eachIsRejected(talk, ROWS);

  it('is named in its error by its own event_id', async () => {
    const { client } = await talk();
    client.sendRaw({ type: 'response.cancel', event_id: 'mine' });
    client.sendRaw({ type: 'session.update', event_id: 'mine-too', session: { type: 'realtime', bogus: 1 } });
    expect((await client.waitFor('error')).error.event_id).toBe('mine');
    expect((await client.waitFor('error', 2)).error.event_id).toBe('mine-too');
  });

  it('has its unknown member reported before the missing and the wrong one', async () => {
    const { client, session } = await talk();
    const bad = { type: 'conversation.item.truncate', content_index: -1, item_id: 'x' };
    client.sendRaw({ ...bad, extra: true });
    client.sendRaw(bad);
    expect((await client.waitFor('error')).error).toMatchObject({ code: 'unknown_parameter', param: 'extra' });
    expect((await client.waitFor('error', 2)).error).toMatchObject({ code: 'missing_required_parameter' });
    expect(session.invalid.map(({ fault }) => fault.param)).toEqual(['extra', 'audio_end_ms']);
    expect(session.received).toEqual([]);
  });
});
