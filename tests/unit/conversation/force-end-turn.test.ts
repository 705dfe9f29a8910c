import { describe, expect, it } from '@jest/globals';
import type { Dialect, Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import {
  acked,
  created,
  done,
  fromClient,
  fromUpstream,
  inject,
  ready,
  SETTINGS,
  timer,
  type Play,
} from './harness.js';

const force = fromClient({ type: 'ForceEndTurn' });
const audio: Input = { type: 'client.audio', audio: new Uint8Array(2) };
const started = fromUpstream({ type: 'input_audio_buffer.speech_started', audio_start_ms: 200, item_id: 'u1' });
const stopped = fromUpstream({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 900, item_id: 'u1' });
const committed = fromUpstream({ type: 'input_audio_buffer.committed', item_id: 'u1' });
const heard = fromUpstream({
  type: 'conversation.item.input_audio_transcription.completed',
  item_id: 'u1',
  transcript: 'hello',
});
const tooLittle = (eventId: string | null): Input =>
  fromUpstream({ type: 'error', error: { code: 'input_audio_buffer_commit_empty', event_id: eventId } });

const MANUAL = {
  ...SETTINGS,
  agent: { listen: { provider: { type: 'deepgram', version: 'v2', model: 'flux-general-en', eot_threshold: 1 } } },
};
const COMMIT = '> input_audio_buffer.commit';
const ANSWER = ['< AgentThinking', '> response.create'];

type Case = readonly [string, readonly Input[], readonly string[]];

/** With turn detection, from the user's speech on. */
const detected: readonly Case[] = [
  ['commits the audio', [force], [COMMIT]],
  ['asks for the answer when the audio is an item', [force, committed, heard], [COMMIT, ...ANSWER, '< user: hello']],
  ['does so once, however often it is sent', [force, force, committed, force, force], [COMMIT, ...ANSWER]],
  ['ends the turn where there was too little audio', [force, tooLittle('va_commit')], [COMMIT, '< AgentAudioDone']],
  ['ends the turn where no item comes of it', [force, timer('reply')], [COMMIT, '< AgentAudioDone']],
  ['is not ended by the refusal of another commit', [force, tooLittle('other'), committed], [COMMIT, ...ANSWER]],
  ['waits where a refusal names nothing', [force, tooLittle(null), timer('reply')], [COMMIT, '< AgentAudioDone']],
  ['comes too late when the user has finished', [stopped, force], []],
  [
    'answers with what was typed meanwhile',
    [inject('hi'), acked(1), force, committed],
    ['< user: hi', '> item va_item_1 message', COMMIT, ...ANSWER],
  ],
  [
    'says what was to be said after the user',
    [fromClient({ type: 'InjectAgentMessage', message: 'Well.', behavior: 'queue' }), force, committed],
    [COMMIT, '> response.create'],
  ],
  [
    'is answered once where turn detection ends the turn at the same time',
    [force, stopped, committed, created('vad'), tooLittle('va_commit'), heard, done('vad')],
    [COMMIT, '< AgentThinking', '< user: hello', '< AgentAudioDone'],
  ],
  [
    'leaves the answer to a response that turn detection began',
    [force, committed, created('vad'), done('vad')],
    [COMMIT, ...ANSWER, '< AgentAudioDone'],
  ],
];

/** Where the client ends its turns itself. */
const manual: readonly Case[] = [
  ['has no effect before there is audio', [force], []],
  ['commits the audio, and asks for the answer', [audio, force, committed], ['> audio', COMMIT, ...ANSWER]],
  ['does so once for the same audio', [audio, force, force, committed, force], ['> audio', COMMIT, ...ANSWER]],
  [
    'ends the turn where there was too little audio',
    [audio, force, tooLittle('va_commit')],
    ['> audio', COMMIT, '< AgentAudioDone'],
  ],
  [
    'has its answer wait for the running response',
    [inject('hi'), acked(1), created('r1'), audio, force, committed, done('r1')],
    ['< user: hi', '> item va_item_1 message', ...ANSWER, '> audio', COMMIT, '< AgentAudioDone', ...ANSWER],
  ],
];

describe('ForceEndTurn, while turn detection hears the user,', () => {
  const speaking = (dialect: Dialect): Play => {
    const play = ready(dialect).feed(started);
    play.take();
    return play;
  };

  it.each(detected)('%s', (_name, inputs, expected) => {
    expect(
      speaking('strict')
        .feed(...inputs)
        .lines(),
    ).toEqual(expected);
  });

  it('tells the component that the user has finished, and when', () => {
    const play = speaking('component');
    Object.assign(play.context, { now: 500 });
    expect(play.feed(force).take()).toMatchObject([
      { message: { type: 'UserStoppedSpeaking' } },
      { message: { type: 'UtteranceEnd', last_word_end: 0.7 } },
      { event: { type: 'input_audio_buffer.commit' } },
      { type: 'timer.start', timer: 'reply' },
    ]);
  });

  it('tells the component so once, though turn detection ends the turn at the same time', () => {
    const told = speaking('component').feed(force, stopped, committed).lines();
    expect(told.filter((line) => line === '< UtteranceEnd')).toHaveLength(1);
  });

  it('is answered once, though the upstream says too that the user has finished', () => {
    const told = speaking('strict').feed(force, stopped, committed, heard, timer('reply')).lines();
    expect(told.filter((line) => line === '> response.create' || line === '< AgentAudioDone')).toHaveLength(1);
  });
});

describe('ForceEndTurn, where the client ends its turns itself,', () => {
  it.each(manual)('%s', (_name, inputs, expected) => {
    expect(
      ready('strict', MANUAL)
        .feed(...inputs)
        .lines(),
    ).toEqual(expected);
  });
});

describe('ForceEndTurn, when nobody speaks,', () => {
  it('has no effect, though there was audio', () => {
    expect(ready('strict').feed(audio, force).lines()).toEqual(['> audio']);
  });
});
