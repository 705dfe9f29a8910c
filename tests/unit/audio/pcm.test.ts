import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPcmReader, msOfPcm24k, toBytes } from '../../../test-app/scripts/openai-proxy/audio/pcm.js';

describe('a PCM reader', () => {
  it('reads little-endian samples', () => {
    expect([...createPcmReader().push(Uint8Array.of(0x01, 0x02, 0xff, 0xff))]).toEqual([0x0201, -1]);
  });

  it('carries an odd byte to the next chunk, and past an empty one', () => {
    const reader = createPcmReader();
    const read = [[0x01], [], [0x02, 0x03], [0x04]].map((bytes) => [...reader.push(Uint8Array.from(bytes))]);
    expect(read).toEqual([[], [], [0x0201], [0x0403]]);
  });

  it('gives the same samples however the bytes are cut and wherever they lie in memory', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.uint8Array({ maxLength: 9 }), fc.nat({ max: 3 }))), (chunks) => {
        const reader = createPcmReader();
        const read = chunks.flatMap(([bytes, offset]) => {
          const memory = new Uint8Array(offset + bytes.length);
          memory.set(bytes, offset);
          return [...reader.push(memory.subarray(offset))];
        });
        const whole = Buffer.concat(chunks.map(([bytes]) => bytes));
        const expected = Array.from({ length: Math.floor(whole.length / 2) }, (_, i) => whole.readInt16LE(2 * i));
        expect(read).toEqual(expected);
      }),
    );
  });
});

describe('toBytes', () => {
  it('is the inverse of reading, also for a part of a longer array', () => {
    const samples = Int16Array.of(7, 1, -1, 32_767, -32_768).subarray(1);
    expect([...toBytes(samples)]).toEqual([1, 0, 0xff, 0xff, 0xff, 0x7f, 0, 0x80]);
    expect(createPcmReader().push(toBytes(samples))).toEqual(samples);
  });
});

describe('msOfPcm24k', () => {
  it.each([
    [0, 0],
    [48, 1],
    [960, 20],
    [48_000, 1_000],
  ])('counts %i bytes as %i ms', (bytes, ms) => {
    expect(msOfPcm24k(bytes)).toBe(ms);
  });
});
