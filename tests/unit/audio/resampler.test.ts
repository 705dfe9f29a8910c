import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createResampler,
  SAMPLE_RATES_HZ,
  type SampleRate,
} from '../../../test-app/scripts/openai-proxy/audio/resampler.js';
import { concat, frequencyOf, levelDb, snrDb, tone } from './signal.js';

interface Rates {
  readonly from: SampleRate;
  readonly to: SampleRate;
}

const OTHERS = SAMPLE_RATES_HZ.filter((rate) => rate !== 24_000);
const PAIRS: readonly Rates[] = OTHERS.flatMap((rate) => [
  { from: rate, to: 24_000 },
  { from: 24_000, to: rate },
]);
const DOWN = PAIRS.filter(({ from, to }) => to < from);
const ALL_PAIRS = SAMPLE_RATES_HZ.flatMap((from) => SAMPLE_RATES_HZ.map((to) => ({ from, to })));

function resample(rates: Rates, samples: Int16Array): Int16Array {
  const resampler = createResampler(rates);
  return concat([resampler.push(samples), resampler.flush()]);
}

/** The output of a long tone without its first and last 50 ms, where it begins and ends abruptly. */
function steady(rates: Rates, hz: number): Int16Array {
  const edge = rates.to / 20;
  return resample(rates, tone(hz, rates.from, 0.5)).subarray(edge, -edge);
}

describe('a resampled tone', () => {
  describe.each(PAIRS)('from $from Hz to $to Hz', (rates) => {
    const nyquist = Math.min(rates.from, rates.to) / 2;

    it.each([0.05, 0.4, 0.85])('keeps its frequency and its level at %f of the lower Nyquist frequency', (part) => {
      const hz = Math.round(part * nyquist);
      const output = steady(rates, hz);
      expect(Math.abs(frequencyOf(output, rates.to) / hz - 1)).toBeLessThan(0.005);
      expect(Math.abs(levelDb(output) - levelDb(tone(hz, rates.from, 0.5)))).toBeLessThan(0.5);
    });
  });

  it.each([
    { hz: 3_000, least: 80 },
    { hz: 6_000, least: 75 },
    { hz: 5_990, least: 75 },
  ])('has $least dB of signal to noise at $hz Hz from 16 kHz to 24 kHz', ({ hz, least }) => {
    expect(snrDb(steady({ from: 16_000, to: 24_000 }, hz), hz, 24_000)).toBeGreaterThan(least);
  });

  it.each(DOWN)('leaves no alias above -60 dB from $from Hz to $to Hz', (rates) => {
    const nyquist = rates.to / 2;
    for (const hz of [nyquist + 20, 1.1 * nyquist, Math.min(1.3 * nyquist, rates.from / 2 - 20)]) {
      expect(levelDb(steady(rates, hz)) - levelDb(tone(hz, rates.from, 0.5))).toBeLessThan(-60);
    }
  });
});

describe('a stream that is cut anywhere', () => {
  it('comes out the same, bit for bit', () => {
    const source = Int16Array.from({ length: 9_000 }, (_, i) => ((i * 7_919 + ((i * i) % 613) * 97) % 65_536) - 32_768);
    fc.assert(
      fc.property(
        fc.constantFrom(...ALL_PAIRS),
        fc.array(fc.integer({ min: 0, max: source.length }), { maxLength: 20 }),
        (rates, cuts) => {
          const resampler = createResampler(rates);
          const edges = [0, ...cuts.sort((a, b) => a - b), source.length];
          const parts = edges.slice(1).map((end, i) => resampler.push(source.subarray(edges[i], end)));
          const pieces = concat([...parts, resampler.flush()]);
          return Buffer.compare(Buffer.from(pieces.buffer), Buffer.from(resample(rates, source).slice().buffer)) === 0;
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the length of the output', () => {
  it.each(ALL_PAIRS)('is the input at the new rate, rounded up, from $from Hz to $to Hz', (rates) => {
    for (const length of [0, 1, 147, 5_000]) {
      expect(resample(rates, new Int16Array(length))).toHaveLength(Math.ceil((length * rates.to) / rates.from));
    }
  });
});

describe('flush', () => {
  it('starts a new stream that hears nothing of the one before', () => {
    const resampler = createResampler({ from: 16_000, to: 24_000 });
    const first = concat([resampler.push(tone(700, 16_000, 0.1)), resampler.flush()]);
    const second = concat([resampler.push(tone(700, 16_000, 0.1)), resampler.flush()]);
    expect(second).toEqual(first);
  });
});

describe('loud input', () => {
  it('is clipped, and never wraps around', () => {
    const square = Int16Array.from({ length: 16_000 }, (_, i) => (Math.floor(i / 40) % 2 === 0 ? 32_767 : -32_768));
    const output = resample({ from: 16_000, to: 24_000 }, square);
    const wrong = output.filter((sample, i) => i % 60 === 30 && sample > 0 !== (Math.floor(i / 60) % 2 === 0));
    expect(wrong).toHaveLength(0);
    expect(output.filter((sample) => sample === 32_767 || sample === -32_768).length).toBeGreaterThan(100);
  });
});

describe('equal rates', () => {
  it('hand the samples on untouched', () => {
    const resampler = createResampler({ from: 24_000, to: 24_000 });
    const samples = Int16Array.of(1, -2, 3);
    expect(resampler.push(samples)).toBe(samples);
    expect(resampler.flush()).toHaveLength(0);
  });
});
