import { describe, expect, it } from '@jest/globals';
import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { acked, audioOf, created, done, fromUpstream, inject, ready, timer } from './harness.js';

const CONFLICT = 'conversation_already_has_active_response';
const refused = (eventId: string | null, code = CONFLICT): Input =>
  fromUpstream({ type: 'error', error: { code, event_id: eventId } });
const spoken = (responseId: string, text: string): Input =>
  fromUpstream({
    type: 'response.output_text.done',
    response_id: responseId,
    item_id: `i_${text}`,
    content_index: 0,
    text,
  });

const ASKED = ['< user: hi', '> item va_item_1 message', '< AgentThinking', '> response.create'];

/** Inputs to a ready session of the strict dialect, and everything that then goes out on either leg. */
const cases: readonly (readonly [string, readonly Input[], readonly string[]])[] = [
  ['asks only after the item is acknowledged', [inject('hi')], ASKED.slice(0, 2)],
  ['asks once, however often the item is acknowledged', [inject('hi'), acked(1), acked(1)], ASKED],
  ['asks anyway when no acknowledgement comes in time', [inject('hi'), timer('response')], ASKED],
  [
    'ignores the acknowledgement of another item',
    [inject('hi'), fromUpstream({ type: 'conversation.item.added', item: { id: 'foreign' } })],
    ASKED.slice(0, 2),
  ],
  [
    'answers two messages that wait together with one response',
    [inject('hi'), inject('there'), acked(1), acked(2)],
    [
      '< user: hi',
      '> item va_item_1 message',
      '< user: there',
      '> item va_item_2 message',
      '< AgentThinking',
      '> response.create',
    ],
  ],
  [
    'remembers a request while a response runs, and sends it after response.done',
    [inject('hi'), acked(1), created('r1'), inject('more'), acked(3), done('r1')],
    [...ASKED, '< user: more', '> item va_item_3 message', '< AgentAudioDone', '< AgentThinking', '> response.create'],
  ],
  [
    'asks again after response.done when another response came first',
    [inject('hi'), acked(1), refused('va_response:2'), created('vad'), done('vad')],
    [...ASKED, '< AgentAudioDone', '< AgentThinking', '> response.create'],
  ],
  [
    'asks again when the response that came first was already seen',
    [inject('hi'), acked(1), created('vad'), refused('va_response:2'), done('vad')],
    [...ASKED, '< AgentAudioDone', '< AgentThinking', '> response.create'],
  ],
  [
    'asks again as soon as the response that came first is done, though it was never announced',
    [inject('hi'), acked(1), refused('va_response:2'), done('vad')],
    [...ASKED, '< AgentThinking', '> response.create'],
  ],
  [
    'asks again by itself when the response that came first is never seen',
    [inject('hi'), acked(1), refused('va_response:2'), timer('response')],
    [...ASKED, '< AgentThinking', '> response.create'],
  ],
  [
    'does not ask twice for one refusal',
    [inject('hi'), acked(1), refused('va_response:2'), refused('va_response:2'), created('vad'), done('vad')],
    [...ASKED, '< AgentAudioDone', '< AgentThinking', '> response.create'],
  ],
  [
    'ends the turn with an Error when the request is refused for good',
    [inject('hi'), acked(1), refused('va_response:2', 'invalid_value')],
    [...ASKED, '< Error invalid_value', '< AgentAudioDone'],
  ],
  [
    'ends the turn with an Error when the item is refused',
    [inject('hi'), refused('va_create:va_item_1', 'invalid_value')],
    ['< user: hi', '> item va_item_1 message', '< Error invalid_value', '< AgentAudioDone'],
  ],
  [
    'ends the turn with an Error when no response begins in time',
    [inject('hi'), acked(1), timer('response')],
    [...ASKED, '< AgentAudioDone', '< Error RESPONSE_TIMEOUT'],
  ],
  [
    'cancels a response that does not end in time',
    [inject('hi'), acked(1), created('r1'), timer('response')],
    [...ASKED, '> response.cancel', '< AgentAudioDone', '< Error RESPONSE_TIMEOUT'],
  ],
  [
    'follows a response that the upstream began by itself',
    [created('vad'), audioOf('vad'), done('vad')],
    ['< AgentThinking', '< AgentStartedSpeaking', '< audio', '< AgentAudioDone'],
  ],
  [
    'ends a turn once, however often response.done comes',
    [inject('hi'), acked(1), created('r1'), done('r1'), done('r1')],
    [...ASKED, '< AgentAudioDone'],
  ],
  [
    'lets no event but response.done end a response',
    [
      inject('hi'),
      acked(1),
      created('r1'),
      fromUpstream({ type: 'response.output_audio.done', response_id: 'r1' }),
      spoken('r1', 'yes'),
      inject('more'),
      acked(3),
    ],
    [...ASKED, '< AgentStartedSpeaking', '< assistant: yes', '< user: more', '> item va_item_3 message'],
  ],
  [
    'drops audio of a response that is over',
    [inject('hi'), acked(1), created('r1'), done('r1', 'cancelled'), audioOf('r1')],
    [...ASKED, '< AgentAudioDone'],
  ],
  [
    'does not take the end of an unseen, cancelled response for its own',
    [inject('hi'), acked(1), done('other', 'cancelled'), created('r1'), done('r1')],
    [...ASKED, '< AgentAudioDone'],
  ],
  [
    'converses with an upstream that never announces a response',
    [inject('hi'), acked(1), spoken('r1', 'yes'), inject('more'), acked(3)],
    [
      ...ASKED,
      '< AgentStartedSpeaking',
      '< assistant: yes',
      '< user: more',
      '> item va_item_3 message',
      '< AgentAudioDone',
      '< AgentThinking',
      '> response.create',
    ],
  ],
  [
    'ends an unannounced response after silence',
    [inject('hi'), acked(1), spoken('r1', 'yes'), timer('response')],
    [...ASKED, '< AgentStartedSpeaking', '< assistant: yes', '< AgentAudioDone'],
  ],
];

describe('Turn: a conflict that never clears', () => {
  it('ends the turn with an Error once a response should have begun', () => {
    const play = ready('strict').feed(inject('hi'), acked(1), refused('va_response:2'));
    play.take();
    Object.assign(play.context, { now: play.context.deadlines.responseStartMs });
    expect(play.feed(timer('response')).lines()).toEqual(['< AgentAudioDone', '< Error RESPONSE_TIMEOUT']);
  });
});

describe('Turn: response.create discipline', () => {
  it.each(cases)('%s', (_name, inputs, expected) => {
    expect(
      ready('strict')
        .feed(...inputs)
        .lines(),
    ).toEqual(expected);
  });
});
