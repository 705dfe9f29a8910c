import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

const CHROMIUM_PATH = '/usr/bin/chromium';
const SCREENSHOT_DIRECTORY = fileURLToPath(new URL('../../../test-results/', import.meta.url));

const FAKE_DEVICE = '--use-fake-device-for-media-stream';
const GRANTED = '--use-fake-ui-for-media-stream';

export interface BrowserOptions {
  /**
   * WAV file that the microphone plays once. `refused`: the page may not use it; `absent`: there is none. Default: it
   * beeps once a second.
   */
  readonly microphone?: string;
}

/** A headless browser whose microphone is Chromium's fake one. */
export interface TestBrowser {
  /** Opens a page of its own, with the server's information loaded. */
  open(
    url: string,
    options?: BrowserContextOptions,
    prepare?: (context: BrowserContext) => Promise<void>,
  ): Promise<DemoPage>;
  close(): Promise<void>;
}

/** The states that the page shows in its state line. */
export type DemoState =
  'disconnected' | 'connecting' | 'listening' | 'thinking' | 'speaking' | 'interrupted' | 'closed';

/** Numbers that the page's loudspeaker reports, of the newest connection. */
export type Measure = 'audibleMs' | 'playedMs' | 'stopMs';

/** The demo page, addressed by what it shows. */
export interface DemoPage {
  readonly page: Page;
  /** Uncaught exceptions of the page, and what its content security policy kept from it, as text. */
  readonly exceptions: readonly string[];
  /** Bytes of audio that the server has sent to this page. */
  readonly receivedBytes: () => number;
  /** Types a message and sends it. */
  type(text: string): Promise<void>;
  /** Resolves as soon as the page is in that state. */
  state(state: DemoState): Promise<void>;
  /**
   * Resolves when the agent has finished speaking, and this connection has really played more than `beyondMs` of
   * non-silent sound.
   * @returns all of that sound, in ms.
   */
  heard(beyondMs: number): Promise<number>;
  /** Resolves when a measure is more than a bound; the measure then. */
  measure(name: Measure, above: number): Promise<number>;
  /** Resolves when the microphone's meter shows that it hears something. */
  microphoneHears(): Promise<void>;
  /** The transcript's entries in order, each as `kind: text`. */
  entries(): Promise<readonly string[]>;
  /** Saves `test-results/<name>.png`, or the path given. */
  screenshot(nameOrPath: string): Promise<void>;
}

function argumentsFor({ microphone }: BrowserOptions): readonly string[] {
  if (microphone === 'refused') return [FAKE_DEVICE, '--deny-permission-prompts'];
  if (microphone === 'absent') return [GRANTED];
  const file = microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}%noloop`];
  return [GRANTED, FAKE_DEVICE, ...file];
}

/** @throws with the way to install Chromium, where it is missing. */
export async function launchBrowser(options: BrowserOptions = {}): Promise<TestBrowser> {
  if (!existsSync(CHROMIUM_PATH)) {
    throw new Error(
      `The end-to-end tests need Chromium at ${CHROMIUM_PATH}. Install it: apt-get update && apt-get install -y chromium`,
    );
  }
  const args = ['--no-sandbox', '--disable-background-networking', ...argumentsFor(options)];
  const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args });
  await mkdir(SCREENSHOT_DIRECTORY, { recursive: true });
  return {
    open: (url, contextOptions, prepare) => openDemo(browser, url, contextOptions, prepare),
    close: () => browser.close(),
  };
}

async function openDemo(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  prepare?: (context: BrowserContext) => Promise<void>,
): Promise<DemoPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  await prepare?.(context);
  const page = await context.newPage();
  const exceptions: string[] = [];
  let receivedBytes = 0;
  page.on('pageerror', (error) => exceptions.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) exceptions.push(message.text());
  });
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload !== 'string') receivedBytes += payload.byteLength;
    });
  });
  await page.goto(url);
  await page.locator('[data-testid=app][data-server=loaded]').waitFor();
  const state = (name: DemoState) => page.locator(`[data-testid=app][data-state=${name}]`).waitFor();
  const measure = async (name: Measure, above: number) => {
    const value = `Number(document.querySelector('[data-testid=app]').dataset.${name} || -1)`;
    await waitUntil(page, `${value} > ${above}`);
    return Number(await page.evaluate(value));
  };
  return {
    page,
    exceptions,
    receivedBytes: () => receivedBytes,
    state,
    measure,
    type: async (text) => {
      await page.getByTestId('message').fill(text);
      await page.keyboard.press('Enter');
    },
    heard: async (beyondMs) => {
      await measure('audibleMs', beyondMs);
      await state('listening');
      return measure('audibleMs', beyondMs);
    },
    microphoneHears: async () => {
      await waitUntil(page, `Number(document.querySelector('[data-testid=microphone-level]')?.dataset.level) > 0.2`);
    },
    entries: async () => {
      const all = await page.getByTestId('entry').all();
      return Promise.all(
        all.map(async (entry) => {
          const [kind, text] = await Promise.all([entry.getAttribute('data-kind'), entry.innerText()]);
          return `${kind ?? ''}: ${text.replace(/\s+/g, ' ').replace(/^(You|Agent|Function): ?/, '')}`.trim();
        }),
      );
    },
    screenshot: async (nameOrPath) => {
      const path = nameOrPath.includes('/') ? nameOrPath : `${SCREENSHOT_DIRECTORY}${nameOrPath}.png`;
      await page.screenshot({ path });
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
