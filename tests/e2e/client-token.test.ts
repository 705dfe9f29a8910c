import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { launchBrowser, type TestBrowser } from './helpers/browser.js';
import { startDemoServer, type DemoServer } from './helpers/demo-server.js';

const START_DEADLINE_MS = 60_000;
const TEST_DEADLINE_MS = 60_000;
const TOKEN = 'only-for-friends';

describe('the demo page of a server with a client token', () => {
  let browser: TestBrowser;
  let server: DemoServer;

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startDemoServer({ CLIENT_TOKEN: TOKEN });
  }, START_DEADLINE_MS);

  afterAll(async () => {
    await (browser as TestBrowser | undefined)?.close();
    await (server as DemoServer | undefined)?.close();
  });

  it(
    'connects when it is opened with the token, and says that it was refused when not',
    async () => {
      const { origin } = new URL(server.url);
      const friend = await browser.open(`${origin}/?token=${TOKEN}`);
      await friend.page.getByTestId('connect').click();
      await friend.heard(200);

      const stranger = await browser.open(origin);
      await stranger.page.getByTestId('connect').click();
      await stranger.state('closed');
      expect(await stranger.page.getByTestId('status').textContent()).not.toBe('');
    },
    TEST_DEADLINE_MS,
  );
});
