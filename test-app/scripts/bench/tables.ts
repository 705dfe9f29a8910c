import { goalsOf, isMet, MEMORY_SESSIONS, type Goal } from './goals.js';
import {
  addedLatency,
  addedLatencyRatio,
  countedRounds,
  medianOf,
  medianOver,
  memoryOf,
  memoryRatio,
  ratioToRaw,
  throughputOf,
  throughputRatio,
  type Metric,
  type Results,
  type SteadyResult,
} from './results.js';
import { TARGET_NAMES, type TargetName } from './target.js';

const NOTHING = '–';
const LABELS: Readonly<Record<TargetName, string>> = {
  direct: '(a) direct',
  raw: '(b) raw `ws` relay',
  'http-proxy-middleware': '(c) `http-proxy-middleware`',
  proxy: '(d) this proxy',
};

/** All tables of a run, in Markdown, goals first. */
export const resultTables = (results: Results): string =>
  [
    '## Goals',
    goalTable(goalsOf(results)),
    ...results.steady.flatMap((result) => [
      `## ${result.plan.sessions} ${result.plan.sessions === 1 ? 'session' : 'sessions'}, microphone ${result.plan.label}`,
      steadyTable(result),
    ]),
    ...throughputSection(results),
    ...stallSection(results),
    ...startupSection(results),
  ].join('\n\n');

function goalTable(goals: readonly Goal[]): string {
  const rows = goals.map((goal) => {
    const met = isMet(goal);
    const verdict = met === null ? 'not measured' : met ? 'met' : '**not met**';
    const { kind, value } = goal.bound;
    const sign = { 'at most': '≤', 'at least': '≥', below: '<' }[kind];
    return [goal.title, `${sign} ${value} ${goal.unit}`, number(goal.value, goal.unit === 'MB' ? 1 : 2), verdict];
  });
  return table(['Goal', 'Bound', 'Measured', ''], rows);
}

function steadyTable(result: SteadyResult): string {
  const header = ['', 'rounds', 'CPU ms', '× raw', 'up p50', '× raw', 'up p99', 'down p50', '× raw', 'down p99'];
  const memory = ['idle KB', 'active KB', '× raw', 'Settings ms'];
  const up50: Metric = ({ up }) => up.p50Ms;
  const idle: Metric = ({ idleBytes }) => idleBytes;
  const active: Metric = ({ activeBytes }) => activeBytes;
  const down50: Metric = ({ down }) => down.p50Ms;
  const rows = result.plan.targets.map((target) => {
    const own = (metric: Metric, digits: number, scale = 1) => number(medianOf(result, target, metric), digits, scale);
    const toRaw = (metric: Metric) => (target === 'direct' ? NOTHING : number(ratioToRaw(result, target, metric), 2));
    // Where nothing else was measured there is nothing to subtract.
    const added = (metric: Metric) =>
      target === 'direct' ? own(metric, 0, 1_000) : number(addedLatency(result, target, metric), 0, 1_000);
    const addedToRaw = (metric: Metric) =>
      target === 'direct' ? NOTHING : number(addedLatencyRatio(result, target, metric), 2);
    return [
      LABELS[target],
      `${countedRounds(result, target).length} of ${result.rounds.length}`,
      own(({ cpuMs }) => cpuMs, 2),
      toRaw(({ cpuMs }) => cpuMs),
      added(up50),
      addedToRaw(up50),
      added(({ up }) => up.p99Ms),
      added(down50),
      addedToRaw(down50),
      added(({ down }) => down.p99Ms),
      ...(result.plan.sessions < MEMORY_SESSIONS.least
        ? [NOTHING, NOTHING, NOTHING]
        : [
            number(memoryOf(result, target, idle), 0, 1e-3),
            number(memoryOf(result, target, active), 0, 1e-3),
            number(memoryRatio(result, target, active), 2),
          ]),
      own(({ settingsMs }) => settingsMs, 1),
    ];
  });
  return [table([...header, ...memory], rows), ...saturation(result)].join('\n\n');
}

/** Says which targets could not keep up, since the table leaves those rounds out. */
function saturation(result: SteadyResult): readonly string[] {
  const notes = result.plan.targets.flatMap((target) => {
    const dropped = result.rounds.length - countedRounds(result, target).length;
    if (dropped === 0) return [];
    const shares = result.rounds.map((round) => {
      const share = round[target]?.deliveredShare;
      return share === undefined ? 'failed' : `${(share * 100).toFixed(0)} %`;
    });
    return [`${LABELS[target]}: ${shares.join(', ')}`];
  });
  if (notes.length === 0) return [];
  return [`Saturated, so not every round counts; frames delivered in time in each round: ${notes.join('; ')}.`];
}

function throughputSection({ throughput }: Results): readonly string[] {
  if (throughput.length === 0) return [];
  const targets = TARGET_NAMES.filter((target) => throughput.some((result) => throughputOf(result, target) !== null));
  const rows = targets.map((target) => [
    LABELS[target],
    ...throughput.flatMap((result) => [
      number(throughputOf(result, target), 1),
      target === 'direct' ? NOTHING : number(throughputRatio(result, target), 2),
    ]),
  ]);
  const header = throughput.flatMap(({ direction }) => [`${direction} MB/s`, '× raw']);
  return ['## Saturating throughput, one session, MB of PCM', table(['', ...header], rows)];
}

function stallSection({ stalls }: Results): readonly string[] {
  if (stalls.length === 0) return [];
  const targets = TARGET_NAMES.filter((target) => stalls.some(({ figures }) => figures[target] !== undefined));
  const rows = targets.map((target) => [
    LABELS[target],
    ...stalls.flatMap(({ figures }) => [
      number(figures[target]?.growthBytes ?? null, 1, 1e-6),
      number(figures[target]?.acceptedBytes ?? null, 1, 1e-6),
    ]),
  ]);
  const header = stalls.flatMap(({ direction, burstBytes }) => [
    `${direction === 'down' ? 'client' : 'upstream'} stalled, ${burstBytes / 1e6} MB burst: memory grew MB`,
    'accepted MB',
  ]);
  return ['## A receiver that does not read', table(['', ...header], rows)];
}

function startupSection({ startup }: Results): readonly string[] {
  if (startup.length === 0) return [];
  const rows = [
    [
      'plain `http` + `ws`',
      number(
        medianOver(startup, ({ plain }) => plain),
        0,
      ),
    ],
    [
      'this proxy on Express',
      number(
        medianOver(startup, ({ proxy }) => proxy),
        0,
      ),
    ],
  ];
  return ['## From process start to listening', table(['', 'ms'], rows)];
}

const number = (value: number | null, digits: number, scale = 1): string =>
  value === null || Number.isNaN(value) ? NOTHING : (value * scale).toFixed(digits);

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map((_, index) => (index === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
