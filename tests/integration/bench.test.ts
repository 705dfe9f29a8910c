import { beforeAll, describe, expect, it } from '@jest/globals';
import { bundlePrograms } from '../../test-app/scripts/bench/bundle.js';
import { goalsOf } from '../../test-app/scripts/bench/goals.js';
import { QUICK_PLAN } from '../../test-app/scripts/bench/plan.js';
import { runBench } from '../../test-app/scripts/bench/run.js';
import { resultTables } from '../../test-app/scripts/bench/tables.js';
import { Track } from '../../test-app/scripts/bench/track.js';

const DEADLINE_MS = 60_000;
const RELAYS = ['raw', 'proxy'] as const;

const TINY_PLAN = {
  ...QUICK_PLAN,
  steady: [
    {
      section: 'sessions',
      label: 'tiny',
      microphone: { rateHz: 16_000, frameBytes: 640 },
      sessions: 2,
      rounds: 1,
      targets: RELAYS,
    },
  ],
  steadyMs: { firstMs: 300, warmUpMs: 100, measureMs: 300 },
  throughput: { rounds: 1, targets: RELAYS, warmUpMs: 1, measureMs: 1 },
} as const;

describe('A round of the benchmark', () => {
  beforeAll(bundlePrograms, DEADLINE_MS);

  it(
    'has figures for the raw relay and for the proxy',
    async () => {
      const results = await runBench({ plan: TINY_PLAN, sections: ['sessions', 'throughput'] });

      const [round] = results.steady.flatMap(({ rounds }) => rounds);
      for (const target of RELAYS) {
        const figures = round?.[target];
        expect(figures?.deliveredShare).toBeGreaterThanOrEqual(0);
        expect(figures?.deliveredShare).toBeLessThanOrEqual(1);
        expect(figures?.cpuMs).toBeGreaterThan(0);
        expect(figures?.settingsMs).toBeGreaterThan(0);
        expect(figures?.up.p50Ms).toBeGreaterThan(0);
        expect(figures?.down.p50Ms).toBeGreaterThan(0);
        expect(results.steady[0]?.fresh[target]?.activeBytes).toEqual(expect.any(Number));
      }
      expect(results.throughput.map(({ direction }) => direction)).toEqual(['down', 'up']);
      for (const { rounds } of results.throughput) {
        expect(rounds).toEqual([{ raw: expect.any(Number), proxy: expect.any(Number) }]);
      }
      const tables = resultTables(results);
      for (const { title } of goalsOf(results)) expect(tables).toContain(title);
      expect(tables).toContain('2 sessions, microphone tiny');
    },
    DEADLINE_MS,
  );
});

describe('The latency of a frame', () => {
  const sendAt = (track: Track, ...moments: readonly number[]) => {
    for (const at of moments) track.sent({ at, due: at });
  };

  it('ends with the arrival of its last part, but for what a resampler holds back', () => {
    const track = new Track(20);
    sendAt(track, 100, 120);
    track.arrived(10, 101);
    track.arrived(8, 103);
    track.arrived(19, 130);
    expect(track.latenciesMs).toEqual([3, 10]);
  });

  it('is known for each frame of several that arrive as one', () => {
    const track = new Track(8);
    sendAt(track, 0, 8, 16);
    track.arrived(24, 20);
    expect(track.latenciesMs).toEqual([20, 12, 4]);
  });

  it('does not count for frames of the warm-up', () => {
    const track = new Track(20);
    track.sent('unmeasured');
    sendAt(track, 20);
    track.arrived(40, 25);
    expect(track.latenciesMs).toEqual([5]);
    expect(track.measured).toBe(1);
  });

  it('is too long when the frame was due more than 250 ms ago, even if it was sent late', () => {
    const track = new Track(20);
    track.sent({ at: 300, due: 0 });
    sendAt(track, 310);
    track.arrived(20, 301);
    track.arrived(20, 560);
    expect(track.latenciesMs).toEqual([1, 250]);
    expect(track.inTime).toBe(1);
  });
});
