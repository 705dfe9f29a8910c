import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { CANARIES, expectNoCanary, own } from './helpers/server-world.js';

const TEST_APP = fileURLToPath(new URL('../../test-app/', import.meta.url));
const BUILD_DEADLINE_MS = 60_000;

describe('Secrets of the environment', () => {
  it(
    'are in no file of the page’s build',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'web-build-'));
      own(() => rm(folder, { recursive: true }));
      const env = { ...process.env, ...CANARIES };
      await promisify(execFile)('npm', ['run', 'build:web', '--', '--outDir', folder], { cwd: TEST_APP, env });
      const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
      expect(files.map(({ name }) => name)).toContain('index.html');
      for (const { parentPath, name } of files) expectNoCanary(await readFile(join(parentPath, name), 'latin1'));
    },
    BUILD_DEADLINE_MS,
  );
});
