import { describe, expect, it } from '@jest/globals';
import { entriesOf, linksOf, type Entry } from '../../../test-app/src/inspector/entries.js';
import { familyOf } from '../../../test-app/src/inspector/family.js';
import type { WireRecord } from '../../../test-app/src/inspector/record.js';
import { fromLines, toLines } from '../../../test-app/src/inspector/record-file.js';
import { summaryOf } from '../../../test-app/src/inspector/summary.js';
import { createScript } from './wire-records.js';

const inWords = (entry: Entry): string =>
  entry.kind === 'burst' ? `${entry.pieces.length} pieces` : entry.kind === 'message' ? entry.record.type : entry.kind;

describe('The lines of the lanes', () => {
  it('merge pieces of audio that follow each other on one lane, whatever happens on the other', () => {
    const script = createScript();
    for (let piece = 0; piece < 3; piece += 1) {
      const cause = script.audio('client', 'received');
      script.audio('upstream', 'sent', { cause });
    }
    expect(entriesOf(script.records).map(inWords)).toEqual(['3 pieces', '3 pieces']);
  });

  it.each<[string, (script: ReturnType<typeof createScript>) => unknown, number]>([
    ['a message on the same leg', (script) => script.fromUpstream({ type: 'response.done' }), 2],
    ['the end of the leg', (script) => script.closed('upstream'), 2],
    [
      'a piece of text beside it',
      (script) => script.fromUpstream({ type: 'response.output_audio_transcript.delta' }),
      1,
    ],
    ['a message on the other leg', (script) => script.fromClient({ type: 'KeepAlive' }), 1],
    ['a long pause', (script) => script.fromClient({ type: 'KeepAlive' }, { later: 701 }), 2],
  ])('after %s, begin so many bursts', (_name, happen, bursts) => {
    const script = createScript();
    script.audio('upstream', 'received');
    happen(script);
    script.audio('upstream', 'received', { later: 0 });
    expect(entriesOf(script.records).filter(({ kind }) => kind === 'burst')).toHaveLength(bursts);
  });

  it('say how many records are missing, and nothing where none are', () => {
    const at = { connectionId: 'c', at: 0 };
    const message = (seq: number): WireRecord => ({
      ...{ kind: 'text', ...at, seq, leg: 'client', direction: 'sent', type: 'x', bytes: 1, json: {}, cause: null },
    });
    const gap = (seq: number): WireRecord => ({ kind: 'gap', ...at, seq });
    const entries = entriesOf([message(1), gap(5), message(5), gap(6), message(6)]);
    expect(entries.map((entry) => (entry.kind === 'gap' ? entry.missing : entry.id))).toEqual([1, 3, 5, 6]);
  });

  it('are linked with what they caused, and with their cause, bursts as a whole', () => {
    const script = createScript();
    const asked = script.fromClient({ type: 'InjectUserMessage' });
    const item = script.toUpstream({ type: 'conversation.item.create' }, { cause: asked });
    const first = script.audio('upstream', 'received');
    const sent = script.audio('client', 'sent', { cause: first });
    const second = script.audio('upstream', 'received');
    script.audio('client', 'sent', { cause: second });
    const { causes, effects } = linksOf(entriesOf(script.records));
    expect([...effects].map(([from, to]) => [from, [...to]])).toEqual([
      [asked, [item]],
      [first, [sent]],
    ]);
    expect([...(causes.get(sent) ?? [])]).toEqual([first]);
  });
});

describe('The family of a message', () => {
  it.each([
    [{ type: 'Settings' }, 'settings'],
    [{ type: 'session.updated' }, 'settings'],
    [{ type: 'session.created' }, 'session'],
    [{ type: 'SpeakUpdated' }, 'settings'],
    [{ type: 'InjectUserMessage' }, 'user'],
    [{ type: 'input_audio_buffer.speech_started' }, 'user'],
    [{ type: 'ConversationText', role: 'user' }, 'user'],
    [{ type: 'ConversationText', role: 'assistant' }, 'agent'],
    [{ type: 'conversation.item.create', item: { role: 'user', type: 'message' } }, 'user'],
    [{ type: 'conversation.item.create', item: { type: 'function_call_output' } }, 'tool'],
    [{ type: 'History', function_calls: [] }, 'tool'],
    [{ type: 'response.function_call_arguments.done' }, 'tool'],
    [{ type: 'response.done' }, 'agent'],
    [{ type: 'Error' }, 'problem'],
    [{ type: 'error' }, 'problem'],
    [{ type: 'conversation.item.input_audio_transcription.failed' }, 'problem'],
    [{ type: 'KeepAlive' }, 'session'],
  ])('of %j is %s', (json, family) => {
    const script = createScript();
    script.toClient(json);
    expect(script.records.map(familyOf)).toEqual([family]);
  });
});

describe('The summary of a message', () => {
  it.each([
    [{ type: 'ConversationText', content: 'hello\n there' }, '“hello there”'],
    [{ type: 'FunctionCallRequest', functions: [{ name: 'get_time', arguments: '{}' }] }, 'get_time({})'],
    [{ type: 'response.done', response: { status: 'completed', usage: { total_tokens: 7 } } }, 'completed, 7 tokens'],
    [{ type: 'Error', code: 'X', description: 'It failed.' }, 'X: It failed.'],
    [{ type: 'conversation.item.create', item: { content: [{ type: 'input_text', text: 'hi' }] } }, '“hi”'],
    [{ type: 'KeepAlive' }, ''],
    [{ type: 'ConversationText', content: 7 }, ''],
  ])('of %j is %j', (json, summary) => {
    const script = createScript();
    script.toClient(json);
    const [record] = script.records;
    expect(record?.kind === 'text' && summaryOf(record)).toBe(summary);
  });
});

describe('A file of records', () => {
  it('is read as it was written', () => {
    const script = createScript();
    script.opened('client', 'strict');
    script.fromClient({ type: 'KeepAlive' });
    script.audio('client', 'received');
    script.closed('client');
    expect(fromLines(toLines(script.records))).toEqual({ records: script.records, badLines: [] });
  });

  it('is read without the lines that are no records, which are named', () => {
    const script = createScript();
    script.fromClient({ type: 'KeepAlive' });
    const text = `{}\n${toLines(script.records)}\nnot JSON\n{"kind":"text","seq":1}\r\n`;
    expect(fromLines(text)).toEqual({ records: script.records, badLines: [1, 4, 5] });
  });
});
