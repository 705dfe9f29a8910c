import { describe, expect, it } from '@jest/globals';
import { tone } from '../../test-app/scripts/mock-openai/index.js';
import { decode, durationMs, encode, type AudioFormat } from '../../test-app/scripts/mock-openai/audio.js';

const ULAW: AudioFormat = { type: 'audio/pcmu' };
const ALAW: AudioFormat = { type: 'audio/pcma' };
const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

describe('G.711', () => {
  it.each<[string, AudioFormat, number, number]>([
    ['u-law', ULAW, 0xff, 0],
    ['u-law', ULAW, 0x80, 32_124],
    ['u-law', ULAW, 0x00, -32_124],
    ['A-law', ALAW, 0xd5, 8],
    ['A-law', ALAW, 0x55, -8],
    ['A-law', ALAW, 0xaa, 32_256],
    ['A-law', ALAW, 0x2a, -32_256],
  ])('in %s decodes by the standard (%p %i is %i)', (_, format, byte, sample) => {
    expect([...decode(Buffer.from([byte]), format)]).toEqual([sample, sample, sample]);
  });

  it('encodes every decoded byte back to itself', () => {
    expect(encode(decode(ALL_BYTES, ALAW), ALAW)).toEqual(ALL_BYTES);
    // 0x7f is the negative zero.
    const expected = Buffer.from(ALL_BYTES);
    expected[0x7f] = 0xff;
    expect(encode(decode(ALL_BYTES, ULAW), ULAW)).toEqual(expected);
  });

  it('lasts as long as the samples it is made of', () => {
    const bytes = encode(tone(250), ULAW);
    expect(durationMs(bytes.length, ULAW)).toBe(250);
    expect(decode(bytes, ULAW)).toHaveLength(tone(250).length);
  });
});
