import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CLIENT_MESSAGES, Simulation, type ClientMessageName, type Command } from './simulation.js';

const RESULTS = ['answer', 'answer', 'answer again', 'answer by name', 'finish run', 'fail run'] as const;
const VOICE = ['interrupt', 'hush', 'transcribe', 'mishear', 'age', 'surprise', 'speak'] as const;
const NETWORK = ['read', 'deliver', 'deliver', 'deliver', 'tick', 'wait'] as const;
const PROGRESS = ['audio', 'audio', 'text', 'call', 'call', 'run', 'completed', 'failed'] as const;
const MESSAGES = Object.keys(CLIENT_MESSAGES) as ClientMessageName[];

const one = (names: readonly Exclude<Command['do'], 'progress' | 'send'>[]) =>
  fc.constantFrom(...names).map((name): Command => ({ do: name }));

/** The network moves more often than people do, so that turns come to an end within a run. */
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...MESSAGES).map((what): Command => ({ do: 'send', what })) },
  { weight: 1, arbitrary: one(['inject']) },
  { weight: 3, arbitrary: one(RESULTS) },
  { weight: 1, arbitrary: one(VOICE) },
  { weight: 9, arbitrary: one(NETWORK) },
  { weight: 4, arbitrary: fc.constantFrom(...PROGRESS).map((what): Command => ({ do: 'progress', what })) },
);

const play = (commands: readonly Command[]): Simulation => {
  const simulation = new Simulation();
  for (const each of commands) simulation.run(each);
  return simulation;
};

const expectNothingOwed = (simulation: Simulation): void => {
  const { observer, upstream } = simulation;
  expect(observer.violations).toEqual([]);
  expect(observer.waitsFor()).toEqual([]);
  expect(simulation.misremembered()).toEqual([]);
  expect(upstream.unanswered).toBe(0);
};

describe('The conversation, under any interleaving of all messages, audio and events', () => {
  it('has one response at a time, asks for and answers each call once, acknowledges each update, ends each turn once, has the upstream remember what was heard, and answers a text at last', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 20, maxLength: 200, size: 'max' }), (commands) => {
        const simulation = play(commands);
        expect(simulation.observer.violations).toEqual([]);
        // At rest before anybody asks again, which would wake what hangs.
        simulation.settle();
        expect([...simulation.observer.violations, ...simulation.observer.waitsFor()]).toEqual([]);
        simulation.run({ do: 'inject' });
        simulation.settle();
        expectNothingOwed(simulation);
        const answers = simulation.observer.responses;
        simulation.run({ do: 'inject' });
        simulation.settle();
        expectNothingOwed(simulation);
        expect(simulation.observer.responses).toBe(answers + 1);
      }),
      { numRuns: 5_000 },
    );
  });
});
