import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { bundle } from '../../test-app/scripts/bundle.js';
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

describe('The server that is built', () => {
  it(
    'starts with the offline stand-in, which speaks with its own voice',
    async () => {
      // Below the test app, where the packages are found that are not built in.
      await mkdir(join(TEST_APP, 'dist'), { recursive: true });
      const folder = await mkdtemp(join(TEST_APP, 'dist', 'test-'));
      own(() => rm(folder, { recursive: true }));
      await bundle({ entryPoints: [join(TEST_APP, 'scripts', 'server.ts')], outdir: join(folder, 'dist', 'server') });
      await mkdir(join(folder, 'dist', 'web'));
      await writeFile(join(folder, 'dist', 'web', 'index.html'), '<html></html>');
      await writeFile(join(folder, 'package.json'), '{"type":"module"}');

      const child = spawn(process.execPath, [join(folder, 'dist', 'server', 'server.js')], {
        env: { NODE_ENV: 'production', PORT: '0' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      own(async () => {
        child.kill('SIGKILL');
        await exited;
      });
      const [banner] = (await once(child.stdout, 'data')) as [Buffer];
      const url = /http:\S+/.exec(String(banner))?.[0];
      const demo = await fetch(`${url}/api/demo`);
      expect(await demo.json()).toMatchObject({ voice: 'synthetic' });
    },
    BUILD_DEADLINE_MS,
  );
});
