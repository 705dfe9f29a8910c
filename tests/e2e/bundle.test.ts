import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Socket, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { serveBuild } from '../../test-app/scripts/server/web-build.js';
import { createDemoWorld, DEADLINE_MS } from './helpers/demo-world.js';

const TEST_APP = fileURLToPath(new URL('../../test-app/', import.meta.url));
const MAX_INITIAL_BYTES = 250_000;
/** As strict as a page can be; what it needs besides would fail here. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

type Manifest = Readonly<
  Record<string, { readonly file: string; readonly isEntry?: boolean; readonly imports?: readonly string[] }>
>;

describe('the production build of the page', () => {
  const world = createDemoWorld();
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

  it(
    'converses under a strict Content-Security-Policy',
    async () => {
      const { browser, server } = world();
      // The page comes from the build and under the policy, all else from the demo's own server.
      const demoServer = createProxyMiddleware({
        target: new URL(server.url).origin,
        pathFilter: ['/readyz', '/api', '/function-call'],
      });
      const scratch = createServer(
        express()
          .use((_request, response, next) => {
            response.set('Content-Security-Policy', POLICY);
            next();
          })
          .use(demoServer)
          .use(serveBuild(folder)),
      );
      const sockets = createProxyMiddleware({ target: new URL(server.url).origin, ws: false });
      scratch.on('upgrade', (request, socket, head) => {
        if (socket instanceof Socket) sockets.upgrade(request, socket, head);
      });
      scratch.listen(0, '127.0.0.1');
      await once(scratch, 'listening');
      const built = `http://127.0.0.1:${(scratch.address() as AddressInfo).port}`;
      const refused: string[] = [];
      try {
        const demo = await browser.open(built, {}, (context) => {
          context.on('console', (message) => {
            if (/Content Security Policy|unsafe-eval/.test(message.text())) refused.push(message.text());
          });
          return Promise.resolve();
        });
        const { page } = demo;
        await demo.type('what time is it');
        await page.locator('[data-testid=tool-call][data-status=answered]').waitFor();
        await page.locator('[data-audible-ms]:not([data-audible-ms="0"])').waitFor();
        await page.getByTestId('microphone').click();
        // Not by functions of the test's: the policy forbids to evaluate those too.
        await page.locator('[data-testid=microphone-level]:not([data-level="0.000"])').waitFor();
        await page.getByTestId('setting-prompt').waitFor();
        expect(await page.locator('script[src^="/assets/"]').count()).toBeGreaterThan(0);
        expect(refused).toEqual([]);
        expect(demo.exceptions).toEqual([]);
        // The policy is really in force.
        const inline = `(() => {
          const script = document.createElement('script');
          script.textContent = 'window.ran = true';
          document.head.append(script);
          return window.ran === true;
        })()`;
        expect(await page.evaluate(inline)).toBe(false);
      } finally {
        scratch.closeAllConnections();
        scratch.close();
      }
    },
    DEADLINE_MS,
  );
});
