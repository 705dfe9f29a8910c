import type { IncomingMessage } from 'node:http';
import type { Dialect } from './conversation/state.js';

/** Where a proxy's paths lie, without trailing slashes. */
export interface ProxyPaths {
  /** What all of them begin with; empty where they begin at the root. */
  readonly prefix: string;
  /** The whole path of the component dialect. */
  readonly component: string;
}

/** What an upgrade request asks for. */
export type Route =
  | { readonly service: 'agent'; readonly dialect: Dialect }
  /** The component's second socket: see `holdTranscriptionSocket`. */
  | { readonly service: 'transcription' };

const STRICT_PATH = /\/v1\/agent(\/converse)?$/;
const MAX_PATH_CHARACTERS = 1_024;

/** The URL of a request, of which only the path and the query mean something; null where it is none. */
export function urlOf({ url = '/' }: IncomingMessage): URL | null {
  return URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost') : null;
}

/** Finds what is asked for on a path; null for a path that is not the proxy's. */
export function routeOf(request: IncomingMessage, paths: ProxyPaths): Route | null {
  const path = pathOf(request);
  if (path === null || !isServed(path, paths)) return null;
  const service = urlOf(request)?.searchParams.get('service');
  if (service === 'transcription') return { service };
  const isComponent = path === paths.component || service === 'agent';
  return { service: 'agent', dialect: isComponent ? 'component' : 'strict' };
}

/**
 * How particularly a path is meant for this proxy, where proxies with other paths could take it too: its own path
 * beats what lies below that, and this beats what lies under its prefix, of which a longer one beats a shorter one.
 * Null for a path that is not the proxy's.
 */
export function claimOf(request: IncomingMessage, paths: ProxyPaths): number | null {
  const path = pathOf(request);
  if (path === null || !isServed(path, paths)) return null;
  if (path === paths.component) return Infinity;
  return isBelow(path, paths.component) ? paths.component.length : paths.prefix.length;
}

function pathOf(request: IncomingMessage): string | null {
  const pathname = urlOf(request)?.pathname;
  return pathname === undefined || pathname.length > MAX_PATH_CHARACTERS ? null : pathname.replace(/\/+$/, '');
}

const isServed = (path: string, { prefix, component }: ProxyPaths): boolean =>
  path === component || (isBelow(path, prefix) && STRICT_PATH.test(path));

const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
