import { describe, expect, it } from '@jest/globals';
import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { committed, say, started, stopped, U } from './events.js';
import { acked, created, done, inject, ready, timer, type Play } from './harness.js';

const TEXT = 'One two three four five.';
const audio = (responseId: string | null, itemId: string | null, ms: number, contentIndex = 0): Input => ({
  type: 'upstream.audio',
  delta: { responseId, itemId, contentIndex, audio: new Uint8Array(Math.round(ms * 48)) },
});
const said = (r: string | null, item: string | null, transcript = TEXT, content_index = 0): Input =>
  U('response.output_audio_transcript.done', { response_id: r, item_id: item, content_index, transcript });
const out = (play: Play): readonly unknown[] =>
  play.take().flatMap((effect): unknown[] => {
    if (effect.type === 'client.audio') return ['audio'];
    if (effect.type === 'upstream.send') {
      const { event } = effect;
      if (event.type === 'conversation.item.truncate')
        return [[event.item_id, event.content_index, event.audio_end_ms]];
      if (event.type === 'conversation.item.delete') return [[event.item_id, 'deleted']];
      return event.type === 'response.cancel' ? ['cancel'] : [];
    }
    if (effect.type !== 'client.send') return [];
    const { message } = effect;
    if (message.type === 'UserStartedSpeaking') return ['speech'];
    if (message.type === 'Error') return [`error ${message.code}`];
    if (message.type === 'ConversationText') return [message.content];
    return message.type === 'History' && 'content' in message ? [{ recorded: message.content }] : [];
  });
const run = (before: readonly Input[], ms: number, ...after: readonly Input[]) => {
  const play = ready('strict').feed(...before);
  play.take();
  return out(play.wait(ms).feed(started, ...after));
};
const begun = [inject('hi'), acked(1), created('r1')] as const;

describe('An interrupted answer of an odd upstream', () => {
  it('of an upstream without ids is measured apart from the answer before', () => {
    const play = ready('strict').feed(audio(null, null, 10000), said(null, null), timer('response'));
    play.wait(20000).feed(audio(null, null, 10000), said(null, null, 'Six seven eight nine ten.'));
    play.take();
    expect(out(play.wait(5000).feed(started, timer('response')))).toEqual(['speech', { recorded: 'Six seven…' }]);
  });
  it('that nobody announced stays silent, when its end was supposed and more of it comes', () => {
    const play = ready('strict').feed(audio('r1', 'a', 1000));
    play.wait(100).feed(started);
    play.feed(timer('response')); // implied end passes
    play.take();
    expect(out(play.feed(audio('r1', 'a', 100)))).toEqual([]);
  });
  it('that nobody announced stays silent, when a text of the user’s has ended it', () => {
    const play = ready('strict').feed(audio('r1', 'a', 1000));
    play.wait(100).feed(started, inject('x'));
    play.take();
    expect(out(play.feed(audio('r1', 'a', 100)))).toEqual([]);
  });
  it('that nobody announced, and that seemed over, stays silent', () => {
    const play = ready('strict').feed(audio('r1', 'a', 60000), timer('response'));
    play.feed(started);
    play.take();
    expect(out(play.feed(audio('r1', 'a', 100)))).toEqual([]);
  });
  it('that nobody announced stays silent, when the application has interrupted it', () => {
    const play = ready('strict').feed(audio('r1', 'a', 1000), say('interrupt'));
    play.take();
    expect(out(play.feed(audio('r1', 'a', 100)))).toEqual([]);
  });
  it('of an upstream without ids ends with the words of the user, and the next is heard', () => {
    const play = ready('strict').feed(audio(null, null, 1000));
    play.wait(100).feed(started);
    play.wait(100).feed(stopped, committed);
    play.take();
    expect(out(play.wait(200).feed(audio(null, null, 100)))).toEqual(['audio']);
  });
  it('that nobody announced ends with the words of the user, and the next is heard', () => {
    const play = ready('strict').feed(audio('r1', 'a', 1000));
    play.wait(100).feed(started);
    play.wait(100).feed(stopped, committed);
    play.take();
    expect(out(play.wait(200).feed(audio('r2', 'b', 100)))).toEqual(['audio']);
  });
  it('of two parts is cut in the first, since the API cuts no other', () => {
    expect(run([...begun, audio('r1', 'a', 1000, 0), audio('r1', 'a', 1000, 1), done('r1')], 500)).toEqual([
      'speech',
      ['a', 0, 500],
    ]);
  });
  it('of two parts, of which nothing was heard, is taken out once', () => {
    expect(run([...begun, audio('r1', 'a', 1000, 0), audio('r1', 'a', 1000, 1), done('r1')], 0)).toEqual([
      'speech',
      ['a', 'deleted'],
    ]);
  });
  it('in writing stays, though its item comes without content', () => {
    expect(
      run(
        begun,
        0,
        U('response.output_text.done', { response_id: 'r1', item_id: 'a', content_index: 0, text: TEXT }),
        U('response.output_item.done', { response_id: 'r1', item: { id: 'a', type: 'message', role: 'assistant' } }),
        done('r1', 'cancelled'),
      ),
    ).toEqual(['speech', { recorded: TEXT }, TEXT]);
  });
  it('in writing stays, though it came in pieces and its item without content', () => {
    expect(
      run(
        [...begun, U('response.output_text.delta', { response_id: 'r1', item_id: 'a', content_index: 0, delta: TEXT })],
        0,
        U('response.output_item.done', {
          response_id: 'r1',
          item: { id: 'a', type: 'message', role: 'assistant', content: [] },
        }),
        done('r1', 'cancelled'),
      ),
    ).toEqual(['speech', { recorded: TEXT }, TEXT]);
  });
  it('whose audio names no item is told as far as it was heard', () => {
    expect(run([...begun, audio('r1', null, 1000)], 500, said('r1', 'a'), done('r1', 'cancelled'))).toEqual([
      'speech',
      { recorded: 'One two…' },
      'One two',
    ]);
  });
  it('whose text names no item is told as far as it was heard', () => {
    expect(run([...begun, audio('r1', 'a', 1000)], 500, said('r1', null), done('r1', 'cancelled'))).toEqual([
      'speech',
      ['a', 0, 500],
      { recorded: 'One two…' },
      'One two',
    ]);
  });
  it('whose audio names no item is cut in the item that its text names', () => {
    expect(run([...begun, audio('r1', null, 1000), said('r1', 'a'), done('r1')], 500)).toEqual([
      'speech',
      ['a', 0, 500],
      { recorded: 'One two…' },
    ]);
  });
  it('is kept in the record as far as it was heard, when much of it comes late', () => {
    const play = ready('strict').feed(...begun, audio('r1', 'a', 1000));
    play.take();
    play.wait(500).feed(started, said('r1', 'a'), audio('r1', 'a', 9000), done('r1', 'cancelled'));
    const state = play.state.phase === 'ready' ? play.state.history : [];
    expect(JSON.stringify(state)).not.toContain('One two');
  });
  it('whose item is gone is no error of the client’s', () => {
    const play = ready('strict');
    play.feed(
      U('error', { error: { code: 'item_truncate_invalid_item_id', event_id: null } }),
      U('error', { error: { code: 'item_delete_invalid_item_id', event_id: null } }),
    );
    expect(out(play)).toEqual([]);
  });
  it('stays silent when its late audio names the item alone', () => {
    const play = ready('strict').feed(...begun, audio(null, 'a', 1000));
    play.wait(500).feed(started, done('r1', 'cancelled'), stopped, committed, created('r2'));
    play.take();
    expect(out(play.feed(audio(null, 'a', 100)))).toEqual([]);
  });
  it('that says the same as the one before is the one that is cut', () => {
    const play = ready('strict').feed(
      started,
      stopped,
      committed,
      created('r1'),
      audio('r1', 'a', 1000),
      said('r1', 'a', 'Yes it is.'),
      audio('r1', 'b', 1000),
      said('r1', 'b', 'Yes it is.'),
      done('r1'),
    );
    play.take();
    expect(out(play.wait(1500).feed(started))).toEqual([
      'speech',
      ['b', 0, 500],
      { recorded: 'Yes it is.' },
      'Yes it is.',
      { recorded: 'Yes…' },
      'Yes',
    ]);
  });
  it('takes no other item out than its own', () => {
    const play = ready('strict').feed(...begun, audio('r1', 'a', 1000), timer('response'));
    play.wait(2000).feed(inject('again'), acked(2), created('r2'), started);
    play.take();
    play.feed(
      U('response.output_item.done', {
        response_id: 'r1',
        item: { id: 'a', type: 'message', role: 'assistant', content: [{ type: 'output_audio', transcript: '' }] },
      }),
      done('r2', 'cancelled'),
    );
    expect(out(play)).toEqual([]);
  });
});
