import { describe, expect, it } from '@jest/globals';
import type { ServerMessage } from '../../../test-app/scripts/openai-proxy/protocol/agent-server.js';
import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { acked, audioOf, created, done, fromClient, fromUpstream, inject, ready } from './harness.js';

const started = fromUpstream({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'u1' });
const stopped = fromUpstream({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 9, item_id: 'u1' });
const committed = fromUpstream({ type: 'input_audio_buffer.committed', item_id: 'u1' });
const heard = fromUpstream({
  type: 'conversation.item.input_audio_transcription.completed',
  item_id: 'u1',
  transcript: 'hello',
});
const text = (responseId = 'r1') =>
  fromUpstream({
    type: 'response.output_audio_transcript.delta',
    response_id: responseId,
    item_id: `a_${responseId}`,
    delta: 'yes',
  });
const called = fromUpstream({
  type: 'response.function_call_arguments.done',
  response_id: 'r1',
  item_id: 'f1',
  call_id: 'c1',
  name: 'look',
  arguments: '{}',
});
const answered = fromClient({ type: 'FunctionCallResponse', id: 'c1', name: 'look', content: 'A boat.' });
const force = fromClient({ type: 'ForceEndTurn' });

/** Inputs with the time at which each comes, in ms. */
type Timed = readonly (readonly [at: number, input: Input])[];

function told(inputs: Timed): readonly ServerMessage[] {
  const play = ready('strict');
  for (const [now, input] of inputs) {
    Object.assign(play.context, { now });
    play.feed(input);
  }
  return play.take().flatMap((effect) => (effect.type === 'client.send' ? [effect.message] : []));
}

const TYPED: Timed = [
  [1_000, inject('hi')],
  [1_050, acked(1)],
  [1_100, created('r1')],
];

const cases: readonly (readonly [string, Timed, readonly object[]])[] = [
  [
    'of a typed turn count from the message',
    [...TYPED, [1_400, text()], [1_900, audioOf('r1')], [2_500, audioOf('r1')], [3_000, done('r1')]],
    [
      { type: 'AgentStartedSpeaking', total_latency: 0.9, ttt_latency: 0.4, tts_latency: 0.5 },
      {
        type: 'LatencyReport',
        ttt_token_latency: 0.4,
        ttt_text_latency: 0.4,
        tts_latency: 0.5,
        total_latency: 0.9,
      },
    ],
  ],
  [
    'of a spoken turn count from the end of the speech, and tell of the transcript',
    [
      [0, started],
      [1_000, stopped],
      [1_010, committed],
      [1_300, created('r1')],
      [1_500, text()],
      [1_700, heard],
      [1_800, audioOf('r1')],
      [3_000, done('r1')],
    ],
    [
      { type: 'AgentStartedSpeaking', total_latency: 0.8, ttt_latency: 0.5, tts_latency: 0.3 },
      {
        type: 'LatencyReport',
        stt_latency: 0.7,
        ttt_token_latency: 0.5,
        ttt_text_latency: 0.5,
        tts_latency: 0.3,
        total_latency: 0.8,
      },
    ],
  ],
  [
    'of a turn that ForceEndTurn ended count from there',
    [
      [0, started],
      [2_000, force],
      [2_100, committed],
      [2_200, heard],
      [2_300, created('r1')],
      [2_500, audioOf('r1')],
      [3_000, done('r1')],
    ],
    [
      { type: 'AgentStartedSpeaking', total_latency: 0.5, ttt_latency: 0.5, tts_latency: 0 },
      { type: 'LatencyReport', stt_latency: 0.2, ttt_token_latency: 0.5, tts_latency: 0, total_latency: 0.5 },
    ],
  ],
  [
    'of a turn with a call tell when it came, and count on over its answer',
    [
      ...TYPED,
      [1_300, called],
      [1_500, done('r1')],
      [4_000, answered],
      [4_100, created('r2')],
      [4_200, text('r2')],
      [4_500, audioOf('r2')],
      [5_000, done('r2')],
    ],
    [
      { type: 'AgentStartedSpeaking', total_latency: 3.5, ttt_latency: 3.2, tts_latency: 0.3 },
      {
        type: 'LatencyReport',
        ttt_token_latency: 0.3,
        ttt_text_latency: 3.2,
        ttt_tool_latency: 0.3,
        tts_latency: 0.3,
        total_latency: 3.5,
      },
    ],
  ],
  [
    'of text alone have no voice',
    [
      ...TYPED,
      [1_600, fromUpstream({ type: 'response.output_text.done', response_id: 'r1', item_id: 'a1', text: 'yes' })],
      [2_000, done('r1')],
    ],
    [
      { type: 'AgentStartedSpeaking', total_latency: 0.6, ttt_latency: 0.6, tts_latency: 0 },
      { type: 'LatencyReport', ttt_token_latency: 0.6, ttt_text_latency: 0.6 },
    ],
  ],
  ['of a turn without output are not told', [...TYPED, [2_000, done('r1')]], []],
  [
    'do not hold the transcript of an earlier turn against a later one',
    [
      [0, started],
      [1_000, stopped],
      [1_010, committed],
      [1_200, heard],
      [1_300, created('r0')],
      [1_400, done('r0')],
      [5_000, inject('hi')],
      [5_050, acked(1)],
      [5_100, created('r1')],
      [5_300, audioOf('r1')],
      [5_500, done('r1')],
    ],
    [
      { type: 'AgentStartedSpeaking', total_latency: 0.3, ttt_latency: 0.3, tts_latency: 0 },
      { type: 'LatencyReport', ttt_token_latency: 0.3, tts_latency: 0, total_latency: 0.3 },
    ],
  ],
  [
    'of an answer that was asked for during another turn count from the end of that',
    [
      ...TYPED,
      [1_200, inject('more')],
      [1_250, acked(3)],
      [2_000, done('r1')],
      [2_100, created('r2')],
      [2_400, audioOf('r2')],
      [3_000, done('r2')],
    ],
    [
      { type: 'AgentStartedSpeaking', total_latency: 0.4, ttt_latency: 0.4, tts_latency: 0 },
      { type: 'LatencyReport', ttt_token_latency: 0.4, tts_latency: 0, total_latency: 0.4 },
    ],
  ],
];

describe('Latencies', () => {
  it.each(cases)('%s', (_name, inputs, expected) => {
    const messages = told(inputs);
    expect(messages.filter(({ type }) => type === 'AgentStartedSpeaking' || type === 'LatencyReport')).toEqual(
      expected,
    );
    const at = messages.findIndex(({ type }) => type === 'LatencyReport');
    if (at >= 0) expect(messages[at - 1]).toEqual({ type: 'AgentAudioDone' });
  });
});
