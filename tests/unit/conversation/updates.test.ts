import { describe, expect, it } from '@jest/globals';
import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { acked, created, done, fromClient, fromUpstream, inject, ready, timer } from './harness.js';

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
