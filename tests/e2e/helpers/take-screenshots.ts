import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.js';
import { startDemoServer } from './demo-server.js';

/* `npm run screenshots`: the page as a newcomer sees it, into docs/images. */

const FOLDER = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

const VIEWS = [
  { name: 'desktop', options: { viewport: { width: 1280, height: 800 } } },
  { name: 'desktop-dark', options: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' } },
  { name: 'phone', options: { viewport: { width: 390, height: 844 } } },
  { name: 'phone-dark', options: { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } },
] as const;

await mkdir(FOLDER, { recursive: true });
const server = await startDemoServer();
const browser = await launchBrowser();
try {
  for (const { name, options } of VIEWS) {
    const demo = await browser.open(server.url, options);
    await demo.page.getByTestId('setting-prompt').waitFor();
    await demo.screenshot(`${FOLDER}${name}-welcome.png`);
    await demo.type('what is the weather in Paris?');
    await demo.measure('audibleMs', 700);
    await demo.screenshot(`${FOLDER}${name}-conversation.png`);
    await demo.state('listening');
    await demo.page.getByTestId('tab-wires').click();
    await demo.page.getByTestId('wire-search').fill('Function');
    await demo.page.locator('[data-testid=wire-entry][data-type=FunctionCallRequest]').click();
    await demo.page.getByTestId('wire-search').fill('');
    await demo.page.locator('[data-testid=wire-entry][data-type=AgentThinking]').first().waitFor();
    await demo.screenshot(`${FOLDER}${name}-wires.png`);
    await demo.page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
