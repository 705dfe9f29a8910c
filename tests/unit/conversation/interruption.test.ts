import { describe, expect, it } from '@jest/globals';
import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { committed, heard, result, say, started, stopped, U } from './events.js';
import { acked, audioOf, created, done, inject, ready, SETTINGS, timer, type Play } from './harness.js';

const TEXT = 'One two three four five.';
const said = (id: string, transcript = TEXT): Input =>
  U('response.output_audio_transcript.done', {
    response_id: id,
    item_id: `spoken_${id}`,
    content_index: 0,
    transcript,
  });
const itemDone = (id: string, content: readonly object[]): Input =>
  U('response.output_item.done', {
    response_id: id,
    item: { id: `spoken_${id}`, type: 'message', role: 'assistant', status: 'incomplete', content },
  });
const answering: readonly Input[] = [inject('hi'), acked(1), created('r1')];
/** One second of it. */
const answered: readonly Input[] = [...answering, audioOf('r1', 1_000), said('r1'), done('r1')];

/** What was told of the cut: the upstream how far its item was heard, the client the texts. */
const cuts = (play: Play): readonly unknown[] =>
  play.take().flatMap((effect): unknown[] => {
    if (effect.type === 'upstream.send') {
      const { event } = effect;
      if (event.type === 'conversation.item.truncate') return [[event.item_id, event.audio_end_ms]];
      if (event.type === 'conversation.item.delete') return [[event.item_id, 'deleted']];
    }
    if (effect.type !== 'client.send') return [];
    const { message } = effect;
    if (message.type === 'UserStartedSpeaking') return ['speech'];
    if (message.type === 'ConversationText') return [message.content];
    return message.type === 'History' && 'content' in message ? [{ recorded: message.content }] : [];
  });

const played = (before: readonly Input[], ms: number, ...after: readonly Input[]): readonly unknown[] => {
  const play = ready('strict').feed(...before);
  play.take();
  return cuts(play.wait(ms).feed(started, ...after));
};

const cancelled = done('r1', 'cancelled');
const HALF = { recorded: 'One two…' };

describe('An interrupted answer', () => {
  it.each<[string, readonly Input[], number, readonly Input[], readonly unknown[]]>([
    [
      'that is complete is cut in the upstream and in the record, after the client was told',
      answered,
      500,
      [],
      ['speech', ['spoken_r1', 500], HALF],
    ],
    [
      'of which nothing was played is taken out',
      answered,
      0.9,
      [],
      ['speech', ['spoken_r1', 'deleted'], { recorded: '…' }],
    ],
    ['that was played to its end stays as it is', answered, 1_000, [], ['speech']],
    [
      'that is running is told as far as it was heard',
      [...answering, audioOf('r1', 1_000)],
      500,
      [said('r1'), cancelled],
      ['speech', ['spoken_r1', 500], HALF, 'One two'],
    ],
    [
      'that is running is measured with what was still under way',
      [...answering, audioOf('r1', 500)],
      500,
      [audioOf('r1', 500), said('r1'), cancelled],
      ['speech', HALF, 'One two', ['spoken_r1', 500]],
    ],
    [
      'that only came in pieces is told as far as it was heard',
      [
        ...answering,
        U('response.output_audio_transcript.delta', { response_id: 'r1', item_id: 'spoken_r1', delta: TEXT }),
        audioOf('r1', 1_000),
      ],
      500,
      [cancelled],
      ['speech', ['spoken_r1', 500], HALF, 'One two'],
    ],
    [
      'of which no audio had come is taken out when it is over',
      answering,
      0,
      [said('r1'), cancelled],
      ['speech', ['spoken_r1', 'deleted']],
    ],
    [
      'that had said nothing at all is taken out when it is over',
      answering,
      0,
      [itemDone('r1', []), cancelled],
      ['speech', ['spoken_r1', 'deleted']],
    ],
    [
      'that is written is told whole, and stays',
      answering,
      0,
      [itemDone('r1', [{ type: 'output_text', text: TEXT }]), cancelled],
      ['speech', { recorded: TEXT }, TEXT],
    ],
  ])('%s', (_name, before, ms, after, expected) => {
    expect(played(before, ms, ...after)).toEqual(expected);
  });

  it('whose text waits for the words of the user is told as far as it was heard', () => {
    const play = ready('strict').feed(started, stopped, committed, created('r1'), audioOf('r1', 1_000), said('r1'));
    play.take();
    play.wait(500).feed(done('r1'), started, heard);
    expect(cuts(play)).toEqual(['speech', ['spoken_r1', 500], HALF, 'One two', { recorded: 'hello' }, 'hello']);
  });

  it('is restored in a new session as far as it was heard', () => {
    const play = ready('strict').feed(...answered);
    play.wait(500).feed(started, stopped, timer('reply'));
    play.take();
    const restored = play.feed(timer('rollover'), { type: 'upstream.opened' }, U('session.updated')).take();
    const texts = restored.flatMap((effect) =>
      effect.type === 'upstream.send' && effect.event.type === 'conversation.item.create' ? [effect.event.item] : [],
    );
    expect(texts).toMatchObject([
      { role: 'user', content: [{ text: 'hi' }] },
      { role: 'assistant', content: [{ text: 'One two' }] },
    ]);
  });

  it('is not reported where the client wants no history', () => {
    const play = ready('strict', { ...SETTINGS, flags: { history: false } }).feed(...answered);
    play.take();
    expect(cuts(play.wait(500).feed(started))).toEqual(['speech', ['spoken_r1', 500]]);
  });

  it('for which the application says something else keeps all that the client was sent', () => {
    const play = ready('strict').feed(...answering, audioOf('r1', 1_000));
    play.take();
    play.feed(say('interrupt'), audioOf('r1', 1_000), said('r1'), cancelled);
    expect(cuts(play)).toEqual([HALF, 'One two', ['spoken_r1', 1_000]]);
  });

  it('is interrupted again by the user while what was sent of it still plays', () => {
    const play = ready('strict').feed(...answering, audioOf('r1', 1_000));
    play.feed(say('interrupt'), audioOf('r1', 1_000), said('r1'), cancelled, created('r2'), audioOf('r2', 1_000));
    play.take();
    expect(cuts(play.wait(500).feed(started, done('r2', 'cancelled')))).toEqual([
      'speech',
      ['spoken_r1', 500],
      { recorded: 'One…' },
      ['spoken_r2', 'deleted'],
    ]);
  });

  it('whose cut the upstream refuses is no error of the client’s', () => {
    const play = ready('strict').feed(...answered);
    play.wait(500).feed(started);
    play.take();
    const refusal = { code: 'invalid_value', event_id: 'va_cut:spoken_r1' };
    expect(play.feed(U('error', { error: refusal })).lines()).toEqual([]);
  });

  it('of an upstream that names no items is told as far as it was heard', () => {
    const nameless = (input: Input): Input =>
      input.type === 'upstream.audio' ? { ...input, delta: { ...input.delta, itemId: null } } : input;
    const text = U('response.output_audio_transcript.done', { response_id: 'r1', transcript: TEXT });
    const play = ready('strict').feed(...answering, nameless(audioOf('r1', 1_000)));
    play.take();
    expect(cuts(play.wait(500).feed(started, text, cancelled))).toEqual(['speech', HALF, 'One two']);
  });

  it('with a function call is cut while the call waits', () => {
    const call = U('response.function_call_arguments.done', {
      response_id: 'r1',
      item_id: 'f1',
      call_id: 'c1',
      name: 'look',
      arguments: '{}',
    });
    const play = ready('strict').feed(...answering, audioOf('r1', 1_000), said('r1'), call, done('r1'));
    play.take();
    expect(cuts(play.wait(500).feed(started, result))).toEqual(['speech', ['spoken_r1', 500], HALF]);
  });
});
