import { beforeAll, describe, expect, it } from '@jest/globals';
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

/** The output of a tone without its first and last 50 ms, where it begins and ends abruptly. */
function steady(rates: Rates, hz: number, seconds = 0.5): Int16Array {
  const edge = Math.floor(rates.to / 20);
  return resample(rates, tone(hz, rates.from, seconds)).subarray(edge, -edge);
}

const SWEEP_STEPS = 48;

const TONE_DB = levelDb(tone(1_000, 8_000, 1));

/** Tones from 20 Hz to just below the source's Nyquist frequency, and what becomes of each, in dB. */
function sweep(rates: Rates): { hz: number; gainDb: number; restDb: number }[] {
  const highest = rates.from / 2 - 60;
  return Array.from({ length: SWEEP_STEPS + 1 }, (_, step) => {
    const hz = Math.round(20 + ((highest - 20) * step) / SWEEP_STEPS);
    const output = steady(rates, hz, 0.15);
    const gainDb = levelDb(output) - TONE_DB;
    return { hz, gainDb, restDb: gainDb - snrDb(output, hz, rates.to) };
  });
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

describe('a sweep over all frequencies', () => {
  describe.each(PAIRS)('from $from Hz to $to Hz', (rates) => {
    const nyquist = Math.min(rates.from, rates.to) / 2;
    let steps: ReturnType<typeof sweep> = [];
    beforeAll(() => {
      steps = sweep(rates);
    });

    it('has less than 0.5 dB of ripple up to 0.85 of the lower Nyquist frequency', () => {
      const gains = steps.filter(({ hz }) => hz <= 0.85 * nyquist).map(({ gainDb }) => gainDb);
      expect(Math.max(...gains) - Math.min(...gains)).toBeLessThan(0.5);
    });

    it('leaves nothing above -60 dB but the tone itself, and that only below the lower Nyquist frequency', () => {
      const loudest = steps.map(({ hz, gainDb, restDb }) => ({ hz, db: hz < nyquist ? restDb : gainDb }));
      expect(loudest).toHaveLength(SWEEP_STEPS + 1);
      expect(loudest.filter(({ db }) => db > -60)).toEqual([]);
    });
  });
});

const NOISE = Int16Array.from({ length: 9_000 }, (_, i) => ((i * 7_919 + ((i * i) % 613) * 97) % 65_536) - 32_768);

/** Whether two signals are the same, bit for bit; faster than a deep comparison. */
const isSame = (a: Int16Array, b: Int16Array): boolean =>
  Buffer.compare(Buffer.from(a.slice().buffer), Buffer.from(b.slice().buffer)) === 0;

describe('a stream that is cut anywhere', () => {
  it.each(ALL_PAIRS)('comes out the same, bit for bit, from $from Hz to $to Hz', (rates) => {
    const whole = resample(rates, NOISE);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: NOISE.length }), { maxLength: 20 }), (cuts) => {
        const resampler = createResampler(rates);
        const edges = [0, ...cuts.sort((a, b) => a - b), NOISE.length];
        const parts = edges.slice(1).map((end, i) => resampler.push(NOISE.subarray(edges[i], end)));
        return isSame(concat([...parts, resampler.flush()]), whole);
      }),
      { numRuns: 10 },
    );
  });
});

describe('a stream of ten minutes', () => {
  it.each<Rates & { periodHz: number }>([
    { from: 48_000, to: 24_000, periodHz: 1_000 },
    { from: 44_100, to: 24_000, periodHz: 300 },
    { from: 24_000, to: 22_050, periodHz: 150 },
  ])('is as well aligned at its end as at its beginning, from $from Hz to $to Hz', ({ periodHz, ...rates }) => {
    const minutes = 10;
    const chunkSamples = 7_919;
    const resampler = createResampler(rates);
    const period = rates.from / periodHz;
    const source = tone(periodHz, rates.from, 1);
    const total = minutes * 60 * rates.from;
    let length = 0;
    let last: Int16Array = new Int16Array(0);
    for (let read = 0; read < total; read += chunkSamples) {
      const phase = read % period;
      last = resampler.push(source.subarray(phase, phase + Math.min(chunkSamples, total - read)));
      length += last.length;
    }
    const rest = resampler.flush();

    expect(length + rest.length).toBe(minutes * 60 * rates.to);
    const first = resample(rates, source);
    const start = (length - last.length) % (rates.to / periodHz);
    const skipped = rates.to / periodHz;
    expect(isSame(last, first.subarray(skipped + start, skipped + start + last.length))).toBe(true);
  });
});

describe('streams side by side', () => {
  it('do not disturb each other', () => {
    const streams = [...PAIRS, ...PAIRS].map((rates, i) => ({
      resampler: createResampler(rates),
      source: NOISE.map((sample) => sample >> (i % 5)),
      rates,
      parts: new Array<Int16Array>(),
    }));
    for (let read = 0; read < NOISE.length; read += 450) {
      for (const { resampler, source, parts } of streams) parts.push(resampler.push(source.subarray(read, read + 450)));
    }
    for (const { resampler, source, rates, parts } of streams) {
      expect(isSame(concat([...parts, resampler.flush()]), resample(rates, source))).toBe(true);
    }
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
