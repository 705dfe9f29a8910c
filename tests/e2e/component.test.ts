import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from './helpers/browser.js';
import { startDemoServer } from './helpers/demo-server.js';

const FIXTURE = fileURLToPath(new URL('fixtures/voice-agent-react/', import.meta.url));
const REACT = dirname(createRequire(import.meta.url).resolve('react/package.json'));
const DEADLINE_MS = 60_000;

describe("a checkout of the component in the page's development server", () => {
  let browser: TestBrowser;
  const closers: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  }, DEADLINE_MS);

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  afterAll(async () => {
    await (browser as TestBrowser | undefined)?.close();
  });

  /** Outside of this repository, as a user's is, and with a React of its own, which the page must not use beside its own. */
  const checkOut = async (part: 'package.json' | 'src'): Promise<string> => {
    const root = await mkdtemp(join(tmpdir(), 'voice-agent-react-'));
    closers.push(() => rm(root, { recursive: true }));
    for (const file of ['package.json', part]) await cp(join(FIXTURE, file), join(root, file), { recursive: true });
    await cp(REACT, join(root, 'node_modules/react'), { recursive: true });
    return root;
  };

  const openPage = async (folder: string, token?: string) => {
    const server = await startDemoServer({
      DG_REACT_AGENT: folder,
      ...(token !== undefined && { CLIENT_TOKEN: token }),
    });
    closers.push(() => server.close());
    const demo = await browser.open(`${server.url}${token === undefined ? '' : `/?token=${token}`}`);
    closers.push(() => demo.page.context().close());
    return { ...demo, output: server.output };
  };

  const choose = async (page: Page, agent: 'component' | 'offline') => {
    await page.getByTestId('backend').click();
    await page.getByTestId(`backend-${agent}`).click();
  };

  const compileInto = async (root: string) => {
    const entryPoints = [join(FIXTURE, 'src/index.ts')];
    const outfile = join(root, 'dist/index.js');
    await build({ entryPoints, outfile, bundle: true, format: 'esm', external: ['react'], logLevel: 'error' });
  };

  it(
    'converses in writing and has its function calls answered, from its sources',
    async () => {
      const { page, exceptions } = await openPage(await checkOut('src'));
      await choose(page, 'component');
      await page.getByTestId('component-start').click();
      await page.getByTestId('component-entry').waitFor();
      await page.locator('[data-testid=component-client][data-connection=connected][data-agent-state=idle]').waitFor();
      await page.getByTestId('component-message').fill('what time is it?');
      await page.keyboard.press('Enter');
      await page.locator('[data-testid=component-entry] [data-status=answered]').waitFor();
      await page.locator('[data-testid=component-entry]').nth(4).waitFor();

      const entries = await page.getByTestId('component-entry').allTextContents();
      expect(entries).toEqual([
        'Agent: Hello from the component. Ask me something.',
        'You: what time is it?',
        expect.stringMatching(/^Function get_current_time\(.*\) \{"time":"\d\d:\d\d"/),
        // The proxy's word of the call, for a transcript.
        'Agent: Function call: get_current_time({})',
        expect.stringMatching(/^Agent: .*\d/),
      ]);

      await page.getByRole('button', { name: 'Start microphone' }).click();
      await page.locator('[data-testid=component-problem][data-code=MICROPHONE_FAILED]').waitFor();
      await page.getByTestId('component-start').click();
      await page.locator('[data-testid=component-client][data-connection=closed]').waitFor();
      expect(exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );

  it(
    'is used as it was built where it has no sources, and is let in with the page’s token',
    async () => {
      const root = await checkOut('package.json');
      await compileInto(root);
      const { page, exceptions } = await openPage(root, 'only-for-friends');
      await choose(page, 'component');
      await page.getByTestId('component-start').click();
      await page.getByText('Hello from the component').waitFor();
      expect(exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );

  it(
    'is said to fail where it cannot be loaded, and the page goes on',
    async () => {
      const root = await checkOut('src');
      await writeFile(join(root, 'src/index.ts'), "export * from 'no-such-package';");
      const { page } = await openPage(root);
      await choose(page, 'component');
      await page.locator('[data-testid=component-problem][data-code=NOT_LOADED]').waitFor();
      // Vite's own account of it lies over the page.
      await page.keyboard.press('Escape');
      await choose(page, 'offline');
      await page.getByTestId('phrase').first().click();
      await page.locator('[data-testid=entry]').first().waitFor();
    },
    DEADLINE_MS,
  );

  it(
    'cannot be chosen where its path is wrong: the page and the server say why, and go on without it',
    async () => {
      const { page, exceptions, output } = await openPage('/no/such/checkout');
      const reason = 'DG_REACT_AGENT is not the folder of @signal-meaning/voice-agent-react.';
      await page.getByTestId('backend').click();
      const choice = page.getByTestId('backend-component');
      expect(await choice.isDisabled()).toBe(true);
      expect(await page.locator('label', { has: choice }).innerText()).toContain(reason);
      await page.keyboard.press('Escape');
      expect(output.join('\n')).toContain(reason);
      await page.getByTestId('phrase').first().click();
      await page.locator('[data-testid=entry]').first().waitFor();
      expect(exceptions).toEqual([]);
    },
    DEADLINE_MS,
  );
});
