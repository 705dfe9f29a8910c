import { describe, expect, it } from '@jest/globals';
import { encodeG711 } from '../../../test-app/scripts/openai-proxy/audio/g711.js';
import { toBytes } from '../../../test-app/scripts/openai-proxy/audio/pcm.js';
import { wavHeader } from '../../../test-app/scripts/openai-proxy/audio/wav.js';
import { peaksOf, shapeOf } from '../../../test-app/scripts/openai-proxy/inspector/waveform.js';

const PCM = { encoding: 'linear16', sampleRateHz: 8_000 } as const;
/** 10 ms at 8 kHz, loud in its second half. */
const SAMPLES = Int16Array.from({ length: 80 }, (_, index) => (index < 40 ? 0 : -16_384));

describe('A waveform', () => {
  it('is the loudest sample of each stretch', () => {
    expect(peaksOf(Int16Array.of(0, 16_384, -32_768, 8), 2)).toEqual([0.5, 1]);
  });

  it.each([
    ['no samples', 0, 5, 0],
    ['fewer samples than peaks', 3, 5, 3],
    ['a long piece', 10_000, 500, 32],
  ])('of %s has no more peaks than that', (_name, samples, wanted, count) => {
    expect(peaksOf(new Int16Array(samples), wanted)).toHaveLength(count);
  });

  it.each<[string, Uint8Array, Parameters<typeof shapeOf>[1]]>([
    ['PCM', toBytes(SAMPLES), PCM],
    ['PCM at an odd offset', Uint8Array.of(0, ...toBytes(SAMPLES)).subarray(1), PCM],
    ['PCM behind a WAV header', Uint8Array.of(...wavHeader('linear16', 8_000), ...toBytes(SAMPLES)), PCM],
    ['µ-law', encodeG711('mulaw', SAMPLES), { encoding: 'mulaw', sampleRateHz: 8_000 }],
    ['A-law', encodeG711('alaw', SAMPLES), { encoding: 'alaw', sampleRateHz: 8_000 }],
  ])('of %s has its length and its loudness', (_name, bytes, format) => {
    const { ms, peaks } = shapeOf(bytes, format);
    expect(ms).toBe(10);
    expect(peaks).toHaveLength(2);
    expect(peaks[0]).toBeCloseTo(0, 1);
    expect(peaks[1]).toBeCloseTo(0.5, 1);
  });
});
