import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { launchBrowser, type TestBrowser } from './helpers/browser.js';
import { startDemoServer } from './helpers/demo-server.js';
import { createDemoWorld, DEADLINE_MS } from './helpers/demo-world.js';

const HEADER = fileURLToPath(new URL('../../test-app/src/components/header.tsx', import.meta.url));

describe('the demo page when something goes wrong', () => {
  const world = createDemoWorld();
  const opened: TestBrowser[] = [];

  afterEach(async () => {
    for (const browser of opened.splice(0)) await browser.close();
  });

  it(
    'goes on with the conversation after a reload, until it is cleared',
    async () => {
      const { browser, server } = world();
      const demo = await browser.open(server.url);
      const { page } = demo;
      await demo.type('my name is Alex');
      await demo.heard(200);
      const before = await demo.entries();
      await page.reload();
      await page.locator('[data-testid=app][data-server=loaded]').waitFor();
      expect(await demo.entries()).toEqual(before);

      await demo.type('what is my name');
      await demo.heard(200);
      expect((await demo.entries()).at(-1)).toMatch(/^assistant: .*alex/i);

      await page.getByTestId('end').click();
      await page.getByTestId('clear').click();
      await page.getByTestId('talk').waitFor();
      await page.reload();
      await page.getByTestId('talk').waitFor();
      expect(await demo.entries()).toEqual([]);
    },
    DEADLINE_MS,
  );

  it.each([
    ['refused', 'refused'],
    ['absent', 'absent'],
  ])(
    'says that the microphone is %s, and lets the user try again or type',
    async (microphone, fault) => {
      const browser = await launchBrowser({ microphone });
      opened.push(browser);
      const demo = await browser.open(world().server.url);
      const { page } = demo;
      await page.getByTestId('talk').click();
      const line = page.getByTestId('microphone-fault');
      await line.waitFor();
      expect(await line.getAttribute('data-fault')).toBe(fault);
      await page.getByTestId('microphone-retry').click();
      await line.waitFor();
      await demo.type('hello');
      await page.locator('[data-kind=assistant]').nth(1).waitFor();
      expect(demo.exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );

  it(
    'keeps a call while its own code is edited',
    async () => {
      const { browser, server } = world();
      const demo = await browser.open(server.url);
      const { page } = demo;
      await demo.type('tell me a story');
      await demo.state('speaking');
      const requestId = await page.getByTestId('app').getAttribute('data-request-id');
      const source = await readFile(HEADER, 'utf8');
      try {
        await writeFile(HEADER, source.replace('<h1>Voice agent</h1>', '<h1>Edited</h1>'));
        await page.getByRole('heading', { name: 'Edited' }).waitFor();
      } finally {
        await writeFile(HEADER, source);
      }
      await page.getByRole('heading', { name: 'Voice agent' }).waitFor();
      await demo.type('hello');
      await page.locator('[data-kind=assistant]').nth(1).waitFor();
      expect(await page.getByTestId('app').getAttribute('data-request-id')).toBe(requestId);
      expect(demo.exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );

  it(
    'says that the server is gone, and goes on once it is back',
    async () => {
      const first = await startDemoServer();
      // Vite's own socket would reload the page as soon as the server is back.
      const demo = await world().browser.open(first.url, {}, (context) =>
        context.routeWebSocket(
          ({ pathname }) => pathname === '/',
          () => undefined,
        ),
      );
      const { page } = demo;
      try {
        await demo.type('my name is Alex');
        await demo.heard(200);
      } finally {
        await first.close();
      }
      await demo.state('closed');
      await page.getByTestId('reconnect').click();
      await page.getByText('The server could not be reached').waitFor();

      const second = await startDemoServer({ PORT: new URL(first.url).port });
      try {
        await page.getByTestId('reconnect').click();
        await demo.state('listening');
        await demo.type('what is my name');
        await page.locator('[data-kind=assistant]').last().getByText(/alex/i).waitFor();
      } finally {
        await second.close();
      }
      expect(demo.exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );
});
