import { describe, expect, it } from '@jest/globals';
import { horizontalOverflow, seriousViolations } from './helpers/axe.js';
import { createDemoWorld, DEADLINE_MS } from './helpers/demo-world.js';
import { scriptAgent } from './helpers/scripted-agent.js';

const CALL = { id: 'call_1', name: 'get_weather', arguments: '{"location":"Paris"}', client_side: false };

describe.each(['light', 'dark'] as const)('the page in the %s', (colorScheme) => {
  const world = createDemoWorld();
  const PHONE = { width: 390, height: 844 };

  it(
    'has no serious flaw for those who do not see or point, in each of its states',
    async () => {
      const { browser, server } = world();
      let end: () => Promise<void> = () => Promise.resolve();
      const demo = await browser.open(
        server.url,
        { colorScheme, reducedMotion: 'reduce' },
        scriptAgent(({ say, close }) => {
          say({ type: 'ConversationText', role: 'user', content: 'hello' });
          say({ type: 'FunctionCallRequest', functions: [CALL] });
          say({ type: 'FunctionCallResponse', id: CALL.id, name: CALL.name, content: '{"temperature_c":21}' });
          say({ type: 'ConversationText', role: 'assistant', content: 'It is warm there today.' });
          say({ type: 'AgentAudioDone' });
          say({ type: 'UserStartedSpeaking' });
          say({ type: 'History', role: 'assistant', content: 'It is warm…' });
          say({ type: 'Warning', code: 'VOICE_REPLACED', description: 'Another voice speaks.' });
          end = () => close(1011, 'upstream lost');
        }),
      );
      const { page } = demo;
      expect(await seriousViolations(page)).toEqual([]);

      await page.getByTestId('backend').click();
      expect(await seriousViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');

      await page.getByTestId('setting-turn').selectOption('server_vad');
      await page.getByTestId('setting-tools').fill('[');
      await page.getByText('The Settings message').click();
      expect(await seriousViolations(page)).toEqual([]);

      await demo.type('hello');
      await page.getByTestId('problem').waitFor();
      expect(await seriousViolations(page)).toEqual([]);

      await end();
      await demo.state('closed');
      expect(await seriousViolations(page)).toEqual([]);
      await page.setViewportSize(PHONE);
      expect(await seriousViolations(page)).toEqual([]);
      expect(await horizontalOverflow(page)).toBe(0);
    },
    DEADLINE_MS,
  );

  it(
    'is used with the keyboard alone, on a telephone’s width without scrolling sideways',
    async () => {
      const { browser, server } = world();
      const demo = await browser.open(server.url, { colorScheme, viewport: PHONE });
      const { page } = demo;
      expect(await horizontalOverflow(page)).toBe(0);
      await page.getByTestId('backend').focus();
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.dataset.testid')).toBe('talk');
      await page.getByTestId('message').focus();
      await page.keyboard.type('what time is it');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid=tool-call][data-status=answered]').waitFor();
      expect(await horizontalOverflow(page)).toBe(0);
      expect(await seriousViolations(page)).toEqual([]);
    },
    DEADLINE_MS,
  );
});
