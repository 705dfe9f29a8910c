import { describe, expect, it } from '@jest/globals';
import type { FunctionOutcome } from '../../../test-app/scripts/openai-proxy/conversation/function-target.js';
import type { Dialect, Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { acked, contextFor, created, done, fromClient, fromUpstream, inject, opening, Play } from './harness.js';

const SETTINGS = { type: 'Settings', agent: { think: { functions: [{ name: 'listen' }] } } };

/** The server runs `look`, the client `listen`; response r1 is running. */
function running(dialect: Dialect = 'strict'): Play {
  const context = contextFor(dialect);
  const functions = [{ type: 'function', name: 'look' } as const];
  const play = new Play({ ...context, defaults: { ...context.defaults, functions } });
  play.feed(...opening(SETTINGS), inject('hi'), acked(1), created('r1')).take();
  return play;
}

const called = (callId: string, name = 'look', responseId = 'r1'): Input =>
  fromUpstream({
    type: 'response.function_call_arguments.done',
    response_id: responseId,
    item_id: `f_${callId}`,
    call_id: callId,
    name,
    arguments: '{}',
  });
const settled = (callId: string, outcome: FunctionOutcome = { status: 'done', content: 'A boat.' }): Input => ({
  type: 'function.settled',
  callId,
  outcome,
});
const failed = (callId: string, code: 'timeout' | 'threw'): Input => settled(callId, { status: 'failed', code });
const answered = (id: string, name: string): Input =>
  fromClient({ type: 'FunctionCallResponse', id, name, content: 'x' });
const speechStarted = fromUpstream({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'u1' });

const STARTED = ['< call c1 look({})', 'run c1 look({})'];
const output = (n: number) => `> item va_item_${n} function_call_output`;
const GOES_ON = ['< AgentThinking', '> response.create'];

const cases: readonly (readonly [string, readonly Input[], readonly string[]])[] = [
  ['begins once the client has been told of it', [called('c1')], STARTED],
  [
    'tells the client its result, and lets the agent go on',
    [called('c1'), done('r1'), settled('c1')],
    [...STARTED, '< FunctionCallResponse', output(3), ...GOES_ON],
  ],
  [
    'that is faster than the end of its response waits for that',
    [called('c1'), settled('c1'), done('r1')],
    [...STARTED, '< FunctionCallResponse', output(3), ...GOES_ON],
  ],
  [
    'and one of the client’s are both waited for, the client’s the last',
    [called('c1'), called('c2', 'listen'), done('r1'), settled('c1'), answered('c2', 'listen')],
    [...STARTED, '< call c2 listen({})', '< FunctionCallResponse', output(3), output(4), ...GOES_ON],
  ],
  [
    'and one of the client’s are both waited for, the server’s the last',
    [called('c1'), called('c2', 'listen'), done('r1'), answered('c2', 'listen'), settled('c1')],
    [...STARTED, '< call c2 listen({})', output(3), '< FunctionCallResponse', output(4), ...GOES_ON],
  ],
  [
    'that fails gives the model an error, and the client a Warning and that error',
    [called('c1'), done('r1'), failed('c1', 'threw')],
    [...STARTED, '< Warning FUNCTION_CALL_FAILED', '< FunctionCallResponse', output(3), ...GOES_ON],
  ],
  [
    'that outlasts its deadline fails',
    [called('c1'), done('r1'), failed('c1', 'timeout')],
    [...STARTED, '< Warning FUNCTION_CALL_FAILED', '< FunctionCallResponse', output(3), ...GOES_ON],
  ],
  [
    'settles once',
    [called('c1'), done('r1'), settled('c1'), settled('c1'), failed('c1', 'timeout')],
    [...STARTED, '< FunctionCallResponse', output(3), ...GOES_ON],
  ],
  [
    'is not the client’s to answer',
    [called('c1'), done('r1'), answered('c1', 'look')],
    [...STARTED, '< Warning UNKNOWN_FUNCTION_CALL'],
  ],
  [
    'is aborted and cancelled when the user cuts in, and its result is nobody’s',
    [called('c1'), done('r1'), speechStarted, settled('c1'), failed('c1', 'timeout')],
    [...STARTED, '< UserStartedSpeaking', '< FunctionCallCancelled', 'abort c1', output(3)],
  ],
  [
    'is cancelled together with one of the client’s, which is not the server’s to abort',
    [called('c1'), called('c2', 'listen'), speechStarted],
    [
      ...STARTED,
      '< call c2 listen({})',
      '< UserStartedSpeaking',
      '< FunctionCallCancelled',
      'abort c1',
      output(3),
      output(4),
    ],
  ],
  [
    'that has settled is not cancelled',
    [called('c1'), settled('c1'), speechStarted],
    [...STARTED, '< FunctionCallResponse', output(3), '< UserStartedSpeaking'],
  ],
  [
    'that completes after the user cut in does not begin',
    [speechStarted, called('c1')],
    ['< UserStartedSpeaking', output(3)],
  ],
  ['of another session settles nothing', [settled('c1')], []],
];

describe('A call that the server runs', () => {
  it.each(cases)('%s', (_name, inputs, expected) => {
    expect(
      running()
        .feed(...inputs)
        .lines(),
    ).toEqual(expected);
  });

  it('has the runner’s deadline alone, not that of a client', () => {
    const timers = running()
      .feed(called('c1'), called('c2', 'listen'))
      .take()
      .flatMap((effect) => (effect.type === 'timer.start' ? [effect.timer] : []));
    expect(timers).toContain('call:c2');
    expect(timers).not.toContain('call:c1');
  });

  it('is told with what the model is told', () => {
    const play = running().feed(called('c1'));
    play.take();
    expect(play.feed(failed('c1', 'timeout')).take()).toMatchObject([
      { message: { type: 'Warning', code: 'FUNCTION_CALL_FAILED' } },
      {
        message: {
          type: 'FunctionCallResponse',
          id: 'c1',
          content: '{"error":"The function did not answer in time."}',
        },
      },
      { type: 'timer.clear', timer: 'call:c1' },
      { message: { type: 'History', function_calls: [{ id: 'c1', client_side: false }] } },
      { event: { item: { call_id: 'c1', output: '{"error":"The function did not answer in time."}' } } },
    ]);
  });
});

const requestsOf = (play: Play) =>
  play
    .take()
    .flatMap((effect) =>
      effect.type === 'client.send' && effect.message.type === 'FunctionCallRequest'
        ? [effect.message.functions.map(({ id, client_side }) => `${id} ${client_side ? 'client' : 'server'}`)]
        : [],
    );

describe('Calls that complete in the same read', () => {
  it('share one FunctionCallRequest, before any of them runs', () => {
    const play = running().read(called('c1'), called('c2', 'listen'), called('c3'));
    expect(play.lines()).toEqual([
      '< call c1 look({})',
      '< call c2 listen({})',
      '< call c3 look({})',
      'run c1 look({})',
      'run c3 look({})',
    ]);
    const again = running().read(called('c1'), called('c2', 'listen'), called('c3'));
    expect(requestsOf(again)).toEqual([['c1 server', 'c2 client', 'c3 server']]);
  });

  it('share it with the end of their response', () => {
    expect(requestsOf(running().read(called('c1'), called('c2'), done('r1')))).toEqual([['c1 server', 'c2 server']]);
  });

  it('as the user cuts in are never requested, and the model is told', () => {
    const play = running().read(called('c1'), called('c2', 'listen'), speechStarted);
    expect(play.lines()).toEqual(['< UserStartedSpeaking', output(3), output(4)]);
  });
});

describe('Calls that complete in different reads', () => {
  it('are each requested as soon as they are complete', () => {
    const play = running().read(called('c1')).read(called('c2'));
    expect(requestsOf(play)).toEqual([['c1 server'], ['c2 server']]);
  });
});
