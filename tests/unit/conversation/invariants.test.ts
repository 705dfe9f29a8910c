import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Simulation, type Command } from './simulation.js';

const clientCommand = fc.constantFrom<
  Command['do'] & ('inject' | 'say' | 'native' | 'update' | 'answer' | 'answer again')
>('inject', 'say', 'native', 'update', 'answer', 'answer again');
const voiceCommand = fc.constantFrom('interrupt' as const, 'hush' as const, 'transcribe' as const);
const networkCommand = fc.constantFrom('read' as const, 'deliver' as const);
const progress = fc.constantFrom(
  'audio' as const,
  'text' as const,
  'call' as const,
  'completed' as const,
  'failed' as const,
);

/** The network moves more often than people do, so that turns come to an end within a run. */
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: clientCommand.map((name) => ({ do: name })) },
  { weight: 2, arbitrary: voiceCommand.map((name) => ({ do: name })) },
  { weight: 8, arbitrary: networkCommand.map((name) => ({ do: name })) },
  { weight: 4, arbitrary: progress.map((what) => ({ do: 'progress' as const, what })) },
);

describe('The conversation, under any interleaving', () => {
  it('never has two responses open, answers each call once, and ends each turn once', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 120 }), (commands) => {
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
