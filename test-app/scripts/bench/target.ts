import { fork } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { programPath, type Program } from './bundle.js';
import type { TargetReport, Usage } from './targets/serve.js';

/** What sits between the load's clients and its upstream; `direct` is nothing at all. */
export const TARGET_NAMES = ['direct', 'raw', 'http-proxy-middleware', 'proxy'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

export interface Target {
  readonly port: number;
  /** From the start of its process until it listened, in ms; 0 for `direct`. */
  readonly startMs: number;
  /** Null for `direct`, which has no process. */
  usage(): Promise<Usage | null>;
  close(): Promise<void>;
}

export interface TargetOptions {
  /** Of the load's upstream. */
  readonly upstreamPort: number;
  /** A folder for a CPU profile of the process, in V8's format. Default: none is taken. */
  readonly profileFolder?: string | undefined;
}

/** Starts a target in a process of its own. */
export const startTarget = (name: TargetName, options: TargetOptions): Promise<Target> =>
  name === 'direct' ? Promise.resolve(direct(options.upstreamPort)) : startProgram(name, options);

const direct = (port: number): Target => ({
  port,
  startMs: 0,
  usage: () => Promise.resolve(null),
  close: () => Promise.resolve(),
});

/** Rejects when the program ends before it listens. */
export async function startProgram(program: Program, { upstreamPort, profileFolder }: TargetOptions): Promise<Target> {
  const startedAt = performance.now();
  const child = fork(programPath(program), [String(upstreamPort)], {
    // `ws` takes bufferutil wherever it finds one, and then nothing is comparable.
    env: { WS_NO_BUFFER_UTIL: '1', WS_NO_UTF_8_VALIDATE: '1', NODE_ENV: 'production' },
    execArgv: profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const nextReport = async (): Promise<TargetReport> => {
    const ended = exited.then(() => Promise.reject(new Error(`The target ${program} ended.`)));
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [TargetReport];
    return message;
  };
  const first = await nextReport();
  if (first.type !== 'listening') throw new Error(`The target ${program} did not say where it listens.`);
  return {
    port: first.port,
    startMs: performance.now() - startedAt,
    usage: async () => {
      child.send('usage');
      const report = await nextReport();
      return report.type === 'usage' ? report.usage : null;
    },
    close: async () => {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
