import { describe, expect, it } from '@jest/globals';
import { acked, created, done, fromClient, fromUpstream, inject, ready, timer } from './harness.js';

const spoken = (text: string) =>
  fromUpstream({ type: 'response.output_text.done', response_id: 'r1', item_id: `i_${text}`, content_index: 0, text });
const call = fromUpstream({
  type: 'response.function_call_arguments.done',
  response_id: 'r1',
  item_id: 'f1',
  call_id: 'c1',
  name: 'look',
  arguments: '{}',
});
const result = fromClient({ type: 'FunctionCallResponse', id: 'c1', name: 'look', content: 'seen' });
const REOPENED = [{ type: 'upstream.opened' } as const, fromUpstream({ type: 'session.updated' })];

const talked = () => {
  const play = ready('component').feed(inject('hi'), acked(1), created('r1'), spoken('well'), call, done('r1'), result);
  play.feed(created('r2'), done('r2'));
  play.take();
  return play;
};

describe('A session that nears its maximum age', () => {
  it('is replaced at once when nobody speaks, without a word to the client', () => {
    const play = talked().feed(timer('rollover'));
    expect(play.lines()).toEqual(['> dial gpt-realtime']);
    expect(
      play
        .feed(...REOPENED)
        .lines()
        .filter((line) => line.startsWith('<')),
    ).toEqual([]);
  });

  it('is followed by one that holds what was said and done, in order', () => {
    const play = talked().feed(timer('rollover'));
    play.take();
    const items = play
      .feed(...REOPENED)
      .take()
      .flatMap((effect) =>
        effect.type === 'upstream.send' && effect.event.type === 'conversation.item.create' ? [effect.event.item] : [],
      );
    expect(items).toMatchObject([
      { role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
      { role: 'assistant', content: [{ type: 'output_text', text: 'well' }] },
      { type: 'function_call', call_id: 'c1', name: 'look' },
      { type: 'function_call_output', call_id: 'c1', output: 'seen' },
    ]);
  });

  it('is followed by one with the settings that hold by now', () => {
    const play = talked().feed(
      fromClient({ type: 'UpdatePrompt', prompt: 'Be brief.' }),
      fromUpstream({ type: 'session.updated' }),
    );
    play.feed(timer('rollover'));
    play.take();
    expect(play.feed({ type: 'upstream.opened' }).take()).toMatchObject([
      { event: { type: 'session.update', session: { instructions: 'Be kind.\n\nBe brief.' } } },
    ]);
  });

  it('lasts until the running turn is over', () => {
    const play = talked().feed(inject('more'), timer('rollover'));
    expect(play.lines()).not.toContain('> dial gpt-realtime');
    play.feed(acked(5), created('r3'));
    expect(play.feed(done('r3')).lines()).toEqual(expect.arrayContaining(['< AgentAudioDone', '> dial gpt-realtime']));
  });

  it('loses nothing that the client sends meanwhile', () => {
    const play = talked().feed(timer('rollover'), inject('meanwhile'));
    expect(play.lines()).toEqual(['> dial gpt-realtime']);
    expect(play.feed(...REOPENED).lines()).toContain('< user: meanwhile');
  });

  it('ends the conversation with an Error when there is no other to be had', () => {
    const play = talked().feed(timer('rollover'), { type: 'upstream.failed', failure: { status: 503 } });
    expect(play.lines()).toEqual(['> dial gpt-realtime', '< Error UPSTREAM_UNAVAILABLE', 'close 1011']);
  });
});
