import { describe, expect, it } from '@jest/globals';
import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { acked, audioOf, created, done, fromClient, fromUpstream, inject, ready, timer } from './harness.js';

const started = fromUpstream({ type: 'input_audio_buffer.speech_started', audio_start_ms: 200, item_id: 'u1' });
const stopped = fromUpstream({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 1_200, item_id: 'u1' });
const committed = fromUpstream({ type: 'input_audio_buffer.committed', item_id: 'u1' });
const transcription = (kind: string, fields: object): Input =>
  fromUpstream({
    type: `conversation.item.input_audio_transcription.${kind}`,
    item_id: 'u1',
    content_index: 0,
    ...fields,
  });
const heard = (transcript: string) => transcription('completed', { transcript });
const text = fromUpstream({
  type: 'response.output_audio_transcript.done',
  response_id: 'r1',
  item_id: 'a1',
  content_index: 0,
  transcript: 'yes',
});
const UTTERANCE = [started, stopped, committed];

/** Inputs to a ready session of the strict dialect, and everything that then reaches the client. */
const cases: readonly (readonly [string, readonly Input[], readonly string[]])[] = [
  [
    'is told before the answer',
    [...UTTERANCE, heard('hello'), created('r1'), audioOf('r1'), text, done('r1')],
    [
      '< UserStartedSpeaking',
      '< user: hello',
      '< AgentThinking',
      '< AgentStartedSpeaking',
      '< audio',
      '< assistant: yes',
      '< AgentAudioDone',
    ],
  ],
  [
    'holds the agent’s text, not its audio, until it is there',
    [...UTTERANCE, created('r1'), audioOf('r1'), text, audioOf('r1'), heard('hello'), done('r1')],
    [
      '< UserStartedSpeaking',
      '< AgentThinking',
      '< AgentStartedSpeaking',
      '< audio',
      '< audio',
      '< user: hello',
      '< assistant: yes',
      '< AgentAudioDone',
    ],
  ],
  [
    'holds the end of the turn behind the agent’s text',
    [...UTTERANCE, created('r1'), audioOf('r1'), text, done('r1'), heard('hello')],
    [
      '< UserStartedSpeaking',
      '< AgentThinking',
      '< AgentStartedSpeaking',
      '< audio',
      '< user: hello',
      '< assistant: yes',
      '< AgentAudioDone',
    ],
  ],
  [
    'is waited for only so long',
    [...UTTERANCE, created('r1'), text, done('r1'), timer('transcript'), heard('hello')],
    [
      '< UserStartedSpeaking',
      '< AgentThinking',
      '< AgentStartedSpeaking',
      '< assistant: yes',
      '< AgentAudioDone',
      '< user: hello',
    ],
  ],
  [
    'is no message when it is empty',
    [...UTTERANCE, created('r1'), text, heard(' '), done('r1')],
    ['< UserStartedSpeaking', '< AgentThinking', '< AgentStartedSpeaking', '< assistant: yes', '< AgentAudioDone'],
  ],
  [
    'gives way with a Warning when it fails',
    [...UTTERANCE, created('r1'), text, transcription('failed', { error: { code: 'x' } }), done('r1')],
    [
      '< UserStartedSpeaking',
      '< AgentThinking',
      '< AgentStartedSpeaking',
      '< Warning TRANSCRIPTION_FAILED',
      '< assistant: yes',
      '< AgentAudioDone',
    ],
  ],
];

describe('The transcript of the user’s speech', () => {
  it.each(cases)('%s', (_name, inputs, expected) => {
    expect(
      ready('strict')
        .feed(...inputs)
        .lines(),
    ).toEqual(expected);
  });

  it('is also sent as the component’s Transcript, the final one after ConversationText', () => {
    const inputs = [...UTTERANCE, transcription('delta', { delta: 'hel' }), heard('hello')];
    expect(
      ready('component')
        .feed(...inputs)
        .lines(),
    ).toEqual([
      '< UserStartedSpeaking',
      '< UserStoppedSpeaking',
      '< UtteranceEnd',
      '< Transcript',
      '< user: hello',
      '< Transcript',
    ]);
  });

  it('says in the component’s Transcript where it lies in the audio, in seconds', () => {
    const play = ready('component').feed(...UTTERANCE);
    play.take();
    expect(play.feed(heard('hello')).take()).toContainEqual(
      expect.objectContaining({
        message: expect.objectContaining({ type: 'Transcript', is_final: true, start: 0.2, duration: 1 }) as object,
      }),
    );
  });
});

describe('Speech', () => {
  it('ends the turn when no response follows it', () => {
    expect(
      ready('strict')
        .feed(...UTTERANCE, timer('reply'))
        .lines(),
    ).toEqual(['< UserStartedSpeaking', '< AgentAudioDone']);
  });

  it('stops the audio of the response that it interrupts', () => {
    const play = ready('strict').feed(inject('hi'), acked(1), created('r1'), audioOf('r1'));
    play.take();
    const late = [audioOf('r1'), done('r1', 'cancelled'), audioOf('r1')];
    const lines = ['< UserStartedSpeaking', '> conversation.item.delete', '< AgentAudioDone'];
    expect(play.feed(started, ...late).lines()).toEqual(lines);
  });

  it('that the client takes back no longer holds a message up', () => {
    const play = ready('strict').feed(started, inject('hi'), acked(1));
    play.take();
    expect(play.feed(fromClient({ type: 'input_audio_buffer.clear' })).lines()).toEqual([
      '> input_audio_buffer.clear',
      '< AgentThinking',
      '> response.create',
    ]);
  });

  it('that never ends holds a message up for only so long', () => {
    const play = ready('strict').feed(started, inject('hi'), acked(1));
    play.take();
    expect(play.feed(timer('reply')).lines()).toEqual(['< AgentThinking', '> response.create']);
  });

  it('before the answer has begun withholds that answer, which is asked for again', () => {
    const play = ready('strict').feed(inject('hi'), acked(1), started);
    play.take();
    expect(play.feed(created('r1'), audioOf('r1'), done('r1', 'cancelled')).lines()).toEqual([
      '> response.cancel',
      '> conversation.item.delete',
      '< AgentAudioDone',
    ]);
    expect(play.feed(stopped, timer('reply')).lines()).toEqual(['< AgentThinking', '> response.create']);
  });

  it('leaves a message that is injected meanwhile to be answered', () => {
    const play = ready('strict').feed(started, inject('hi'), stopped, committed, created('vad'), acked(1));
    play.take();
    expect(play.feed(done('vad')).lines()).toEqual(['< AgentAudioDone', '< AgentThinking', '> response.create']);
  });
});
