import { readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What this process has used so far. */
export interface Usage {
  /** Processor time of all threads, in ms. */
  readonly cpuMs: number;
  /** Resident memory, in bytes. */
  readonly rssBytes: number;
}

/** What a target tells the driver; any message of the driver's asks for the usage. */
export type TargetReport =
  { readonly type: 'listening'; readonly port: number } | { readonly type: 'usage'; readonly usage: Usage };

/** Listens on a free port of 127.0.0.1, tells the driver, and answers it until it lets go. */
export function serve(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    report({ type: 'listening', port: (server.address() as AddressInfo).port });
  });
  process.on('message', () => report({ type: 'usage', usage: readUsage() }));
  process.on('disconnect', () => process.exit());
}

/** Where the load's upstream listens: the driver's first argument. */
export const upstreamUrl = (scheme: 'http' | 'ws'): string =>
  `${scheme}://127.0.0.1:${process.argv[2] ?? ''}/v1/realtime`;

const report = (message: TargetReport): void => {
  process.send?.(message);
};

const readUsage = (): Usage => ({ cpuMs: readScheduledMs() ?? readCpuMs(), rssBytes: process.memoryUsage.rss() });

/** Linux counts each thread's time on a processor in ns; null elsewhere. */
function readScheduledMs(): number | null {
  try {
    const threads = readdirSync('/proc/self/task');
    return threads.reduce((sum, thread) => {
      const [ns] = readFileSync(`/proc/self/task/${thread}/schedstat`, 'latin1').split(' ');
      return sum + Number(ns) / 1e6;
    }, 0);
  } catch {
    return null;
  }
}

function readCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
