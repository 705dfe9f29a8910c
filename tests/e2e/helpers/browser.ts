import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const CHROMIUM_PATH = '/usr/bin/chromium';
const SCREENSHOT_DIRECTORY = fileURLToPath(new URL('../../../test-results/', import.meta.url));

const LAUNCH_ARGUMENTS = [
  '--no-sandbox',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--disable-background-networking',
];

export interface BrowserOptions {
  /** WAV file that the microphone plays once. Default: none, then it beeps once a second. */
  readonly microphone?: string;
}

/** A headless browser whose microphone is Chromium's fake one. */
export interface TestBrowser {
  /** Opens a page of its own, with the server's information loaded. */
  open(url: string, options?: BrowserContextOptions): Promise<DemoPage>;
  close(): Promise<void>;
}

/** The states that the page shows in its state line. */
export type DemoState = 'disconnected' | 'connecting' | 'listening' | 'thinking' | 'speaking' | 'closed';

/** The demo page, addressed by what it shows. */
export interface DemoPage {
  readonly page: Page;
  /** Uncaught exceptions of the page, and what its content security policy kept from it, as text. */
  readonly exceptions: readonly string[];
  /** Resolves as soon as the page is in that state. */
  state(state: DemoState): Promise<void>;
  /**
   * Resolves when the agent has finished speaking, and this connection has really played more than `beyondMs` of
   * non-silent sound.
   * @returns all of that sound, in ms.
   */
  heard(beyondMs: number): Promise<number>;
  /** Resolves when the microphone's meter shows that it hears something. */
  microphoneHears(): Promise<void>;
  /** Saves `test-results/<name>.png`. */
  screenshot(name: string): Promise<void>;
}

/** @throws with the way to install Chromium, where it is missing. */
export async function launchBrowser({ microphone }: BrowserOptions = {}): Promise<TestBrowser> {
  if (!existsSync(CHROMIUM_PATH)) {
    throw new Error(
      `The end-to-end tests need Chromium at ${CHROMIUM_PATH}. Install it: apt-get update && apt-get install -y chromium`,
    );
  }
  const capture = microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}%noloop`];
  const args = [...LAUNCH_ARGUMENTS, ...capture];
  const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args });
  await mkdir(SCREENSHOT_DIRECTORY, { recursive: true });
  return {
    open: (url, options) => openDemo(browser, url, options),
    close: () => browser.close(),
  };
}

async function openDemo(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<DemoPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const exceptions: string[] = [];
  page.on('pageerror', (error) => exceptions.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) exceptions.push(message.text());
  });
  await page.goto(url);
  await page.locator('[data-testid=app][data-server=loaded]').waitFor();
  const state = (name: DemoState) => page.locator(`[data-testid=app][data-state=${name}]`).waitFor();
  const app = page.getByTestId('app');
  return {
    page,
    exceptions,
    state,
    heard: async (beyondMs) => {
      await waitUntil(page, `Number(document.querySelector('[data-testid=app]').dataset.audibleMs) > ${beyondMs}`);
      await state('listening');
      return Number(await app.getAttribute('data-audible-ms'));
    },
    microphoneHears: async () => {
      await waitUntil(page, `Number(document.querySelector('[data-testid=microphone-level]')?.dataset.level) > 0.2`);
    },
    screenshot: async (name) => {
      await page.screenshot({ path: `${SCREENSHOT_DIRECTORY}${name}.png` });
    },
  };
}

/**
 * Resolves in the first frame in which a condition holds in the page. It is an expression as text: the tests are compiled
 * without the types of a page. `page.waitForFunction` would evaluate it there, which the page's policy forbids.
 */
async function waitUntil(page: Page, condition: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => (${condition} ? resolve() : requestAnimationFrame(look));
    look();
  })`);
}
