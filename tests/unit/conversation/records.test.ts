import { describe, expect, it } from '@jest/globals';
import {
  U,
  started,
  stopped,
  committed,
  heard,
  text,
  call,
  result,
  force,
  detecting,
  REOPENED,
  latencies,
} from './events.js';
import {
  acked,
  audioOf,
  contextFor,
  created,
  done,
  fromClient,
  inject,
  opening,
  Play,
  ready,
  timer,
} from './harness.js';

describe('What is kept and reported of a conversation', () => {
  it('keeps the held text and AgentAudioDone when the session grows old', () => {
    const play = ready('strict').feed(timer('rollover'), ...REOPENED); // fresh session
    play.feed(
      started,
      stopped,
      committed,
      created('r1'),
      audioOf('r1'),
      text('r1', 'answer'),
      timer('rollover'),
      done('r1'),
    );
    const lines = play.feed(heard, ...REOPENED).lines();
    expect(lines).toEqual(expect.arrayContaining(['< assistant: answer', '< AgentAudioDone']));
  });
  it('keeps the session while the transcript of the user is outstanding', () => {
    const play = ready('strict').feed(
      started,
      stopped,
      committed,
      created('r1'),
      timer('rollover'),
      done('r1'),
      heard,
      ...REOPENED,
    );
    expect(play.lines()).toContain('< user: hello');
  });
  it('keeps the session while there is audio that no commit has taken', () => {
    const play = ready('strict', detecting({ type: 'none' }));
    play.feed({ type: 'client.audio', audio: new Uint8Array(2) }, timer('rollover'), ...REOPENED, force);
    expect(play.lines()).toContain('> input_audio_buffer.commit');
  });
  it('restores what a native client typed in the new session', () => {
    const play = new Play(contextFor('strict')).feed(
      fromClient({ type: 'session.update', session: { type: 'realtime' } }),
      ...REOPENED,
    );
    play.feed(
      fromClient({
        type: 'conversation.item.create',
        item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
      }),
    );
    play.take();
    expect(play.feed(timer('rollover'), ...REOPENED).lines()).toContain('> item va_item_1 message');
  });
  it('counts latencies from the speech that cut a call short', () => {
    const context = { ...contextFor('strict') };
    const play = new Play(context).feed(
      ...opening(),
      inject('hi'),
      acked(1),
      created('r1'),
      call('r1', 'c1'),
      done('r1'),
    );
    context.now = 10_000;
    play.feed(started);
    context.now = 15_000;
    play.feed(stopped, committed, heard, created('r2'));
    context.now = 15_400;
    expect(latencies(play.feed(audioOf('r2')), 'AgentStartedSpeaking')).toMatchObject([{ total_latency: 0.4 }]);
  });
  it('counts latencies from the end of the speech, not from a text typed within it', () => {
    const context = { ...contextFor('strict') };
    const play = new Play(context).feed(...opening(), started, inject('hi'), acked(1));
    context.now = 15_000;
    play.feed(stopped, committed, heard, created('r2'));
    context.now = 15_400;
    expect(latencies(play.feed(audioOf('r2')), 'AgentStartedSpeaking')).toMatchObject([{ total_latency: 0.4 }]);
  });
  it('does not count a call as the time of the voice', () => {
    const context = { ...contextFor('strict') };
    const play = new Play(context).feed(
      ...opening(),
      inject('hi'),
      acked(1),
      created('r1'),
      text('r1', 'wait'),
      audioOf('r1'),
      call('r1', 'c1'),
      done('r1'),
    );
    context.now = 10_000;
    play.feed(result, created('r2'), audioOf('r2'));
    expect(latencies(play, 'AgentStartedSpeaking').at(-1)?.['tts_latency']).toBeLessThan(1);
  });
  it('reports the latency of a transcript in its own turn only', () => {
    const play = ready('strict').feed(started, stopped, committed, created('r1'), audioOf('r1'), done('r1'), heard);
    play.feed(inject('hi'), acked(1), created('r2'), audioOf('r2'));
    play.take();
    expect(latencies(play.feed(done('r2')), 'LatencyReport')[0]).not.toHaveProperty('stt_latency');
  });
  it('says nothing of the items that a native client restores', () => {
    const play = new Play(contextFor('strict')).feed(
      fromClient({ type: 'session.update', session: { type: 'realtime' } }),
      ...REOPENED,
    );
    const items = Array.from({ length: 130 }, (_, n) => ({
      id: `n${n}`,
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: `old ${n}` }],
    }));
    for (const item of items) play.feed(fromClient({ type: 'conversation.item.create', item }));
    play.take();
    for (const item of items) play.feed(U('conversation.item.done', { item }));
    expect(play.lines()).toEqual([]);
  });
  it('bounds the history in size', () => {
    const play = ready('strict');
    const big = 'x'.repeat(100_000);
    for (let n = 0; n < 100; n += 1) play.feed(inject(big));
    expect(JSON.stringify(play.state).length).toBeLessThan(4_000_000);
  });
});
