import { fileURLToPath } from 'node:url';
import { bundle } from '../bundle.js';

const OUTPUT = fileURLToPath(new URL('../../dist/bench/', import.meta.url));

/** Programs that run in processes of their own. */
const SERVERS = ['raw', 'http-proxy-middleware', 'proxy'] as const;
export type Program = (typeof SERVERS)[number] | 'plain';

/** Where {@link bundlePrograms} puts a program. */
export const programPath = (program: Program): string => `${OUTPUT}${program}.js`;

const sourcePath = (program: Program): string => fileURLToPath(new URL(`targets/${program}.ts`, import.meta.url));

/**
 * Compiles the programs the way `npm run build` does the server: what is measured is what would be deployed. Only the
 * one that is the measure of a start finds `ws` where it is installed, as any plain script does.
 */
export async function bundlePrograms(): Promise<void> {
  await bundle({ entryPoints: SERVERS.map(sourcePath), outdir: OUTPUT });
  await bundle({ entryPoints: [sourcePath('plain')], outdir: OUTPUT, packages: 'external' });
}
