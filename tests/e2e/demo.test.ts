import { describe, expect, it } from '@jest/globals';
import { createDemoWorld, DEADLINE_MS } from './helpers/demo-world.js';

describe('the demo page without a key', () => {
  const world = createDemoWorld();

  it(
    'answers a typed question with a function call, text and sound',
    async () => {
      const { browser, server } = world();
      const demo = await browser.open(server.url);
      const { page } = demo;
      expect(await page.getByTestId('notice').getAttribute('data-backend')).toBe('offline');

      await demo.type('what time is it?');
      await page.locator('[data-testid=tool-call][data-status=answered]').waitFor();
      await demo.heard(300);
      await demo.screenshot('demo-answered');

      const entries = await demo.entries();
      expect(entries.map((entry) => entry.split(':')[0])).toEqual(['user', 'tool_call', 'assistant']);
      expect(entries[0]).toBe('user: what time is it?');
      expect(await page.getByTestId('tool-result').textContent()).toMatch(/\d/);
      expect(entries[2]).toMatch(/^assistant: .{6,}/);

      await page.getByTestId('end').click();
      await demo.state('disconnected');
      expect(demo.exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );

  it(
    'plays the answer at its own pitch: as long as what was received, at every rate',
    async () => {
      const { browser, server } = world();
      const formats = [
        { fragment: '', bytesPerMs: 48 },
        { fragment: '#outputRate=16000', bytesPerMs: 32 },
        { fragment: '#outputEncoding=mulaw&outputRate=8000', bytesPerMs: 8 },
      ];
      for (const { fragment, bytesPerMs } of formats) {
        const demo = await browser.open(`${server.url}/${fragment}`);
        await demo.type('tell me a joke');
        await demo.heard(500);
        const receivedMs = demo.receivedBytes() / bytesPerMs;
        const playedMs = await demo.measure('playedMs', receivedMs - 2);
        expect(playedMs).toBeLessThan(receivedMs + 2);
        expect(receivedMs).toBeGreaterThan(500);
        expect(demo.exceptions).toEqual([]);
        await demo.page.close();
      }
    },
    DEADLINE_MS,
  );

  it(
    'connects and sends the phrase when a phrase is clicked, on a telephone in the dark',
    async () => {
      const { browser, server } = world();
      const demo = await browser.open(server.url, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
      const { page } = demo;
      const chip = page.getByTestId('phrase').first();
      const phrase = (await chip.textContent()) ?? '';
      expect(phrase).not.toBe('');

      await chip.click();
      await demo.heard(300);
      await demo.screenshot('demo-phrase');

      const entries = await demo.entries();
      expect(entries[0]).toBe(`user: ${phrase}`);
      expect(await page.locator('[data-kind=assistant]').count()).toBeGreaterThan(0);
      expect(await page.getByTestId('problem').count()).toBe(0);
      expect(demo.exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );

  it(
    'shows the microphone’s level, and mutes it',
    async () => {
      const { browser, server } = world();
      const demo = await browser.open(server.url);
      const { page } = demo;
      await page.getByTestId('talk').click();
      await page.locator('[data-testid=app][data-microphone=on]').waitFor();
      await demo.microphoneHears();
      await page.getByTestId('microphone').click();
      await page.locator('[data-testid=app][data-microphone=off]').waitFor();
      expect(await page.getByTestId('microphone-fault').count()).toBe(0);
      expect(await page.getByTestId('problem').count()).toBe(0);
      expect(demo.exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );

  it(
    'shows the agents that cannot be had, with the reason',
    async () => {
      const { browser, server } = world();
      const { page } = await browser.open(server.url);
      await page.getByTestId('backend').click();
      const openai = page.getByTestId('backend-openai');
      expect(await openai.isDisabled()).toBe(true);
      expect(await page.locator('label', { has: openai }).innerText()).toMatch(/OPENAI_API_KEY/);
      expect(await page.getByTestId('backend-offline').isChecked()).toBe(true);
      expect(await page.getByTestId('backend-component').isDisabled()).toBe(true);
    },
    DEADLINE_MS,
  );
});
