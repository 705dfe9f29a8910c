import { describe, expect, it } from '@jest/globals';
import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { call, committed, conflict, result, started as speechStarted, stopped as speechStopped } from './events.js';
import { acked, audioOf, created, done, fromClient, fromUpstream, inject, ready, timer } from './harness.js';

type Behavior = 'default' | 'queue' | 'interrupt';

const say = (message: string, behavior?: Behavior): Input =>
  fromClient({ type: 'InjectAgentMessage', message, behavior });
const called = call('r1', 'c1');
const answered = result;
const asked = [inject('Hello?'), acked(1)];

/** The same, once the session is ready. */
const cases: readonly (readonly [string, readonly Input[], readonly string[]])[] = [
  ['speaks at once when nobody has the floor', [say('hi')], ['> response.create']],
  ['speaks at once, told to interrupt nobody', [say('hi', 'interrupt')], ['> response.create']],
  [
    'refuses while the agent has the floor',
    [...asked, created('r1'), say('hi')],
    ['< user: Hello?', '> item va_item_1 message', '< AgentThinking', '> response.create', '< InjectionRefused'],
  ],
  ['refuses while the user has the floor', [speechStarted, say('hi')], ['< UserStartedSpeaking', '< InjectionRefused']],
];

/** The same, from a running response r1 that answers a text of the user's. */
const running: readonly (readonly [string, readonly Input[], readonly string[]])[] = [
  [
    'queued, waits for the end of the turn',
    [say('hi', 'queue'), done('r1')],
    ['< AgentAudioDone', '> response.create'],
  ],
  [
    'interrupting, cuts what is heard, and comes next',
    [
      audioOf('r1'),
      say('hi', 'interrupt'),
      audioOf('r1'),
      done('r1', 'cancelled'),
      created('r2'),
      audioOf('r2'),
      done('r2'),
    ],
    [
      '< AgentStartedSpeaking',
      '< audio',
      '> response.cancel',
      '> conversation.item.delete',
      '< AgentAudioDone',
      '> response.create',
      '< AgentStartedSpeaking',
      '< audio',
      '< AgentAudioDone',
    ],
  ],
  [
    'interrupting an answer of which nothing was heard, leaves the answer for afterwards',
    [say('hi', 'interrupt'), done('r1', 'cancelled'), created('r2'), done('r2')],
    [
      '> response.cancel',
      '< AgentAudioDone',
      '> response.create',
      '< AgentAudioDone',
      '< AgentThinking',
      '> response.create',
    ],
  ],
  [
    'interrupting, takes the place of an interrupting one that waits',
    [
      audioOf('r1'),
      say('one', 'interrupt'),
      say('two', 'interrupt'),
      done('r1', 'cancelled'),
      created('r2'),
      done('r2'),
    ],
    [
      '< AgentStartedSpeaking',
      '< audio',
      '> response.cancel',
      '< AgentAudioDone',
      '> response.create',
      '< AgentAudioDone',
    ],
  ],
  [
    'queued, is said while a result is awaited; the call stays open',
    [called, done('r1'), say('One moment.', 'queue'), created('r2'), audioOf('r2'), done('r2'), answered],
    [
      '< call c1 look({})',
      '< assistant: Function call: look({})',
      '< AgentThinking',
      '> response.create',
      '< AgentStartedSpeaking',
      '< audio',
      '> item va_item_4 function_call_output',
      '< AgentThinking',
      '> response.create',
    ],
  ],
  [
    'said while a result is awaited, holds the answer up until it is said',
    [called, done('r1'), say('One moment.', 'queue'), answered, created('r2'), done('r2')],
    [
      '< call c1 look({})',
      '< assistant: Function call: look({})',
      '< AgentThinking',
      '> response.create',
      '> item va_item_4 function_call_output',
      '< AgentThinking',
      '> response.create',
    ],
  ],
  [
    'queued before the response calls, is said while the result is awaited',
    [say('One moment.', 'queue'), called, done('r1')],
    ['< call c1 look({})', '< assistant: Function call: look({})', '< AgentThinking', '> response.create'],
  ],
  [
    'refused by the upstream while a result is awaited, leaves the call open',
    [
      called,
      done('r1'),
      say('One moment.', 'queue'),
      fromUpstream({ type: 'error', error: { code: 'invalid_value', event_id: 'va_response:3' } }),
      answered,
    ],
    [
      '< call c1 look({})',
      '< assistant: Function call: look({})',
      '< AgentThinking',
      '> response.create',
      '< Error invalid_value',
      '> item va_item_4 function_call_output',
      '< AgentThinking',
      '> response.create',
    ],
  ],
];

/** The same, while the user speaks. */
const spoken: readonly (readonly [string, readonly Input[], readonly string[]])[] = [
  [
    'interrupting, is said over them; what they said is answered afterwards',
    [say('hi', 'interrupt'), created('r1'), audioOf('r1'), speechStopped, committed, conflict(null), done('r1')],
    [
      '> response.create',
      '< AgentStartedSpeaking',
      '< audio',
      '< UserStoppedSpeaking',
      '< UtteranceEnd',
      '< AgentAudioDone',
      '< AgentThinking',
      '> response.create',
    ],
  ],
  [
    'interrupting, but behind the answer to them, cuts it short, and it is asked for again',
    [
      say('hi', 'interrupt'),
      speechStopped,
      committed,
      created('r1'),
      conflict('va_response:1'),
      done('r1', 'cancelled'),
      created('r2'),
      done('r2'),
    ],
    [
      '> response.create',
      '< UserStoppedSpeaking',
      '< UtteranceEnd',
      '> response.cancel',
      '< AgentAudioDone',
      '> response.create',
      '< AgentAudioDone',
      '< AgentThinking',
      '> response.create',
    ],
  ],
  ['queued, waits for them', [say('hi', 'queue')], []],
];

describe('InjectAgentMessage', () => {
  it.each(cases)('%s', (_name, inputs, lines) => {
    expect(
      ready()
        .feed(...inputs)
        .lines(),
    ).toEqual(lines);
  });

  it.each(running)('while the agent answers, %s', (_name, inputs, lines) => {
    const play = ready().feed(...asked, created('r1'));
    play.take();
    expect(play.feed(...inputs).lines()).toEqual(lines);
  });

  it.each(spoken)('while the user speaks, %s', (_name, inputs, lines) => {
    const play = ready().feed(speechStarted);
    play.take();
    expect(play.feed(...inputs).lines()).toEqual(lines);
  });

  it('interrupting a request that has not begun, comes first, and the answer follows', () => {
    const play = ready().feed(...asked);
    play.take();
    play.feed(say('hi', 'interrupt'), created('r1'), audioOf('r1'), done('r1', 'cancelled'), created('r2'), done('r2'));
    expect(play.lines()).toEqual([
      '> response.cancel',
      '> conversation.item.delete',
      '< AgentAudioDone',
      '> response.create',
      '< AgentAudioDone',
      '< AgentThinking',
      '> response.create',
    ]);
  });

  it('interrupting an item that is not acknowledged yet, comes first, and the answer follows', () => {
    const play = ready().feed(inject('Hello?'));
    play.take();
    play.feed(say('hi', 'interrupt'), acked(1), created('r1'), done('r1'));
    expect(play.lines()).toEqual(['> response.create', '< AgentAudioDone', '< AgentThinking', '> response.create']);
  });

  it('drops the end of the audio that an interrupting one cuts', () => {
    const play = ready().feed(...asked, created('r1'), audioOf('r1'));
    play.take();
    const effects = play.feed(say('hi', 'interrupt'), done('r1', 'cancelled')).take();
    expect(effects.filter(({ type }) => type === 'client.audioEnd')).toEqual([
      { type: 'client.audioEnd', tail: 'drop' },
    ]);
  });

  it('refuses a further interrupting one when too many wait', () => {
    const play = ready().feed(...asked);
    for (let n = 0; n < 40; n += 1) play.feed(fromClient({ type: 'response.create', response: { metadata: {} } }));
    play.take();
    expect(play.feed(say('hi', 'interrupt')).lines()).toEqual(['< Error TOO_MANY_REQUESTS']);
    expect(play.feed(timer('response')).state.phase).toBe('ready');
  });
});
