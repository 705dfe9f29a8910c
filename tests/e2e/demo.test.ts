import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { launchBrowser, type TestBrowser } from './helpers/browser.js';
import { startDemoServer, type DemoServer } from './helpers/demo-server.js';

const START_DEADLINE_MS = 60_000;
const TEST_DEADLINE_MS = 60_000;

describe('the demo page without a key', () => {
  let browser: TestBrowser;
  let server: DemoServer;

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startDemoServer();
  }, START_DEADLINE_MS);

  afterAll(async () => {
    await (browser as TestBrowser | undefined)?.close();
    await (server as DemoServer | undefined)?.close();
  });

  it(
    'greets, and answers a typed question with a function call, text and sound',
    async () => {
      const demo = await browser.open(server.url);
      const { page } = demo;
      expect(await page.getByTestId('notice').getAttribute('data-upstream')).toBe('offline');
      await demo.screenshot('demo-1-disconnected');

      await page.getByTestId('connect').click();
      const greetingMs = await demo.heard(200);

      await page.getByTestId('message').fill('what time is it?');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid=tool-call][data-status=answered]').waitFor();
      await demo.heard(greetingMs + 300);
      await demo.screenshot('demo-2-answered');

      const entries = await page.getByTestId('entry').all();
      const kinds = await Promise.all(entries.map((entry) => entry.getAttribute('data-kind')));
      expect(kinds).toEqual(['assistant', 'user', 'tool_call', 'assistant']);
      expect(await page.locator('[data-kind=user]').textContent()).toContain('what time is it?');
      expect(await page.getByTestId('tool-result').textContent()).toMatch(/\d/);
      expect(await page.locator('[data-kind=assistant]').last().textContent()).toMatch(/^Agent: .{6,}/);

      await page.getByTestId('connect').click();
      await demo.state('disconnected');
      expect(demo.exceptions).toEqual([]);
    },
    TEST_DEADLINE_MS,
  );

  it(
    'connects and sends the phrase when a phrase is clicked, on a telephone in the dark',
    async () => {
      const demo = await browser.open(server.url, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
      const { page } = demo;
      const chip = page.getByTestId('phrase').first();
      const phrase = (await chip.textContent()) ?? '';
      expect(phrase).not.toBe('');

      await chip.click();
      await demo.heard(300);
      await demo.screenshot('demo-3-phrase');

      expect(await page.locator('[data-kind=user]').allTextContents()).toEqual([`You: ${phrase}`]);
      expect(await page.locator('[data-kind=assistant]').count()).toBeGreaterThan(0);
      expect(await page.getByTestId('problem').count()).toBe(0);
      expect(demo.exceptions).toEqual([]);
    },
    TEST_DEADLINE_MS,
  );

  it(
    'opens the microphone, shows its level, and closes it again',
    async () => {
      const demo = await browser.open(server.url);
      const { page } = demo;
      await page.getByTestId('microphone').click();
      await page.locator('[data-testid=app][data-microphone=on]').waitFor();
      await demo.microphoneHears();
      await demo.screenshot('demo-4-microphone');

      await page.getByTestId('microphone').click();
      await page.locator('[data-testid=app][data-microphone=off]').waitFor();
      expect(await page.getByTestId('microphone-fault').count()).toBe(0);
      expect(await page.getByTestId('problem').count()).toBe(0);
      expect(demo.exceptions).toEqual([]);
    },
    TEST_DEADLINE_MS,
  );
});
