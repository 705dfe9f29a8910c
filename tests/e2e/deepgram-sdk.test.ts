import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { runConversation } from '../integration/helpers/conversation-script.js';
import { scriptMock } from '../integration/helpers/conversation-script-model.js';
import { createWorld } from '../integration/helpers/world.js';
import { launchAgentBrowser, type AgentBrowser } from './helpers/agent-page.js';

const TEST_DEADLINE_MS = 60_000;

describe('@deepgram/sdk in a browser', () => {
  let browser: AgentBrowser;

  beforeAll(async () => {
    browser = await launchAgentBrowser('agent-page-sdk');
  }, TEST_DEADLINE_MS);

  afterAll(async () => {
    await (browser as AgentBrowser | undefined)?.close();
  });

  it.each(['/v1/agent/converse', '/openai/v1/agent/converse'])(
    'goes through the conversation at %s',
    async (path) => {
      const { mock, origin } = await createWorld({ mock: scriptMock() });
      await runConversation(mock, (settings) => browser.open({ origin, path }, settings));
    },
    TEST_DEADLINE_MS,
  );
});
