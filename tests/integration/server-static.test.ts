import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { serveBuild } from '../../test-app/scripts/server/web-build.js';
import { own } from './helpers/server-world.js';

async function buildPage(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'web-build-'));
  own(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'assets'));
  await writeFile(join(root, 'index.html'), '<title>Page</title>');
  await writeFile(join(root, 'favicon.svg'), '<svg/>');
  await mkdir(join(root, 'worklets'));
  await writeFile(join(root, 'worklets', 'capture.js'), 'registerProcessor;');
  await writeFile(join(root, 'assets', 'index-abc123.js'), 'export {};');
  return root;
}

const serve = async () => request(express().use(serveBuild(await buildPage())));

describe('the built page', () => {
  it('lets browsers keep files with a hash in their name for good', async () => {
    const page = await serve();
    await page
      .get('/assets/index-abc123.js')
      .expect(200)
      .expect('cache-control', 'public, max-age=31536000, immutable');
  });

  it.each(['/', '/index.html', '/favicon.svg', '/worklets/capture.js'])(
    'has browsers ask again for %s',
    async (path) => {
      const page = await serve();
      const { headers } = await page.get(path).expect(200).expect('cache-control', 'no-cache').expect('etag', /./);
      await page
        .get(path)
        .set('if-none-match', headers['etag'] ?? '')
        .expect(304);
    },
  );

  it('stands in for paths of the page itself, for browsers only', async () => {
    const page = await serve();
    const { text, headers } = await page.get('/some/page').set('accept', 'text/html,*/*').expect(200);
    expect([text, headers['cache-control']]).toEqual(['<title>Page</title>', 'no-cache']);
    await page.get('/some/page').set('accept', 'application/json').expect(404);
    await page.post('/some/page').set('accept', 'text/html').expect(404);
  });

  it('does not stand in for a file that is missing', async () => {
    const page = await serve();
    await page.get('/assets/index-old.js').set('accept', '*/*').expect(404);
  });

  it('gives out nothing above its folder', async () => {
    const page = await serve();
    const { text } = await page.get('/..%2f..%2fetc%2fpasswd');
    expect(text).not.toContain('root:');
  });

  it('is refused where nothing is built', () => {
    expect(() => serveBuild(join(tmpdir(), 'no-such-build'))).toThrow('npm run build');
  });
});
