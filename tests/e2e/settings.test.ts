import { describe, expect, it } from '@jest/globals';
import { createDemoWorld, DEADLINE_MS } from './helpers/demo-world.js';
import { scriptAgent, type ScriptedAgent } from './helpers/scripted-agent.js';

const TOOL = [{ name: 'open_door', description: 'Opens a door.', parameters: { type: 'object', properties: {} } }];

describe('the settings panel', () => {
  const world = createDemoWorld();

  it(
    'makes the Settings message, and a link that restores it without the token',
    async () => {
      const { browser, server } = world();
      const { page } = await browser.open(`${server.url}/?token=secret-token`, {
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      const set = (name: string) => page.getByTestId(`setting-${name}`);
      await set('prompt').fill('Speak like a pirate & be brief.');
      await set('voice').fill('cedar');
      await set('greeting').fill('');
      await set('turn').selectOption('server_vad');
      await set('silenceMs').fill('700');
      await set('threshold').fill('0.4');
      await set('inputRate').selectOption('16000');
      await set('outputEncoding').selectOption('mulaw');
      await set('tools').fill(JSON.stringify(TOOL));
      await page.getByText('The Settings message').click();
      const json = await page.getByTestId('settings-json').innerText();
      expect(JSON.parse(json)).toMatchObject({
        type: 'Settings',
        audio: {
          input: { encoding: 'linear16', sample_rate: 16_000 },
          output: { encoding: 'mulaw', sample_rate: 8_000, container: 'none' },
        },
        agent: {
          listen: {
            provider: { turn_detection: { type: 'server_vad', silence_duration_ms: 700, threshold: 0.4 } },
          },
          think: { prompt: 'Speak like a pirate & be brief.', functions: TOOL },
          speak: { provider: { voice: 'cedar' } },
        },
      });
      expect(json).not.toContain('greeting');

      await page.getByTestId('copy-link').click();
      await page.locator('[data-testid=copy-link][data-outcome=copied]').waitFor();
      const link = String(await page.evaluate('navigator.clipboard.readText()'));
      expect(link).not.toContain('secret-token');
      expect(link.length).toBeLessThan(400);
      expect(page.url()).toContain(new URL(link).hash);

      const agents: ScriptedAgent[] = [];
      const friend = await browser.open(
        link,
        {},
        scriptAgent((agent) => void agents.push(agent)),
      );
      await friend.page.getByText('The Settings message').click();
      expect(await friend.page.getByTestId('settings-json').innerText()).toBe(json);
      await friend.type('ahoy');
      await friend.state('listening');
      expect(agents[0]?.received[0]).toEqual(JSON.parse(json));
    },
    DEADLINE_MS,
  );

  it(
    'says where the functions’ JSON is wrong, and keeps a number that is out of bounds to itself',
    async () => {
      const { browser, server } = world();
      const { page } = await browser.open(server.url);
      const tools = page.getByTestId('setting-tools');
      const message = page.getByTestId('tools-message');
      await tools.fill('[\n  { "name": "a" },\n  { "name": }\n]');
      expect(await message.innerText()).toMatch(/^Not JSON: .*line 3/);
      await tools.fill('[{ "name": "not a name" }]');
      expect(await message.innerText()).toMatch(/^\[0\]\.name: /);
      await tools.fill('[{ "name": "a" }, { "name": "a" }]');
      expect(await message.innerText()).toMatch(/two functions named a/);
      expect(await tools.getAttribute('aria-invalid')).toBe('true');

      await page.getByTestId('setting-turn').selectOption('server_vad');
      await page.getByTestId('setting-threshold').fill('7');
      await page.getByText('The Settings message').click();
      expect(await page.getByTestId('settings-json').innerText()).not.toContain('"threshold"');
      await page.getByTestId('reset-settings').click();
      expect(await message.innerText()).toMatch(/functions?\./);
      expect(new URL(page.url()).hash).toBe('');
    },
    DEADLINE_MS,
  );

  it(
    'starts from the defaults where a link cannot be understood',
    async () => {
      const { browser, server } = world();
      const demo = await browser.open(`${server.url}/#turn=psychic&threshold=many&outputRate=1&unknown=1&prompt=Hi`);
      expect(await demo.page.getByTestId('setting-turn').inputValue()).toBe('auto');
      expect(await demo.page.getByTestId('setting-outputRate').inputValue()).toBe('24000');
      expect(await demo.page.getByTestId('setting-prompt').inputValue()).toBe('Hi');
      expect(demo.exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );
});
