import { describe, expect, it } from '@jest/globals';
import { createDemoWorld, DEADLINE_MS } from './helpers/demo-world.js';
import { recordPhrase } from './helpers/spoken-file.js';

const PHRASE = 'what is the weather in paris';
const INTERRUPTION = 'what time is it';
/** From the message's arrival to the last audible sample. */
const STOP_BOUND_MS = 200;

describe('the demo page with a microphone that speaks', () => {
  const world = createDemoWorld(async () => ({ microphone: await recordPhrase(PHRASE) }));

  it(
    'writes down a spoken question, calls the function that it asks for, and answers aloud',
    async () => {
      const { browser, server } = world();
      const demo = await browser.open(server.url);
      const { page } = demo;
      await page.getByTestId('talk').click();
      await page.locator('[data-testid=tool-call][data-status=answered]').waitFor();
      await page.locator('[data-kind=assistant]').last().getByText(/paris/i).waitFor();
      await demo.heard(1_000);
      await demo.screenshot('demo-spoken');

      const entries = await demo.entries();
      expect(entries.map((entry) => entry.split(':')[0])).toEqual(['assistant', 'user', 'tool_call', 'assistant']);
      expect(entries[1]).toBe(`user: ${PHRASE}`);
      expect(await page.getByTestId('tool-call').getAttribute('data-name')).toBe('get_weather');
      expect(await page.getByTestId('problem').count()).toBe(0);
      expect(demo.exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );
});

describe('a user who interrupts the agent', () => {
  const world = createDemoWorld(async () => ({ microphone: await recordPhrase(INTERRUPTION, { pauseMs: 500 }) }));

  it(
    'hears it fall silent within 200 ms, and is answered',
    async () => {
      const { browser, server } = world();
      const demo = await browser.open(server.url);
      const { page } = demo;
      await demo.type('tell me a story');
      await demo.measure('audibleMs', 300);
      await page.getByTestId('microphone').click();
      await demo.state('interrupted');

      const stopMs = await demo.measure('stopMs', -0.5);
      expect(stopMs).toBeLessThan(STOP_BOUND_MS);

      await page.locator('[data-testid=tool-call][data-status=answered]').waitFor();
      await demo.state('speaking');
      await demo.state('listening');
      // What was received of the story and not played was dropped, not postponed.
      const playedMs = await demo.measure('playedMs', 0);
      expect(playedMs).toBeLessThan(demo.receivedBytes() / 48 - 500);
      // The proxy tells what was heard of the story; the page strikes or leaves out the rest.
      expect(await page.getByTestId('cut').count()).toBe(1);
      const kinds = (await demo.entries()).map((entry) => entry.split(':')[0]);
      expect(kinds.slice(0, 4)).toEqual(['user', 'assistant', 'user', 'tool_call']);
      expect(demo.exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );
});
