import type { Direction } from './flood.js';
import type { SteadyPlan } from './plan.js';
import type { StallFigures } from './stall.js';
import type { SteadyFigures } from './steady.js';
import { median } from './statistics.js';
import type { TargetName } from './target.js';

/** One value for each target that was measured. A target that failed has none. */
export type PerTarget<T> = Readonly<Partial<Record<TargetName, T>>>;

export interface SteadyResult {
  readonly plan: SteadyPlan;
  /** Of fresh processes, before the rounds: only the memory counts. */
  readonly fresh: PerTarget<SteadyFigures>;
  readonly rounds: readonly PerTarget<SteadyFigures>[];
}

export interface ThroughputResult {
  readonly direction: Direction;
  /** In 10^6 bytes of PCM per second. */
  readonly rounds: readonly PerTarget<number>[];
}

export interface StallResult {
  readonly direction: Direction;
  readonly burstBytes: number;
  readonly figures: PerTarget<StallFigures>;
}

/** From the start of the process until it listens, in ms. */
export interface StartupRound {
  readonly plain: number;
  readonly proxy: number;
}

/** What a run found; empty where a section was left out. */
export interface Results {
  readonly steady: readonly SteadyResult[];
  readonly throughput: readonly ThroughputResult[];
  readonly stalls: readonly StallResult[];
  readonly startup: readonly StartupRound[];
}

/** A target that delivers less than this part of the frames in time is saturated. */
export const DELIVERED_SHARE = 0.98;

export type Metric = (figures: SteadyFigures) => number | null;

/** Rounds in which neither the raw relay nor the target was saturated: only these are compared. */
export const countedRounds = ({ rounds }: SteadyResult, target: TargetName): readonly PerTarget<SteadyFigures>[] =>
  rounds.filter((round) => isUnsaturated(round.raw) && isUnsaturated(round[target]));

const isUnsaturated = (figures: SteadyFigures | undefined): boolean =>
  figures !== undefined && figures.deliveredShare >= DELIVERED_SHARE;

/** The median of a target's own figures. */
export const medianOf = (result: SteadyResult, target: TargetName, metric: Metric): number | null =>
  medianOver(countedRounds(result, target), (round) => valueIn(round, target, metric));

/** The median of the ratios to the raw relay in the same round. */
export const ratioToRaw = (result: SteadyResult, target: TargetName, metric: Metric): number | null =>
  medianOver(countedRounds(result, target), (round) =>
    ratio(valueIn(round, target, metric), valueIn(round, 'raw', metric)),
  );

/** What each session took of a fresh process's memory, in bytes; null if that was saturated. */
export const memoryOf = ({ fresh }: SteadyResult, target: TargetName, metric: Metric): number | null =>
  isUnsaturated(fresh[target]) ? valueIn(fresh, target, metric) : null;

export const memoryRatio = (result: SteadyResult, target: TargetName, metric: Metric): number | null =>
  ratio(memoryOf(result, target, metric), memoryOf(result, 'raw', metric));

/** What a target adds to the latency without one, in ms: median of the differences within a round. */
export const addedLatency = (result: SteadyResult, target: TargetName, metric: Metric): number | null =>
  medianOver(countedRounds(result, target), (round) => added(round, target, metric));

/** The median of the ratios of a target's added latency to the raw relay's in the same round. */
export const addedLatencyRatio = (result: SteadyResult, target: TargetName, metric: Metric): number | null =>
  medianOver(countedRounds(result, target), (round) =>
    ratio(added(round, target, metric), added(round, 'raw', metric)),
  );

export const throughputOf = ({ rounds }: ThroughputResult, target: TargetName): number | null =>
  medianOver(rounds, (round) => round[target] ?? null);

export const throughputRatio = ({ rounds }: ThroughputResult, target: TargetName): number | null =>
  medianOver(rounds, (round) => ratio(round[target] ?? null, round.raw ?? null));

export const startupRatio = (rounds: readonly StartupRound[]): number | null =>
  medianOver(rounds, ({ plain, proxy }) => ratio(proxy, plain));

/** The median over the rounds that have a value. */
export const medianOver = <T>(rounds: readonly T[], valueOf: (round: T) => number | null): number | null =>
  median(rounds.map(valueOf).filter((value) => value !== null));

function valueIn(round: PerTarget<SteadyFigures>, target: TargetName, metric: Metric): number | null {
  const figures = round[target];
  return figures === undefined ? null : metric(figures);
}

function added(round: PerTarget<SteadyFigures>, target: TargetName, metric: Metric): number | null {
  const value = valueIn(round, target, metric);
  const direct = valueIn(round, 'direct', metric);
  return value === null || direct === null ? null : value - direct;
}

/** Null where the relay's figure is lost in the noise, too. */
const ratio = (value: number | null, base: number | null): number | null =>
  value === null || base === null || base <= 0 ? null : value / base;
