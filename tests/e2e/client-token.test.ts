import { describe, expect, it } from '@jest/globals';
import { createDemoWorld, DEADLINE_MS } from './helpers/demo-world.js';

const TOKEN = 'only-for-friends';

describe('the demo page of a server with a client token', () => {
  const world = createDemoWorld(() => ({}), { CLIENT_TOKEN: TOKEN });

  it(
    'connects when it is opened with the token, and says that it was refused when not',
    async () => {
      const { browser, server } = world();
      const { origin } = new URL(server.url);
      const friend = await browser.open(`${origin}/?token=${TOKEN}`);
      await friend.type('hello');
      await friend.heard(200);

      const stranger = await browser.open(origin);
      await stranger.type('hello');
      await stranger.state('closed');
      expect(await stranger.page.getByTestId('status').innerText()).toMatch(/refused.*\?token=/s);
      expect(await stranger.page.getByTestId('reconnect').isEnabled()).toBe(true);
    },
    DEADLINE_MS,
  );
});
