import { describe, expect, it } from '@jest/globals';
import { decodeG711, encodeG711, type G711Law } from '../../../test-app/scripts/openai-proxy/audio/g711.js';

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const LAWS: readonly G711Law[] = ['mulaw', 'alaw'];

describe('G.711', () => {
  it.each<[G711Law, number, number]>([
    ['mulaw', 0xff, 0],
    ['mulaw', 0x80, 32_124],
    ['mulaw', 0x00, -32_124],
    ['alaw', 0xd5, 8],
    ['alaw', 0x55, -8],
    ['alaw', 0xaa, 32_256],
    ['alaw', 0x2a, -32_256],
  ])('in %s decodes 0x%i by the standard', (law, byte, sample) => {
    expect([...decodeG711(law, Uint8Array.of(byte))]).toEqual([sample]);
  });

  it.each(LAWS)('in %s encodes every decoded byte back to itself, but for the negative zero', (law) => {
    const expected = ALL_BYTES.slice();
    if (law === 'mulaw') expected[0x7f] = 0xff;
    expect(encodeG711(law, decodeG711(law, ALL_BYTES))).toEqual(expected);
  });

  it.each(LAWS)('in %s changes no sample by more than the step at its level', (law) => {
    const samples = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
    const back = decodeG711(law, encodeG711(law, samples));
    const off = samples.findIndex(
      (sample, i) => Math.abs(sample - (back[i] ?? 0)) > Math.max(16, Math.abs(sample) / 16),
    );
    expect(off).toBe(-1);
  });
});
