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
  say,
  conflict,
  detecting,
  count,
} from './events.js';
import { acked, audioOf, created, done, fromClient, inject, ready } from './harness.js';

describe('A race that the upstream allows', () => {
  it('answers a forced end of turn after a barge-in on an open call', () => {
    const play = ready('strict').feed(inject('hi'), acked(1), created('r1'), call('r1', 'c1'), done('r1'));
    play.take();
    expect(play.feed(started, force, committed).lines()).toContain('> response.create');
  });
  it('answers a forced end of turn beside a queued message', () => {
    expect(ready('strict').feed(started, say('queue'), force, committed).lines()).toContain('> response.create');
  });
  it('answers a forced end of turn without turn detection, beside a typed text', () => {
    const play = ready('strict', detecting({ type: 'none' }));
    play.feed({ type: 'client.audio', audio: new Uint8Array(2) }, inject('hi'), force, acked(1), committed);
    expect(play.lines()).toContain('> response.create');
  });
  it('plays no response that begins while the user speaks', () => {
    const play = ready('strict').feed(started, stopped, committed, started, created('r1'), audioOf('r1'));
    expect(play.lines()).not.toContain('< audio');
  });
  it('gives one answer to texts that were typed around a message that cuts in', () => {
    const play = ready('strict').feed(
      inject('one'),
      acked(1),
      created('r1'),
      inject('two'),
      acked(3),
      say('interrupt'),
    );
    play.feed(done('r1', 'cancelled'), created('r2'), done('r2'), created('r3'), done('r3'));
    expect(count(play.lines(), '> response.create')).toBe(3); // r1, the message, one answer
  });
  it('gives one answer to texts that were typed around a conflict', () => {
    const play = ready('strict').feed(inject('one'), acked(1), inject('two'), acked(3), conflict('va_response:2'));
    play.feed(done('rx'), created('r3'), done('r3'));
    expect(count(play.lines(), '> response.create')).toBe(2); // the refused one, one answer
  });
  it('does not show the answer that is asked for again', () => {
    const play = ready('strict').feed(
      inject('hi'),
      acked(1),
      created('r1'),
      say('interrupt'),
      text('r1', 'answer'),
      done('r1'),
    );
    expect(play.lines()).not.toContain('< assistant: answer');
  });
  it('answers a barge-in on a message beside an open call once', () => {
    const play = ready('strict').feed(
      inject('hi'),
      acked(1),
      created('r1'),
      call('r1', 'c1'),
      done('r1'),
      say('queue'),
      started,
    );
    play.feed(created('r2'), done('r2', 'cancelled'), stopped, committed, heard, created('r3'), done('r3'));
    play.take();
    expect(play.feed(created('r4'), done('r4')).lines()).not.toContain('> response.create');
  });
  it('cancels the response that is meant, and no other', () => {
    const sent = ready('strict').feed(inject('hi'), acked(1), created('r1'), say('interrupt')).take();
    const events = sent.flatMap((e) => (e.type === 'upstream.send' ? [e.event] : []));
    expect(events.at(-1)).toMatchObject({ type: 'response.cancel', response_id: 'r1' });
  });
  it('cuts the answer that overtook a message which cuts in', () => {
    const play = ready('strict').feed(
      started,
      stopped,
      say('interrupt'),
      created('rv'),
      audioOf('rv'),
      conflict('va_response:1'),
      audioOf('rv'),
    );
    expect(play.lines()).toContain('> response.cancel');
  });
  it('cancels what the user interrupts where turn detection does not', () => {
    const play = ready('strict', detecting({ type: 'server_vad', interrupt_response: false }));
    play.feed(inject('hi'), acked(1), created('r1'), audioOf('r1'), started, say('interrupt'));
    expect(play.lines()).toContain('> response.cancel');
  });
  it('makes no call whose arguments never came', () => {
    const item = {
      id: 'f_c1',
      type: 'function_call',
      status: 'incomplete',
      call_id: 'c1',
      name: 'look',
      arguments: '',
    };
    const play = ready('strict').feed(inject('hi'), acked(1), created('r1'), call('r1', 'c1', ''));
    play.feed(U('response.output_item.done', { response_id: 'r1', item }));
    expect(play.lines()).not.toContain('< call c1 look({})');
  });
  it('takes the result of a call whose function an update gave to the server meanwhile', () => {
    const play = ready('strict', { type: 'Settings', audio: {}, agent: { think: { functions: [{ name: 'look' }] } } });
    const think = { functions: [{ name: 'look', endpoint: { url: 'https://api.example.com/x' } }] };
    play.feed(
      fromClient({ type: 'UpdateThink', think }),
      created('r1'),
      call('r1', 'c1'),
      U('session.updated'),
      done('r1'),
      result,
    );
    expect(play.lines()).not.toContain('< Warning UNKNOWN_FUNCTION_CALL');
  });
  it('ends the turn before the echo of the next text', () => {
    const play = ready('strict').feed(
      started,
      stopped,
      committed,
      created('r1'),
      audioOf('r1'),
      text('r1', 'answer'),
      done('r1'),
    );
    const lines = play.feed(inject('typed')).lines();
    expect(lines.indexOf('< AgentAudioDone')).toBeGreaterThan(-1);
  });
  it('ends an utterance once where the client and turn detection end it together', () => {
    const lines = ready('component').feed(started, force, stopped, committed, created('r1')).lines();
    expect(count(lines, '< UtteranceEnd')).toBe(1);
  });
});
