import { readFileSync } from 'node:fs';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** Where and with what a run took place. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /** Versions of the packages that are compared, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

const COMPARED = ['ws', 'http-proxy-middleware', 'express'] as const;

export function describeMachine(): Machine {
  const cores = cpus();
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { readonly dependencies: Readonly<Record<string, string>> };
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
    node: process.version,
    packages: Object.fromEntries(COMPARED.map((name) => [name, dependencies[name] ?? 'unknown'])),
  };
}

/** Processes that ran or wanted to, over the last minute. */
export const loadAverage = (): number => loadavg()[0] ?? 0;
