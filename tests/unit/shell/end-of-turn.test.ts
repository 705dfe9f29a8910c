import { describe, expect, it } from '@jest/globals';
import { atEndOfTurn } from '../../../test-app/scripts/openai-proxy/end-of-turn.js';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('What is put off until the end of a turn of the event loop', () => {
  it('happens in order, and in one go', async () => {
    const done: string[] = [];
    atEndOfTurn(() => done.push('first'));
    atEndOfTurn(() => done.push('second'));
    expect(done).toEqual([]);
    await turn();
    expect(done).toEqual(['first', 'second']);
  });

  it('happens in the next turn when it is asked for in this one', async () => {
    const done: string[] = [];
    atEndOfTurn(() => atEndOfTurn(() => done.push('next')));
    await turn();
    expect(done).toEqual([]);
    await turn();
    expect(done).toEqual(['next']);
  });
});
