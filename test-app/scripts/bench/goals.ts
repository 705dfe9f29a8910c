import {
  addedLatencyRatio,
  memoryRatio,
  ratioToRaw,
  startupRatio,
  throughputRatio,
  type Results,
  type SteadyResult,
} from './results.js';
import type { Section } from './plan.js';

export interface Goal {
  readonly title: string;
  /** `below` excludes the value itself. */
  readonly bound: { readonly kind: 'at most' | 'at least' | 'below'; readonly value: number };
  readonly unit: '×' | 'MB';
  /** What was measured; null if nothing comparable was. */
  readonly value: number | null;
}

/** Of fewer, what the process itself grows by outweighs what each takes. */
export const MEMORY_SESSIONS = { least: 50, most: 200 };
const LATENCY_SESSIONS = 50;
const CPU_SESSIONS = { least: 50, most: 200 };

/** The goals that the sections of a run have figures for. */
export function goalsOf({ steady, throughput, stalls, startup }: Results): readonly Goal[] {
  return [
    ...cpuGoals(steady, 'sessions', { kind: 'at most', value: 1.15 }),
    ...cpuGoals(steady, 'rate-24k', { kind: 'at most', value: 1.1 }),
    ...cpuGoals(steady, 'small-frames', { kind: 'below', value: 0.8 }),
    ...latencyGoals(steady),
    ...throughput.map((result): Goal => {
      const value = result.direction === 'down' ? 1 : 0.95;
      const title = `Saturating throughput to raw relay, one session, ${result.direction}`;
      return { title, bound: { kind: 'at least', value }, unit: '×', value: throughputRatio(result, 'proxy') };
    }),
    ...memoryGoals(steady),
    ...stalls.map(({ direction, burstBytes, figures }): Goal => {
      const receiver = direction === 'down' ? 'client' : 'upstream';
      const title = `Memory growth, stalled ${receiver}, ${burstBytes / 1e6} MB`;
      const growth = figures.proxy === undefined ? null : figures.proxy.growthBytes / 1e6;
      return { title, bound: { kind: 'at most', value: 10 }, unit: 'MB', value: growth };
    }),
    ...(startup.length === 0 ? [] : [startupGoal(startup)]),
  ];
}

/** Whether a goal is met; null if it could not be told. */
export function isMet({ bound, value }: Goal): boolean | null {
  if (value === null) return null;
  if (bound.kind === 'at least') return value >= bound.value;
  return bound.kind === 'at most' ? value <= bound.value : value < bound.value;
}

const cpuGoals = (steady: readonly SteadyResult[], section: Section, bound: Goal['bound']): readonly Goal[] =>
  steady
    .filter(({ plan }) => plan.section === section)
    .filter(({ plan }) => plan.sessions >= CPU_SESSIONS.least && plan.sessions <= CPU_SESSIONS.most)
    .map((result) => ({
      title: `CPU per session-second to raw relay, ${result.plan.label}, ${result.plan.sessions} sessions`,
      bound,
      unit: '×',
      value: ratioToRaw(result, 'proxy', ({ cpuMs }) => cpuMs),
    }));

function latencyGoals(steady: readonly SteadyResult[]): readonly Goal[] {
  return steady
    .filter(({ plan }) => plan.section === 'sessions' && plan.sessions === LATENCY_SESSIONS)
    .flatMap((result) =>
      (['up', 'down'] as const).map((way): Goal => ({
        title: `Added latency p50 to raw relay, ${way}, ${LATENCY_SESSIONS} sessions`,
        bound: { kind: 'at most', value: 1.2 },
        unit: '×',
        value: addedLatencyRatio(result, 'proxy', (figures) => figures[way].p50Ms),
      })),
    );
}

function memoryGoals(steady: readonly SteadyResult[]): readonly Goal[] {
  const ratioOf = (result: SteadyResult) => memoryRatio(result, 'proxy', ({ activeBytes }) => activeBytes);
  const candidates = steady
    .filter(({ plan }) => plan.section === 'sessions')
    .filter(({ plan }) => plan.sessions >= MEMORY_SESSIONS.least && plan.sessions <= MEMORY_SESSIONS.most);
  const largest = candidates.findLast((result) => ratioOf(result) !== null) ?? candidates.at(-1);
  if (largest === undefined) return [];
  return [
    {
      title: `Memory per active session to raw relay, ${largest.plan.sessions} sessions`,
      bound: { kind: 'at most', value: 1.2 },
      unit: '×',
      value: ratioOf(largest),
    },
  ];
}

const startupGoal = (startup: Results['startup']): Goal => ({
  title: 'Start of the built proxy on Express to plain http + ws',
  bound: { kind: 'at most', value: 1.6 },
  unit: '×',
  value: startupRatio(startup),
});
