import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { launchBrowser, type TestBrowser } from './helpers/browser.js';
import { startDemoServer, type DemoServer } from './helpers/demo-server.js';

const TEST_APP = fileURLToPath(new URL('../../test-app/', import.meta.url));
const DEADLINE_MS = 120_000;

describe('the built page, as npm start serves it', () => {
  let browser: TestBrowser;
  let server: DemoServer;

  beforeAll(async () => {
    await promisify(execFile)('npm', ['run', 'build'], { cwd: TEST_APP });
    server = await startDemoServer({}, 'start');
    browser = await launchBrowser();
  }, DEADLINE_MS);

  afterAll(async () => {
    await (browser as TestBrowser | undefined)?.close();
    await (server as DemoServer | undefined)?.close();
  });

  it(
    'converses and opens the microphone under a policy without inline and evaluated code',
    async () => {
      const { headers, text } = await request(server.url).get('/').expect(200);
      expect(headers['content-security-policy']).toContain("script-src 'self';");
      expect(headers['cache-control']).toBe('no-cache');
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(text)?.[1] ?? '';
      await request(server.url).get(script).expect(200).expect('cache-control', 'public, max-age=31536000, immutable');

      const demo = await browser.open(server.url);
      await demo.page.getByTestId('message').fill('what time is it?');
      await demo.page.keyboard.press('Enter');
      await demo.page.locator('[data-testid=tool-call][data-status=answered]').waitFor();
      await demo.heard(300);
      await demo.page.getByTestId('microphone').click();
      await demo.microphoneHears();
      expect(demo.exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );
});
