import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Simulation, type Command } from './simulation.js';

const CLIENT = ['inject', 'say', 'native', 'update'] as const;
const RESULTS = ['answer', 'answer again'] as const;
const VOICE = ['interrupt', 'hush', 'transcribe', 'age'] as const;
const NETWORK = ['read', 'deliver'] as const;
const PROGRESS = ['audio', 'text', 'call', 'call', 'completed', 'failed'] as const;

const one = (names: readonly Exclude<Command['do'], 'progress'>[]) =>
  fc.constantFrom(...names).map((name): Command => ({ do: name }));

/** The network moves more often than people do, so that turns come to an end within a run. */
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: one(CLIENT) },
  { weight: 3, arbitrary: one(RESULTS) },
  { weight: 1, arbitrary: one(VOICE) },
  { weight: 9, arbitrary: one(NETWORK) },
  { weight: 4, arbitrary: fc.constantFrom(...PROGRESS).map((what): Command => ({ do: 'progress', what })) },
);

describe('The conversation, under any interleaving', () => {
  it('never has two responses open, answers each call once, and ends each turn once', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 20, maxLength: 200, size: 'max' }), (commands) => {
        const simulation = new Simulation();
        for (const each of commands) simulation.run(each);
        expect(simulation.observer.violations).toEqual([]);
        simulation.settle();
        expect(simulation.observer.violations).toEqual([]);
        expect(simulation.observer.waitsFor()).toEqual([]);
        expect(simulation.unanswered).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });
});
