import { readFile } from 'node:fs/promises';
import createWabt from 'wabt';

const FOLDER = new URL('../../../test-app/scripts/openai-proxy/audio/', import.meta.url);
export const KERNEL_SOURCE = new URL('resampler-kernel.wat', FOLDER);
export const KERNEL_MODULE = new URL('resampler-kernel.ts', FOLDER);

/** The text of `resampler-kernel.ts`, as compiling `resampler-kernel.wat` makes it. */
export async function compileKernelModule(): Promise<string> {
  const wabt = await createWabt();
  const parsed = wabt.parseWat('resampler-kernel.wat', await readFile(KERNEL_SOURCE, 'utf8'), { simd: true });
  const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
  parsed.destroy();
  return [
    '/**',
    ' * `resampler-kernel.wat`, compiled. Not written by hand: after a change of the source run',
    ' * `npx tsx tests/unit/audio/build-kernel.ts`.',
    ' */',
    'export const RESAMPLER_KERNEL_BASE64 =',
    `  '${base64}';`,
    '',
  ].join('\n');
}
