import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { launchBrowser, type TestBrowser } from './helpers/browser.js';
import { startDemoServer, type DemoServer } from './helpers/demo-server.js';
import { recordPhrase } from './helpers/spoken-file.js';

const START_DEADLINE_MS = 60_000;
const TEST_DEADLINE_MS = 60_000;
const PHRASE = 'what is the weather in paris';

describe('the demo page with a microphone that speaks', () => {
  let browser: TestBrowser;
  let server: DemoServer;

  beforeAll(async () => {
    browser = await launchBrowser({ microphone: await recordPhrase(PHRASE) });
    server = await startDemoServer();
  }, START_DEADLINE_MS);

  afterAll(async () => {
    await (browser as TestBrowser | undefined)?.close();
    await (server as DemoServer | undefined)?.close();
  });

  it(
    'writes down a spoken question, calls the function that it asks for, and answers aloud',
    async () => {
      const demo = await browser.open(server.url);
      const { page } = demo;
      await page.getByTestId('microphone').click();
      await page.locator('[data-testid=tool-call][data-status=answered]').waitFor();
      await demo.heard(500);
      await demo.screenshot('demo-5-spoken');

      expect(await page.locator('[data-kind=user]').allTextContents()).toEqual([`You: ${PHRASE}`]);
      expect(await page.getByTestId('tool-call').getAttribute('data-name')).toBe('get_weather');
      expect(await page.locator('[data-kind=assistant]').last().textContent()).toMatch(/paris/i);
      expect(await page.getByTestId('problem').count()).toBe(0);
      expect(demo.exceptions).toEqual([]);
    },
    TEST_DEADLINE_MS,
  );
});
