import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEADLINE_MS } from './helpers/demo-world.js';

const TEST_APP = fileURLToPath(new URL('../../test-app/', import.meta.url));
const MAX_INITIAL_BYTES = 250_000;
type Manifest = Readonly<
  Record<string, { readonly file: string; readonly isEntry?: boolean; readonly imports?: readonly string[] }>
>;

describe('the production build of the page', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'page-build-'));
    await promisify(execFile)('npm', ['run', 'build:web', '--', '--outDir', folder], { cwd: TEST_APP });
  }, DEADLINE_MS);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('loads less than 250 kB of compressed JavaScript before it can be used', async () => {
    const manifest = JSON.parse(await readFile(join(folder, '.vite', 'manifest.json'), 'utf8')) as Manifest;
    const initial = new Set<string>();
    const add = (key: string): void => {
      const chunk = manifest[key];
      if (!chunk || initial.has(chunk.file)) return;
      initial.add(chunk.file);
      for (const imported of chunk.imports ?? []) add(imported);
    };
    for (const [key, { isEntry }] of Object.entries(manifest)) if (isEntry) add(key);
    expect(initial.size).toBeGreaterThan(0);
    let bytes = 0;
    for (const file of initial) bytes += gzipSync(await readFile(join(folder, file))).byteLength;
    expect(bytes).toBeLessThan(MAX_INITIAL_BYTES);
  });
});
