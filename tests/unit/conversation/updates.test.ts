import { describe, expect, it } from '@jest/globals';
import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { acked, audioOf, created, done, fromClient, fromUpstream, inject, ready, timer } from './harness.js';

const prompt = (text: string) => fromClient({ type: 'UpdatePrompt', prompt: text });
const voice = fromClient({ type: 'UpdateSpeak', speak: { provider: { type: 'open_ai', voice: 'cedar' } } });
const updated = fromUpstream({ type: 'session.updated' });
const refused = (n: number): Input =>
  fromUpstream({ type: 'error', error: { code: 'invalid_value', event_id: `va_update:${n}` } });

const cases: readonly (readonly [string, readonly Input[], readonly string[]])[] = [
  [
    'are acknowledged when the upstream has applied them',
    [prompt('a'), updated],
    ['> session.update', '< PromptUpdated'],
  ],
  [
    'go out one at a time, and those that wait go together',
    [prompt('a'), voice, prompt('b'), updated, updated],
    ['> session.update', '< PromptUpdated', '> session.update', '< SpeakUpdated', '< PromptUpdated'],
  ],
  [
    'that wait behind a refused one go on',
    [prompt('a'), voice, refused(1), updated],
    ['> session.update', '< Error invalid_value', '> session.update', '< SpeakUpdated'],
  ],
  [
    'that wait behind one that is never confirmed go on',
    [prompt('a'), voice, timer('update'), updated],
    ['> session.update', '< Error UPDATE_TIMEOUT', '> session.update', '< SpeakUpdated'],
  ],
  [
    'wait for the end of the running turn',
    [inject('hi'), acked(1), created('r1'), prompt('a'), done('r1'), updated],
    [
      '< user: hi',
      '> item va_item_1 message',
      '< AgentThinking',
      '> response.create',
      '< AgentAudioDone',
      '> session.update',
      '< PromptUpdated',
    ],
  ],
];

describe('Updates of the session', () => {
  it.each(cases)('%s', (_name, inputs, expected) => {
    expect(
      ready('strict')
        .feed(...inputs)
        .lines(),
    ).toEqual(expected);
  });

  it('that were refused are not sent again with the next one', () => {
    const play = ready('strict').feed(prompt('refused'), refused(1));
    play.take();
    expect(play.feed(prompt('taken')).take()).toMatchObject([
      { event: { type: 'session.update', session: { instructions: 'Be kind.\n\ntaken' } } },
      { type: 'timer.start', timer: 'update' },
    ]);
  });
});

describe('An update of the voice', () => {
  const speak = (provider: object) => fromClient({ type: 'UpdateSpeak', speak: { provider } });
  const both = speak({ type: 'open_ai', voice: 'cedar', speed: 1.2 });
  const spoken = [inject('hi'), acked(1), created('r1'), audioOf('r1'), done('r1')];
  const overtaken = (n: number): Input =>
    fromUpstream({ type: 'error', error: { code: 'cannot_update_voice', event_id: `va_update:${n}` } });
  const UPDATE = '> session.update';

  const voices: readonly (readonly [string, readonly Input[], readonly string[]])[] = [
    ['goes out before the agent’s first audio', [voice, updated], [UPDATE, '< SpeakUpdated']],
    [
      'is locked after it, and acknowledged',
      [...spoken, voice, updated],
      ['< Warning VOICE_LOCKED', UPDATE, '< SpeakUpdated'],
    ],
    [
      'to the same voice is no reason for a Warning',
      [voice, updated, inject('hi'), acked(2), created('r1'), audioOf('r1'), done('r1'), voice, updated],
      [UPDATE, '< SpeakUpdated', UPDATE, '< SpeakUpdated'],
    ],
    [
      'that the audio overtakes is sent again without the voice, and acknowledged once',
      [voice, overtaken(1), updated, updated],
      [UPDATE, '< Warning VOICE_LOCKED', UPDATE, '< SpeakUpdated'],
    ],
    [
      'that the audio overtakes goes together with what waits behind it',
      [voice, prompt('a'), overtaken(1), updated],
      [UPDATE, '< Warning VOICE_LOCKED', UPDATE, '< SpeakUpdated', '< PromptUpdated'],
    ],
    [
      'is possible again in the session that replaces an old one',
      [...spoken, timer('rollover'), { type: 'upstream.opened' }, updated, voice, updated],
      [UPDATE, UPDATE, '< SpeakUpdated'],
    ],
  ];

  it.each(voices)('%s', (_name, inputs, expected) => {
    const lines = ready('strict')
      .feed(...inputs)
      .lines();
    expect(lines.filter((line) => /session.update|Updated|Warning|Error/.test(line))).toEqual(expected);
  });

  const sessionsOf = (inputs: readonly Input[]) =>
    ready('strict')
      .feed(...inputs)
      .take()
      .flatMap((effect) =>
        effect.type === 'upstream.send' && effect.event.type === 'session.update' ? [effect.event.session] : [],
      );

  it.each<[string, readonly Input[]]>([
    ['before', [...spoken, both]],
    ['meanwhile', [both, overtaken(1)]],
  ])('where the agent has spoken %s leaves the rest of it as it is', (_when, inputs) => {
    const output = sessionsOf(inputs).at(-1);
    expect(output).toMatchObject({ audio: { output: { speed: 1.2 } } });
    expect(output).not.toHaveProperty('audio.output.voice');
  });

  it('carries the voice and the rest before the agent’s first audio', () => {
    expect(sessionsOf([both])).toMatchObject([{ audio: { output: { voice: 'cedar', speed: 1.2 } } }]);
  });
});
