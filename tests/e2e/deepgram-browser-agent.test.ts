import { afterEach, describe, expect, it } from '@jest/globals';
import { Excerpt } from '../helpers/delivery-log.js';
import { runConversation } from '../integration/helpers/conversation-script.js';
import { ASKED, scriptMock, SCRIPT_SETTINGS } from '../integration/helpers/conversation-script-model.js';
import { createWorld } from '../integration/helpers/world.js';
import { launchAgentBrowser, type AgentBrowser } from './helpers/agent-page.js';
import { recordPhrase } from './helpers/spoken-file.js';

const TEST_DEADLINE_MS = 60_000;

describe('@deepgram/browser-agent', () => {
  const browsers: AgentBrowser[] = [];
  const launch = async (microphone?: string): Promise<AgentBrowser> => {
    const browser = await launchAgentBrowser('agent-page-element', microphone);
    browsers.push(browser);
    return browser;
  };

  afterEach(async () => {
    for (const browser of browsers.splice(0)) await browser.close();
  });

  it.each(['/v1/agent/converse', '/openai'])(
    'goes through the conversation at %s',
    async (path) => {
      const { mock, origin } = await createWorld({ mock: scriptMock() });
      const browser = await launch();
      await runConversation(mock, (settings) => browser.open({ origin, path }, settings));
    },
    TEST_DEADLINE_MS,
  );

  it(
    'is heard through the browser’s microphone, and plays the answer',
    async () => {
      const { origin } = await createWorld({ mock: scriptMock() });
      const browser = await launch(await recordPhrase(ASKED.spoken));
      const client = await browser.open({ origin, path: '/openai' }, SCRIPT_SETTINGS);
      const excerpt = Excerpt.ofAll(client.log);
      await excerpt.next('LatencyReport');
      expect(excerpt.texts).toEqual([`user: ${ASKED.spoken}`, 'assistant: Good morning to you.']);
      await client.close();
      expect(await client.closed).toBe(1_000);
      expect(client.log.faults).toEqual([]);
    },
    TEST_DEADLINE_MS,
  );
});
