import { describe, expect, it } from '@jest/globals';
import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { acked, created, done, fromClient, fromUpstream, inject, ready, timer } from './harness.js';

const called = (callId: string, responseId = 'r1'): Input =>
  fromUpstream({
    type: 'response.function_call_arguments.done',
    response_id: responseId,
    item_id: `f_${callId}`,
    call_id: callId,
    name: 'look',
    arguments: '{}',
  });
const answered = (id: string): Input => fromClient({ type: 'FunctionCallResponse', id, name: 'look', content: 'seen' });

/** The same, from a running response r1 that may call functions. */
const callCases: readonly (readonly [string, readonly Input[], readonly string[]])[] = [
  [
    'goes on once after the last of several results, whatever their order',
    [called('c1'), called('c2'), done('r1'), answered('c2'), answered('c1')],
    [
      '< call c1 look({})',
      '< call c2 look({})',
      '> item va_item_3 function_call_output',
      '> item va_item_4 function_call_output',
      '< AgentThinking',
      '> response.create',
    ],
  ],
  [
    'waits for response.done when the result is there first',
    [called('c1'), answered('c1'), done('r1')],
    ['< call c1 look({})', '> item va_item_3 function_call_output', '< AgentThinking', '> response.create'],
  ],
  [
    'keeps the turn open over a chain of calls',
    [
      called('c1'),
      done('r1'),
      answered('c1'),
      created('r2'),
      called('c2', 'r2'),
      done('r2'),
      answered('c2'),
      created('r3'),
      done('r3'),
    ],
    [
      '< call c1 look({})',
      '> item va_item_3 function_call_output',
      '< AgentThinking',
      '> response.create',
      '< call c2 look({})',
      '> item va_item_5 function_call_output',
      '< AgentThinking',
      '> response.create',
      '< AgentAudioDone',
    ],
  ],
  [
    'requests a call once, from whichever event it is read',
    [
      called('c1'),
      called('c1'),
      fromUpstream({
        type: 'response.output_item.done',
        response_id: 'r1',
        item: { id: 'f_c1', type: 'function_call', status: 'completed', call_id: 'c1', name: 'look', arguments: '{}' },
      }),
    ],
    ['< call c1 look({})'],
  ],
  [
    'warns of a second result, and sends it nowhere',
    [called('c1'), done('r1'), answered('c1'), answered('c1')],
    [
      '< call c1 look({})',
      '> item va_item_3 function_call_output',
      '< AgentThinking',
      '> response.create',
      '< Warning UNKNOWN_FUNCTION_CALL',
    ],
  ],
  ['warns of a result that nobody asked for', [answered('c9')], ['< Warning UNKNOWN_FUNCTION_CALL']],
  [
    'gives the model an error when the client does not answer in time',
    [called('c1'), done('r1'), timer('call:c1')],
    [
      '< call c1 look({})',
      '< Warning FUNCTION_CALL_FAILED',
      '> item va_item_3 function_call_output',
      '< AgentThinking',
      '> response.create',
    ],
  ],
  [
    'answers a message that came during a call together with the result',
    [called('c1'), done('r1'), inject('more'), acked(3), answered('c1')],
    [
      '< call c1 look({})',
      '< user: more',
      '> item va_item_3 message',
      '> item va_item_4 function_call_output',
      '< AgentThinking',
      '> response.create',
    ],
  ],
  [
    'does not request a call whose arguments break off',
    [
      fromUpstream({
        type: 'response.function_call_arguments.done',
        response_id: 'r1',
        item_id: 'f1',
        call_id: 'c1',
        name: 'look',
        arguments: '{"at":',
      }),
      done('r1', 'incomplete'),
    ],
    ['< AgentAudioDone', '< Warning response_incomplete'],
  ],
  [
    'answers a call with unreadable arguments itself, so that the model can try again',
    [
      fromUpstream({
        type: 'response.output_item.done',
        response_id: 'r1',
        item: {
          id: 'f1',
          type: 'function_call',
          status: 'completed',
          call_id: 'c1',
          name: 'look',
          arguments: '{"at":',
        },
      }),
      done('r1'),
    ],
    ['> item va_item_3 function_call_output', '< AgentThinking', '> response.create'],
  ],
  [
    'asks the client for nothing when the call completes after the user cut in',
    [fromUpstream({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0 }), called('c1')],
    ['< UserStartedSpeaking', '> item va_item_3 function_call_output'],
  ],
];

describe('Turn: function calls', () => {
  it.each(callCases)('%s', (_name, inputs, expected) => {
    const play = ready('strict').feed(inject('hi'), acked(1), created('r1'));
    play.take();
    expect(play.feed(...inputs).lines()).toEqual(expected);
  });
});
