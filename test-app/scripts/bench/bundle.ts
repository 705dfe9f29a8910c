import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = new URL('../../../', import.meta.url);
const OUTPUT = fileURLToPath(new URL('node_modules/.cache/bench/', ROOT));

/** Programs that run in processes of their own. */
export const PROGRAMS = ['raw', 'http-proxy-middleware', 'proxy', 'plain'] as const;
export type Program = (typeof PROGRAMS)[number];

/** Where {@link bundlePrograms} puts a program. */
export const programPath = (program: Program): string => `${OUTPUT}${program}.js`;

/** Compiles the programs the way `npm run build` does the server: what is measured is what would be deployed. */
export async function bundlePrograms(): Promise<void> {
  await build({
    entryPoints: PROGRAMS.map((name) => fileURLToPath(new URL(`targets/${name}.ts`, import.meta.url))),
    outdir: OUTPUT,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
}
