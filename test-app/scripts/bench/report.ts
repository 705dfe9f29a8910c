import type { Machine } from './machine.js';
import { PROFILE_NOTES } from './profile-notes.js';
import type { Results } from './results.js';
import { resultTables } from './tables.js';

/** The circumstances of a run. */
export interface RunFacts {
  readonly machine: Machine;
  readonly startedAt: Date;
  readonly tookMs: number;
  /** Load average of the machine before the run and after it, the run itself included. */
  readonly load: { readonly before: number; readonly after: number };
  /** The command line that repeats it. */
  readonly command: string;
}

/** A machine that did nothing else has less than this before a run. */
const QUIET_LOAD = 0.3;

/** `docs/BENCHMARKS.md`. */
export const renderReport = (results: Results, facts: RunFacts): string =>
  ['# Benchmarks', INTRODUCTION, circumstances(facts), resultTables(results), PROFILE_NOTES, METHOD].join('\n\n') +
  '\n';

function circumstances({ machine, startedAt, tookMs, load, command }: RunFacts): string {
  const packages = Object.entries(machine.packages).map(([name, version]) => `${name} ${version}`);
  const busy =
    load.before > QUIET_LOAD
      ? ' **Other work ran on this machine: absolute figures are noisy, latencies above all; go by the ratios, and repeat the run on a quiet machine before you rely on them.**'
      : '';
  return [
    '## This run',
    [
      `- ${startedAt.toISOString().slice(0, 10)}, \`${command}\`, ${(tookMs / 1_000).toFixed(0)} s`,
      `- ${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB, ${machine.system}`,
      `- Node ${machine.node}, ${packages.join(', ')}; no bufferutil`,
      `- Load average ${load.before.toFixed(1)} before the run, ${load.after.toFixed(1)} after it.${busy}`,
    ].join('\n'),
  ].join('\n\n');
}

const INTRODUCTION = `Written by \`npm run bench\`, which measures this proxy beside three comparators in one run:
(a) clients and upstream connected directly, (b) the shortest relay that \`ws\` allows, (c) a pass-through by
\`http-proxy-middleware\`, (d) this proxy. \`npm run bench -- --quick\` takes under a minute and prints only;
\`--only=<section>\` runs one of \`sessions\`, \`rate-24k\`, \`small-frames\`, \`throughput\`, \`stalls\`, \`startup\`;
\`--out=<file>\` says where to write; \`--cpu-prof=<folder>\` profiles every target's processes.`;

const METHOD = `## Method

- **Load.** Every session sends its microphone without a pause, in frames of the given size. Its agent speaks half of
  the time, in cycles of 4 s: 200 ms of 24 kHz PCM per \`response.output_audio.delta\` (13 KB of JSON) at five times the
  speed of speech, each followed by a transcript delta, within \`response.created\` and \`response.done\`. Sessions are
  spread evenly over frame and cycle. (d) translates all of this; (a) to (c) pass on the same frames, and the upstream
  understands both.
- **Processes.** Each target runs in a process of its own, bundled as \`npm run build\` bundles the server: for sessions
  one for all rounds of a table, loaded for 2.5 s before the first (1 s with \`--quick\`); else one for each figure.
  Clients and upstream share the driver's process, on raw sockets with random masks, so that they cost little; whatever
  they cost is in every target's figures alike, and they compete with the target for the machine's cores.
- **Rounds.** In each round every target has its turn, each round in another order. Ratios are taken within a round;
  what is shown is their median. A round in which the raw relay or the target delivered less than 98 % of the offered
  frames in time, that is within 250 ms after they were due, does not count: there the machine or the target is
  saturated.
- **CPU ms**: processor time of all threads of the target per second of one session (\`schedstat\` on Linux).
- **up, down**: latency from the write at one end to the read at the other, in µs: (a) as it is, the others less that
  of (a) in the same round. Frames are matched by the audio they hold, so a target may join or split them.
- **idle, active KB**: resident memory per session over that of the fresh process, before its first load and at the end
  of that; not for few sessions, where the process itself grows by more, nor for a saturated process.
- **Settings ms**: from Settings to SettingsApplied, four clients at a time. (d) connects to the upstream in it.
- **Throughput**: one session, frames in large batches, 4 MB of PCM on the way at any time.
- **A receiver that does not read**: the sender writes as fast as it may, for at most 3 s (1 s with \`--quick\`); the
  target's resident memory is read every 50 ms. What is accepted includes the kernel's socket buffers.
- **Start**: from the start of the process until it listens. Plain \`http\` + \`ws\` is a script that finds \`ws\` where it is
  installed; this proxy is bundled with what it depends on, as the built server is.`;
