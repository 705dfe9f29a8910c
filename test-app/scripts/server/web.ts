import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { COMPONENT_PACKAGE, type Component } from './component.js';
import { APP_ROOT, WEB_ROOT } from './paths.js';
import type { PagePolicy } from './security-headers.js';
import { serveBuild } from './web-build.js';

/** Where the page comes from: Vite with hot reload, the files of `vite build`, or nowhere. */
export type WebSource = 'vite' | 'static' | 'none';

export interface Web {
  readonly middleware: readonly RequestHandler[];
  readonly policy: PagePolicy;
  /** Whether an upgrade request is answered by a listener of the page's tools. */
  ownsUpgrade(request: IncomingMessage): boolean;
  close(): Promise<void>;
}

export interface WebOptions {
  /** Gets the sockets of hot reload. */
  readonly server: Server;
  /** Names besides loopback ones under which the page may be asked for during development. */
  readonly allowedHosts: readonly string[];
  /** Offered by the page during development, where it is available. */
  readonly component: Component;
}

const NO_WEB: Web = { middleware: [], policy: {}, ownsUpgrade: () => false, close: () => Promise.resolve() };
const NONCE_BYTES = 16;
const VITE_PROTOCOLS: ReadonlySet<string | undefined> = new Set(['vite-hmr', 'vite-ping']);

/** Opens the page's source. Throws where `static` is asked for and nothing is built. */
export async function openWeb(source: WebSource, options: WebOptions): Promise<Web> {
  switch (source) {
    case 'vite':
      return openVite(options);
    case 'static':
      return { ...NO_WEB, middleware: [serveBuild(WEB_ROOT)] };
    case 'none':
      return NO_WEB;
  }
}

async function openVite({ server, allowedHosts, component }: WebOptions): Promise<Web> {
  const { createServer } = await import('vite');
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  const vite = await createServer({
    root: APP_ROOT,
    appType: 'spa',
    clearScreen: false,
    logLevel: 'warn',
    // Hot reload is begun by a script within the page.
    html: { cspNonce: nonce },
    ...(component.status === 'available' && {
      // Hooks work with one copy of React only, whatever the checkout has installed.
      resolve: { alias: { [COMPONENT_PACKAGE]: component.entry }, dedupe: ['react', 'react-dom'] },
    }),
    server: {
      middlewareMode: true,
      ws: { server },
      allowedHosts: [...allowedHosts],
      ...(component.status === 'available' && { fs: { allow: [join(APP_ROOT, '..'), component.root] } }),
    },
  });
  return {
    middleware: [vite.middlewares],
    policy: { nonce, allowsBlobScripts: component.status === 'available' },
    // Vite ignores its protocols on any other path, and such a socket would hang.
    ownsUpgrade: ({ url = '/', headers }) =>
      VITE_PROTOCOLS.has(headers['sec-websocket-protocol']) &&
      URL.canParse(url, 'http://localhost') &&
      new URL(url, 'http://localhost').pathname === vite.config.base,
    close: () => vite.close(),
  };
}
