import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { passesAudio, reduce } from '../../../test-app/scripts/openai-proxy/conversation/reduce.js';
import { INITIAL_STATE, type Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import type { Play } from './harness.js';
import { audioOf, created, done, fromClient, fromUpstream, inject, ready, timer } from './harness.js';

const audio = new Uint8Array([1, 2]);
const speak: Input = { type: 'client.audio', audio };
const INPUTS: readonly Input[] = [
  speak,
  inject('typed'),
  created('r1'),
  audioOf('r1'),
  done('r1'),
  timer('rollover'),
  timer('response'),
  fromClient({ type: 'ForceEndTurn' }),
  fromClient({ type: 'input_audio_buffer.commit' }),
  fromUpstream({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'u1' }),
  fromUpstream({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 9, item_id: 'u1' }),
  fromUpstream({ type: 'input_audio_buffer.committed', item_id: 'u1' }),
  { type: 'upstream.closed', code: 1000, reason: '' },
];

const check = (play: Play): boolean => {
  if (!passesAudio(play.state)) return false;
  const { state, effects } = reduce(play.state, speak, play.context);
  expect(state).toBe(play.state);
  expect(effects).toEqual([{ type: 'upstream.audio', audio }]);
  return true;
};

describe('A microphone’s audio', () => {
  it('changes nothing and goes upstream in every state that lets it pass without a step', () => {
    let passed = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...INPUTS), { maxLength: 30 }), (inputs) => {
        const play = ready();
        for (const input of inputs) if (check(play.feed(input))) passed += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(passed).toBeGreaterThan(100);
  });

  it('takes a step until there is a session, and for the first of a turn', () => {
    expect(passesAudio(INITIAL_STATE)).toBe(false);
    const play = ready();
    expect(passesAudio(play.state)).toBe(false);
    expect(passesAudio(play.feed(speak).state)).toBe(true);
  });
});
