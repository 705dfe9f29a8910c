import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Locator } from 'playwright-core';
import { seriousViolations } from './helpers/axe.js';
import { launchBrowser, type DemoPage, type TestBrowser } from './helpers/browser.js';
import { startDemoServer, type DemoServer } from './helpers/demo-server.js';

const START_DEADLINE_MS = 60_000;
const TEST_DEADLINE_MS = 60_000;

const typesIn = (rows: Locator): Promise<readonly (string | null)[]> =>
  rows.all().then((all) => Promise.all(all.map((row) => row.getAttribute('data-type'))));

describe('the page’s wire inspector and numbers', () => {
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

  /** A page on which one typed question was answered with a function call, and which has hung up. */
  async function answered(options?: BrowserContextOptions): Promise<DemoPage> {
    const demo = await browser.open(server.url, options);
    const { page } = demo;
    await page.getByTestId('tab-wires').click();
    await demo.type('what time is it?');
    await demo.heard(300);
    await page.getByTestId('end').click();
    await demo.state('disconnected');
    await page.locator('[data-testid=wire-entry][data-type^="socket closed"][data-leg=client]').waitFor();
    return demo;
  }

  it(
    'fills both lanes during a text turn, finds and opens a message, and opens its own export again',
    async () => {
      const demo = await answered();
      const { page } = demo;
      const entry = page.getByTestId('wire-entry');
      const search = page.getByTestId('wire-search');
      await page.getByTestId('inspector').scrollIntoViewIfNeeded();
      await demo.screenshot('inspector-1-lanes');

      await search.fill('what time is it?');
      await page.locator('[data-type=InjectUserMessage][data-leg=client]').waitFor();
      await page.locator('[data-type="conversation.item.create"][data-leg=upstream]').waitFor();
      await entry.and(page.locator('[data-type=InjectUserMessage]')).click();
      expect(await page.getByTestId('wire-json').textContent()).toContain('"content": "what time is it?"');
      await page.locator('[data-type="conversation.item.create"][data-relation=effect]').waitFor();
      await page.getByTestId('wire-lanes').focus();
      await page.keyboard.press('ArrowRight');
      await page.locator('[data-testid=wire-entry][data-relation=cause][data-type=InjectUserMessage]').waitFor();
      await search.fill('');
      await demo.screenshot('inspector-2-message');
      await page.keyboard.press('Tab');

      for (const family of ['session', 'settings', 'user', 'agent', 'audio', 'problem']) {
        await page.getByTestId(`wire-family-${family}`).click();
      }
      await page.locator('[data-testid=wire-entry][data-type=FunctionCallRequest]').waitFor();
      expect(await page.locator('[data-testid=wire-entry]:not([data-family=tool])').count()).toBe(0);
      const before = await typesIn(entry);

      const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('wire-export').click()]);
      const file = await download.path();
      const lines = (await readFile(file, 'utf8')).trimEnd();
      await page.getByTestId('wire-file').setInputFiles({
        name: 'turn.jsonl',
        mimeType: 'application/jsonl',
        buffer: Buffer.from(`${lines}\nno record\n`),
      });
      const status = page.getByTestId('wire-file-status');
      await status.waitFor();
      expect(await status.textContent()).toMatch(/turn\.jsonl, not live.*not records: line \d+/);
      expect(await typesIn(entry)).toEqual(before);
      await demo.screenshot('inspector-3-file');
      expect(demo.exceptions).toEqual([]);
    },
    TEST_DEADLINE_MS,
  );

  it(
    'shows what the turn took, used and would cost, on a telephone in the dark as well',
    async () => {
      const demo = await answered({
        viewport: { width: 390, height: 844 },
        colorScheme: 'dark',
      });
      const { page } = demo;
      await demo.screenshot('inspector-4-phone');
      await page.getByTestId('wire-entry').first().click();
      await demo.screenshot('inspector-5-phone-message');
      expect(await seriousViolations(page)).toEqual([]);
      await page.getByTestId('tab-numbers').click();
      const turn = page.locator('[data-testid=turn][data-kind=typed]').last();
      await turn.waitFor();
      expect(await turn.textContent()).toMatch(/what time is it\?.*\d ms.*\d ms/);
      expect(await turn.getByTestId('turn-cost').textContent()).toMatch(/^\$0\.0*[1-9]/);
      expect(await page.getByTestId('numbers-totals').textContent()).toMatch(/Tokens[1-9]/);
      expect(await page.getByTestId('price-note').textContent()).toMatch(/2026-\d\d-\d\d.*not from a bill/);
      await page.locator('[data-testid=numbers] .recharts-bar-rectangle').first().waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.getByTestId('numbers').scrollIntoViewIfNeeded();
      await demo.screenshot('inspector-6-phone-numbers');
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.getByTestId('numbers').scrollIntoViewIfNeeded();
      await demo.screenshot('inspector-7-numbers');
      expect(demo.exceptions).toEqual([]);
    },
    TEST_DEADLINE_MS,
  );
});
