import { describe, expect, it } from '@jest/globals';
import { toneTts } from '../../../test-app/scripts/mock-openai/speech/tone.js';
import { levelDb } from '../audio/signal.js';
import { msOf, say } from './sound.js';

describe('the tone that stands in for a voice', () => {
  it('is audible', async () => {
    expect(levelDb(await say(toneTts, 'hello there'))).toBeGreaterThan(-25);
  });

  it('lasts longer for a longer text and at a lower speed', async () => {
    const short = msOf(await say(toneTts, 'hello there'));
    expect(msOf(await say(toneTts, 'hello there, how are you'))).toBeGreaterThan(1.5 * short);
    expect(msOf(await say(toneTts, 'hello there', { speed: 0.5 }))).toBeGreaterThan(1.5 * short);
  });

  it('begins and ends each beep softly', async () => {
    const beep = await say(toneTts, 'hello');
    const steps = beep.map((sample, i) => Math.abs(sample - (beep[i - 1] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(1_000);
  });

  it('is silent for an empty text', async () => {
    expect(await say(toneTts, ' ')).toHaveLength(0);
  });
});
