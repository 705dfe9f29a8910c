import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.js';

const OUTPUT = fileURLToPath(new URL('../dist/server/', import.meta.url));

await rm(OUTPUT, { recursive: true, force: true });
await bundle({ entryPoints: [fileURLToPath(new URL('server.ts', import.meta.url))], outdir: OUTPUT });
