import { describe, expect, it } from '@jest/globals';
import type { Effect } from '../../../test-app/scripts/openai-proxy/conversation/effects.js';
import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import {
  acked,
  audioOf,
  contextFor,
  created,
  done,
  fromClient,
  fromUpstream,
  inject,
  opening,
  Play,
  timer,
} from './harness.js';

const text = fromUpstream({
  type: 'response.output_text.done',
  response_id: 'r1',
  item_id: 'a1',
  content_index: 0,
  text: 'yes',
});
const started = fromUpstream({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'u1' });
const stopped = fromUpstream({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 9, item_id: 'u1' });
const committed = fromUpstream({ type: 'input_audio_buffer.committed', item_id: 'u1' });
const heard = fromUpstream({
  type: 'conversation.item.input_audio_transcription.completed',
  item_id: 'u1',
  transcript: 'hello',
});
const called = fromUpstream({
  type: 'response.function_call_arguments.done',
  response_id: 'r1',
  item_id: 'f1',
  call_id: 'c1',
  name: 'look',
  arguments: '{}',
});
const answered = fromClient({ type: 'FunctionCallResponse', id: 'c1', name: 'look', content: 'seen' });
const TYPED = [inject('hi'), acked(1), created('r1')];

/** The timers that are left running, by name. */
function running(effects: readonly Effect[]): readonly string[] {
  const names = new Set<string>();
  for (const effect of effects) {
    if (effect.type === 'timer.start') names.add(effect.timer);
    if (effect.type === 'timer.clear') names.delete(effect.timer);
  }
  return [...names].toSorted();
}

const cases: readonly (readonly [string, readonly Input[]])[] = [
  ['at the start', []],
  ['after a typed turn', [...TYPED, audioOf('r1'), text, done('r1')]],
  ['after a spoken turn', [started, stopped, committed, heard, created('r1'), audioOf('r1'), text, done('r1')]],
  ['after a turn whose transcript is late', [started, stopped, committed, created('r1'), text, done('r1'), heard]],
  [
    'after a turn whose transcript never comes',
    [started, stopped, committed, created('r1'), text, done('r1'), timer('transcript')],
  ],
  ['after speech that nothing answers', [started, stopped, committed, heard, timer('reply')]],
  ['after a call', [...TYPED, called, done('r1'), answered, created('r2'), done('r2')]],
  [
    'after a call that the user took back',
    [...TYPED, called, done('r1'), started, stopped, committed, heard, created('r2'), done('r2')],
  ],
  [
    'after an update',
    [fromClient({ type: 'UpdatePrompt', prompt: 'Be brief.' }), fromUpstream({ type: 'session.updated' })],
  ],
  ['after a failed response', [...TYPED, done('r1', 'failed')]],
];

describe('A ready session in which nobody speaks', () => {
  it.each(cases)('waits for nothing but its age, %s', (_name, inputs) => {
    const fired = inputs.flatMap((input) => (input.type === 'timer.fired' ? [input.timer] : []));
    const effects = new Play(contextFor('strict')).feed(...opening(), ...inputs).take();
    // What has fired runs no longer; the harness fires what is due at once by itself.
    const left = running(effects).filter((name) => name !== 'calls' && !fired.some((timer) => timer === name));
    expect(left).toEqual(['rollover']);
  });
});
