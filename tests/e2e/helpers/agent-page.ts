import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { dialectAt } from '../../helpers/agent-schema.js';
import { DeliveryLog } from '../../helpers/delivery-log.js';
import type { AgentClient } from '../../integration/helpers/conversation-script-client.js';
import type { PageAgent, PageReport } from './agent-page-protocol.js';

const CHROMIUM_PATH = '/usr/bin/chromium';

const LAUNCH_ARGUMENTS = [
  '--no-sandbox',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-networking',
];

export interface AgentPageOptions {
  /** `ws://host:port` of the proxy's server. */
  readonly origin: string;
  /** Path at which the proxy will see the agent's socket. */
  readonly path: string;
}

/** A headless browser for pages with one make of client. */
export interface AgentBrowser {
  /** Opens a page whose client is connected, its Settings sent. What goes wrong in the page is a fault. */
  open(options: AgentPageOptions, settings: object): Promise<AgentClient>;
  close(): Promise<void>;
}

/**
 * @param script a module beside this one that puts a {@link PageAgent} into its page
 * @param microphone WAV file that the browser's microphone plays once; default: what the test has the page say
 */
export async function launchAgentBrowser(
  script: 'agent-page-sdk' | 'agent-page-element',
  microphone?: string,
): Promise<AgentBrowser> {
  const capture = microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}%noloop`];
  const server = await servePage(await bundle(script));
  const { port } = server.address() as AddressInfo;
  const pageUrl = `http://127.0.0.1:${port}/${microphone === undefined ? '' : '?microphone=device'}`;
  const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...LAUNCH_ARGUMENTS, ...capture] });
  return {
    open: async (options, settings) => openAgentPage(await browser.newPage(), pageUrl, options, settings),
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function openAgentPage(
  page: Page,
  pageUrl: string,
  { origin, path }: AgentPageOptions,
  settings: object,
): Promise<AgentClient> {
  const url = `${origin}${path}`;
  const log = new DeliveryLog(dialectAt(url));
  let resolveClosed: (code: number) => void = () => undefined;
  const closed = new Promise<number>((resolve) => (resolveClosed = resolve));
  const onReport = (report: PageReport): void => {
    switch (report.type) {
      case 'message':
        return log.addMessage(report.message);
      case 'audio':
        return log.addAudio(Buffer.from(report.base64, 'base64'));
      case 'fault':
        return void log.faults.push(report.fault);
      case 'closed':
        log.end(`The page's socket was closed with ${report.code}.`);
        return resolveClosed(report.code);
    }
  };
  page.on('pageerror', (error) => log.faults.push(`uncaught in the page: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') log.faults.push(`console: ${message.text()}`);
  });
  await page.exposeFunction('report', onReport);
  await page.goto(pageUrl);

  const call = async (method: keyof PageAgent, ...parameters: unknown[]): Promise<void> => {
    // As text: the tests are compiled without the types of a page.
    await page.evaluate(`agent.${method}(${parameters.map((value) => JSON.stringify(value)).join(', ')})`);
  };
  await call('connect', url, settings).catch((error: unknown) => {
    throw new Error(`The page could not connect: ${log.faults.join('; ')}`, { cause: error });
  });
  return {
    log,
    closed,
    send: (message) => call('send', message),
    speak: () => call('speak'),
    close: () => call('close'),
  };
}

async function bundle(script: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`${script}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

const PAGE = '<!doctype html><link rel="icon" href="data:,"><body><script src="/page.js"></script>';

async function servePage(code: string): Promise<Server> {
  const server = createServer(({ url }, response) => {
    const isScript = url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? code : PAGE);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
