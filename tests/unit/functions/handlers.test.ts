import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { FunctionOutcome } from '../../../test-app/scripts/openai-proxy/conversation/function-target.js';
import {
  createFunctionRunner,
  DEFAULT_ENDPOINT_POLICY,
  type FunctionDefinition,
  type FunctionRunner,
} from '../../../test-app/scripts/openai-proxy/functions.js';

type Run = FunctionDefinition['run'];
type CallOfHandler = Parameters<Run>[1];

const runnerOf = (handlers: Readonly<Record<string, Run>>, timeoutMs = 5_000): FunctionRunner =>
  createFunctionRunner({
    functions: Object.fromEntries(Object.entries(handlers).map(([name, run]) => [name, { run }])),
    policy: { ...DEFAULT_ENDPOINT_POLICY, timeoutMs },
    requestId: 'q1',
  });
const call = (name: string, args = '{}', callId = 'c1') =>
  ({ callId, name, arguments: args, target: { kind: 'handler' } }) as const;
const settled = (runner: FunctionRunner, ...parts: Parameters<typeof call>): Promise<FunctionOutcome> =>
  new Promise((resolve) => runner.run(call(...parts), resolve));
const never = () => new Promise<never>(() => undefined);

function deferred(): { promise: Promise<string>; resolve: (text: string) => void; reject: (error: Error) => void } {
  let settle: Pick<ReturnType<typeof deferred>, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<string>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, resolve: (text) => settle?.resolve(text), reject: (error) => settle?.reject(error) };
}

describe('The result of a handler', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  it.each<readonly [string, unknown, string]>([
    ['a string as it is', 'Sunny, "21" degrees', 'Sunny, "21" degrees'],
    ['an empty string as it is', '', ''],
    ['an object as JSON', { degrees: 21 }, '{"degrees":21}'],
    ['an array as JSON', [1, 'a'], '[1,"a"]'],
    ['a number as JSON', 21, '21'],
    ['null as JSON', null, 'null'],
    ['undefined as null', undefined, 'null'],
    ['a function as null', () => 1, 'null'],
  ])('carries %s', async (_name, result, content) => {
    await expect(settled(runnerOf({ f: () => result }), 'f')).resolves.toEqual({ status: 'done', content });
    await expect(settled(runnerOf({ f: () => Promise.resolve(result) }), 'f')).resolves.toEqual({
      status: 'done',
      content,
    });
  });

  it.each<readonly [string, Run]>([
    [
      'throws',
      () => {
        throw new Error('secret');
      },
    ],
    ['rejects', () => Promise.reject(new Error('secret'))],
    ['returns what contains itself', () => circular],
    ['returns a bigint', () => 1n],
  ])('is a failure without details where it %s', async (_name, run) => {
    await expect(settled(runnerOf({ f: run }), 'f')).resolves.toEqual({ status: 'failed', code: 'threw' });
  });

  it('is told after the call that starts it has returned', async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      runnerOf({}).run(call('f'), () => {
        order.push('settled');
        resolve();
      });
      order.push('started');
    });
    expect(order).toEqual(['started', 'settled']);
  });
});

describe('A result of more bytes than allowed', () => {
  it('is a failed call', async () => {
    const run = () => 'é'.repeat(DEFAULT_ENDPOINT_POLICY.responseBytes / 2 + 1);
    expect(await settled(runnerOf({ look: run }), 'look')).toEqual({ status: 'failed', code: 'too_large' });
  });
});

describe('What a handler gets', () => {
  it('is the parsed arguments and whose call it is', async () => {
    const seen: unknown[] = [];
    const runner = runnerOf({ f: (args, { callId, requestId }) => seen.push(args, callId, requestId) });
    await settled(runner, 'f', '{"city":"Oslo","days":[1,2]}', 'c7');
    expect(seen).toEqual([{ city: 'Oslo', days: [1, 2] }, 'c7', 'q1']);
  });

  it.each(['', ' \n'])('is an empty object for the arguments %j', async (args) => {
    await expect(settled(runnerOf({ f: (values) => values }), 'f', args)).resolves.toEqual({
      status: 'done',
      content: '{}',
    });
  });

  it.each(['{"city":', 'Oslo', '"Oslo"', '[1]', 'null', '7'])('is never the arguments %s', async (args) => {
    let runs = 0;
    const outcome = await settled(runnerOf({ f: () => (runs += 1) }), 'f', args);
    expect(outcome).toEqual({ status: 'failed', code: 'invalid_arguments' });
    expect(runs).toBe(0);
  });
});

describe('A name without a handler', () => {
  it.each(['other', 'constructor', 'toString', '__proto__'])('fails for %s', async (name) => {
    await expect(settled(runnerOf({ f: () => 'ok' }), name)).resolves.toEqual({
      status: 'failed',
      code: 'unknown_function',
    });
  });
});

describe('A handler that takes too long', () => {
  it('is told so and no longer waited for', async () => {
    let signal: AbortSignal | undefined;
    const runner = runnerOf(
      {
        f: (_args, running: CallOfHandler) => {
          signal = running.signal;
          return never();
        },
      },
      1,
    );
    await expect(settled(runner, 'f')).resolves.toEqual({ status: 'failed', code: 'timeout' });
    expect(signal?.aborted).toBe(true);
  });

  it('settles its call once, whatever becomes of it', async () => {
    const outcomes: FunctionOutcome[] = [];
    const late = deferred();
    const runner = runnerOf({ f: () => late.promise }, 1);
    await new Promise<void>((resolve) => {
      runner.run(call('f'), (outcome) => {
        outcomes.push(outcome);
        resolve();
      });
    });
    late.reject(new Error('late'));
    await settled(runner, 'none', '{}', 'c2');
    expect(outcomes).toEqual([{ status: 'failed', code: 'timeout' }]);
  });
});

describe('An aborted call of a handler', () => {
  const abortions: Readonly<Record<string, (runner: FunctionRunner) => void>> = {
    'by its id': (runner) => runner.abort('c1'),
    'with all others': (runner) => runner.abortAll(),
    'by another call of its id': (runner) => runner.run(call('none'), () => undefined),
  };

  it.each(Object.entries(abortions))('is told so and never settles (%s)', async (_name, abort) => {
    const outcomes: FunctionOutcome[] = [];
    const signals: AbortSignal[] = [];
    const results: ((result: string) => void)[] = [];
    const runner = runnerOf({
      f: (_args, { signal }) => {
        signals.push(signal);
        return new Promise((resolve) => results.push(resolve));
      },
    });
    runner.run(call('f'), (outcome) => outcomes.push(outcome));
    abort(runner);
    for (const resolve of results) resolve('late');
    await settled(runner, 'none', '{}', 'c2');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(outcomes).toEqual([]);
  });

  it('leaves the other calls alone', async () => {
    const result = deferred();
    const runner = runnerOf({ f: () => result.promise });
    const other = settled(runner, 'f', '{}', 'c2');
    runner.run(call('f'), () => undefined);
    runner.abort('c1');
    result.resolve('ok');
    await expect(other).resolves.toEqual({ status: 'done', content: 'ok' });
  });

  it('may be one that does not run', () => {
    const runner = runnerOf({});
    expect(() => {
      runner.abort('c1');
      runner.abortAll();
    }).not.toThrow();
  });
});

describe('The deadline of a handler', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is dropped with the end of its call', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    const runner = runnerOf({ f: () => 'ok', g: never });
    const outcome = settled(runner, 'f');
    runner.run(call('g', '{}', 'c2'), () => undefined);
    expect(jest.getTimerCount()).toBe(2);
    await outcome;
    expect(jest.getTimerCount()).toBe(1);
    runner.abort('c2');
    expect(jest.getTimerCount()).toBe(0);
  });
});
