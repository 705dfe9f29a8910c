import { describe, expect, it } from '@jest/globals';
import { dialectAt, serverMessageFaults } from '../../helpers/agent-schema.js';

const UTTERANCE_END = { type: 'UtteranceEnd', channel: [0, 1], last_word_end: 1.5 };
const SESSION_CREATED = { type: 'session.created', session: { type: 'realtime' } };
const CALL = { id: 'call_1', name: 'look', client_side: true, arguments: '{}', response: 'seen' };

describe('the check of messages to clients', () => {
  it.each<[string, object]>([
    ['a message without further members', { type: 'AgentAudioDone' }],
    ['a text', { type: 'ConversationText', role: 'user', content: 'hi' }],
    ['a text of the history', { type: 'History', role: 'user', content: 'hi' }],
    ['calls of the history', { type: 'History', function_calls: [CALL] }],
    ['a report without optional members', { type: 'LatencyReport' }],
  ])('finds no fault with %s, in either dialect', (_name, message) => {
    expect(serverMessageFaults(message, 'component')).toEqual([]);
    expect(serverMessageFaults(message, 'strict')).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['an unknown type', { type: 'Telepathy' }],
    ['no type', { role: 'user', content: 'hi' }],
    ['a value that is no object', 'AgentAudioDone'],
    ['a missing member', { type: 'ConversationText', role: 'user' }],
    ['a member of another type', { type: 'Welcome', request_id: 7 }],
    ['an unknown member', { type: 'AgentAudioDone', event_id: 'event_1' }],
    ['an unknown member deep inside', { type: 'History', function_calls: [{ ...CALL, status: 'done' }] }],
    ['a missing member deep inside', { type: 'FunctionCallRequest', functions: [{ id: 'call_1', name: 'look' }] }],
    ['members of two variants at once', { type: 'History', role: 'user', content: 'hi', function_calls: [CALL] }],
  ])('finds fault with %s, in either dialect', (_name, message) => {
    expect(serverMessageFaults(message, 'component')).not.toEqual([]);
    expect(serverMessageFaults(message, 'strict')).not.toEqual([]);
  });

  it('finds fault with the component’s extras in the strict dialect alone', () => {
    expect(serverMessageFaults(UTTERANCE_END, 'component')).toEqual([]);
    expect(serverMessageFaults(UTTERANCE_END, 'strict')).not.toEqual([]);
  });

  it('takes session.created for the answer to a native session.update alone', () => {
    expect(serverMessageFaults(SESSION_CREATED, 'strict', true)).toEqual([]);
    expect(serverMessageFaults({ ...SESSION_CREATED, event_id: 'event_1' }, 'strict', true)).not.toEqual([]);
    expect(serverMessageFaults(SESSION_CREATED, 'component')).not.toEqual([]);
  });

  it.each([
    ['ws://h/openai', 'component'],
    ['ws://h/openai?token=t', 'component'],
    ['ws://h/v1/agent/converse?service=agent', 'component'],
    ['ws://h/openai/v1/agent/converse', 'strict'],
    ['ws://h/v1/agent/converse', 'strict'],
  ])('knows the dialect of %s: %s', (url, dialect) => {
    expect(dialectAt(url)).toBe(dialect);
  });
});
