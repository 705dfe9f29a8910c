import { join } from 'node:path';
import type { Direction } from './flood.js';
import { measureThroughput } from './flood.js';
import type { Plan, Section, SteadyPlan } from './plan.js';
import type { PerTarget, Results, StallResult, StartupRound, SteadyResult, ThroughputResult } from './results.js';
import { measureStall } from './stall.js';
import { measureSteady } from './steady.js';
import { startProgram, startTarget, type Target, type TargetName } from './target.js';
import { startUpstream, type Upstream } from './upstream.js';

export interface RunOptions {
  readonly plan: Plan;
  readonly sections: readonly Section[];
  /** For CPU profiles, a folder for each target. Default: none are taken. */
  readonly profileFolder?: string | undefined;
  /** Told what is going on, a line at a time. Default: nobody is. */
  readonly onProgress?: (line: string) => void;
}

type Durations = Pick<Plan['steadyMs'], 'warmUpMs' | 'measureMs'>;

const DIRECTIONS = ['down', 'up'] as const;
const BURST_BYTES: Readonly<Record<Direction, number>> = { down: 200e6, up: 100e6 };

/** Measures the sections one after the other; the programs must have been bundled. */
export async function runBench(options: RunOptions): Promise<Results> {
  const upstream = await startUpstream();
  try {
    return await new Bench(options, upstream).run();
  } finally {
    await upstream.close();
  }
}

class Bench {
  readonly #options: RunOptions;
  readonly #upstream: Upstream;

  constructor(options: RunOptions, upstream: Upstream) {
    this.#options = options;
    this.#upstream = upstream;
  }

  async run(): Promise<Results> {
    const { plan, sections } = this.#options;
    const steady: SteadyResult[] = [];
    for (const cell of plan.steady.filter(({ section }) => sections.includes(section))) {
      steady.push(await this.#steady(cell));
    }
    const throughput: ThroughputResult[] = [];
    for (const direction of sections.includes('throughput') ? DIRECTIONS : []) {
      throughput.push(await this.#throughput(direction));
    }
    const stalls: StallResult[] = [];
    for (const direction of sections.includes('stalls') ? DIRECTIONS : []) {
      stalls.push(await this.#stall(direction));
    }
    const startup = sections.includes('startup') ? await this.#startup() : [];
    return { steady, throughput, stalls, startup };
  }

  async #steady(plan: SteadyPlan): Promise<SteadyResult> {
    const { steadyMs } = this.#options.plan;
    const what = `${plan.label}, ${plan.sessions} sessions`;
    const targets: Partial<Record<TargetName, Target>> = {};
    try {
      for (const name of plan.targets) targets[name] = await this.#start(name);
      const measure = (durations: Durations) => async (name: TargetName) => {
        const target = targets[name];
        if (target === undefined) throw new Error('The target did not start.');
        return measureSteady(target, this.#upstream, { ...plan, ...durations });
      };
      const warming = { warmUpMs: steadyMs.firstMs - steadyMs.measureMs, measureMs: steadyMs.measureMs };
      const [fresh = {}] = await this.#rounds({ ...plan, rounds: 1 }, `${what}, fresh`, measure(warming));
      return { plan, fresh, rounds: await this.#rounds(plan, what, measure(steadyMs)) };
    } finally {
      await Promise.all(Object.values(targets).map((target) => target.close()));
    }
  }

  async #throughput(direction: Direction): Promise<ThroughputResult> {
    const { throughput } = this.#options.plan;
    const rounds = await this.#rounds(throughput, `throughput ${direction}`, (name) =>
      this.#withFresh(name, (target) => measureThroughput(target, this.#upstream, direction, throughput)),
    );
    return { direction, rounds };
  }

  async #stall(direction: Direction): Promise<StallResult> {
    const { targets, limitMs } = this.#options.plan.stalls;
    const burstBytes = BURST_BYTES[direction];
    const burst = { bytes: burstBytes, limitMs };
    const [figures = {}] = await this.#rounds({ targets, rounds: 1 }, `stalled receiver ${direction}`, (name) =>
      this.#withFresh(name, (target) => measureStall(target, this.#upstream, direction, burst)),
    );
    return { direction, burstBytes, figures };
  }

  async #startup(): Promise<readonly StartupRound[]> {
    const { rounds } = this.#options.plan.startup;
    const startMs = async (program: 'plain' | 'proxy'): Promise<number> => {
      const target = await startProgram(program, { upstreamPort: this.#upstream.port });
      await target.close();
      return target.startMs;
    };
    const measured: StartupRound[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      this.#options.onProgress?.(`start, round ${round} of ${rounds}`);
      measured.push({ plain: await startMs('plain'), proxy: await startMs('proxy') });
    }
    return measured;
  }

  #start(name: TargetName): Promise<Target> {
    const { profileFolder } = this.#options;
    return startTarget(name, {
      upstreamPort: this.#upstream.port,
      profileFolder: profileFolder === undefined ? undefined : join(profileFolder, name),
    });
  }

  async #withFresh<T>(name: TargetName, measure: (target: Target) => Promise<T>): Promise<T> {
    const target = await this.#start(name);
    try {
      return await measure(target);
    } finally {
      await target.close();
    }
  }

  /** Measures each target once per round; every round begins with another one. */
  async #rounds<T>(
    plan: { readonly targets: readonly TargetName[]; readonly rounds: number },
    what: string,
    measure: (name: TargetName) => Promise<T>,
  ): Promise<readonly PerTarget<T>[]> {
    const { onProgress } = this.#options;
    const rounds: PerTarget<T>[] = [];
    for (let round = 0; round < plan.rounds; round += 1) {
      const shift = round % plan.targets.length;
      const order = [...plan.targets.slice(shift), ...plan.targets.slice(0, shift)];
      const values: Partial<Record<TargetName, T>> = {};
      for (const name of order) {
        onProgress?.(`${what}, round ${round + 1} of ${plan.rounds}: ${name}`);
        try {
          values[name] = await measure(name);
        } catch (error) {
          onProgress?.(`  failed: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      rounds.push(values);
    }
    return rounds;
  }
}
