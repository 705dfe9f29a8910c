import { describe, expect, it } from '@jest/globals';
import { loadFlite } from '../../../test-app/scripts/mock-openai/speech/flite.js';
import { levelDb } from '../audio/signal.js';
import { msOf, say } from './sound.js';

const TEXT = 'In Paris it is 21 \u00b0C and sunny.';

describe('the synthetic voice', () => {
  it('is audible and takes a plausible time', async () => {
    const audio = await say(await loadFlite(), TEXT);
    expect(levelDb(audio)).toBeGreaterThan(-25);
    expect(msOf(audio)).toBeGreaterThan(2_000);
    expect(msOf(audio)).toBeLessThan(5_000);
  });

  it('says the same text the same way each time', async () => {
    const tts = await loadFlite();
    expect(await say(tts, 'Hello.')).toEqual(await say(tts, 'Hello.'));
  });

  it('has a different sound for alloy, ash and verse, and the first for an unknown name', async () => {
    const tts = await loadFlite();
    const [alloy, ash, verse, unknown, inherited] = await Promise.all(
      ['alloy', 'ash', 'verse', 'nobody', 'constructor'].map((name) => say(tts, 'Hello.', { name })),
    );
    expect(ash).not.toEqual(alloy);
    expect(verse).not.toEqual(alloy);
    expect(verse).not.toEqual(ash);
    expect(unknown).toEqual(alloy);
    expect(inherited).toEqual(alloy);
  });

  it.each([
    [0.5, 2],
    [1.5, 1 / 1.5],
  ])('at speed %f takes %f times as long', async (speed, factor) => {
    const tts = await loadFlite();
    const normal = msOf(await say(tts, TEXT));
    expect(msOf(await say(tts, TEXT, { speed })) / normal / factor).toBeCloseTo(1, 0.5);
  });

  it.each(['', '  ', '...', '\u4f60\u597d'])('yields nothing for %j', async (text) => {
    expect(await say(await loadFlite(), text)).toHaveLength(0);
  });

  it('comes clause by clause, and lets the event loop turn in between', async () => {
    const tts = await loadFlite();
    const order: string[] = [];
    for await (const chunk of tts.speak('One. Two. Three.', { name: 'alloy', speed: 1 })) {
      if (chunk.length > 1_000) {
        order.push('clause');
        setImmediate(() => order.push('turn'));
      }
    }
    expect(order).toEqual(['clause', 'turn', 'clause', 'turn', 'clause']);
  });

  it('is not computed further once nobody listens', async () => {
    const tts = await loadFlite();
    let chunks = 0;
    for await (const _ of tts.speak('One. Two.', { name: 'alloy', speed: 1 })) {
      chunks += 1;
      break;
    }
    expect(chunks).toBe(1);
  });
});
