import { afterAll, beforeAll } from '@jest/globals';
import { launchBrowser, type BrowserOptions, type TestBrowser } from './browser.js';
import { startDemoServer, type DemoServer } from './demo-server.js';

/** Under load, a browser and a server need longer than a test may take otherwise. */
export const DEADLINE_MS = 90_000;

export interface DemoWorld {
  readonly browser: TestBrowser;
  readonly server: DemoServer;
}

/** One browser and one `npm run dev` for the tests of a describe. Call the result from within a test. */
export function createDemoWorld(
  options: () => Promise<BrowserOptions> | BrowserOptions = () => ({}),
  variables: NodeJS.ProcessEnv = {},
): () => DemoWorld {
  const opened: (() => Promise<void>)[] = [];
  let world: DemoWorld | undefined;

  beforeAll(async () => {
    const browser = await launchBrowser(await options());
    opened.push(() => browser.close());
    const server = await startDemoServer(variables);
    opened.push(() => server.close());
    world = { browser, server };
  }, DEADLINE_MS);

  afterAll(async () => {
    for (const close of opened.reverse()) await close();
  }, DEADLINE_MS);

  return () => {
    if (!world) throw new Error('The world is opened before the first test.');
    return world;
  };
}
