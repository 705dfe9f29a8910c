import type { Environment } from '../openai-proxy/env.js';
import type { Component } from './component.js';
import type { WebSource } from './web.js';

/** Whether something can be used; if not, a sentence for users says what turns it on. */
export type Service = { readonly status: 'available' } | { readonly status: 'unavailable'; readonly reason: string };

/** What the page can offer. */
export interface Services {
  /** `/openai` and `/v1/agent/converse`, with OpenAI or a compatible server behind them. */
  readonly openai: Service;
  /** The stand-in, below `/offline`. */
  readonly offline: Service;
  /** `/deepgram-proxy`. */
  readonly deepgram: Service;
  /** The user's own checkout of the component, as a client in the page. */
  readonly component: Service;
}

const AVAILABLE: Service = { status: 'available' };
const unavailable = (reason: string): Service => ({ status: 'unavailable', reason });

/** Lists the services, none of them with its settings' values. */
export function listServices(
  { openai, deepgram }: Pick<Environment, 'openai' | 'deepgram'>,
  component: Component,
  web: WebSource,
): Services {
  const hasOpenAI = openai.apiKey !== undefined || openai.url !== undefined;
  return {
    openai: hasOpenAI ? AVAILABLE : unavailable('Set OPENAI_API_KEY, or OPENAI_REALTIME_URL for a compatible server.'),
    offline: AVAILABLE,
    deepgram: deepgram.apiKey === undefined ? unavailable('Set DEEPGRAM_API_KEY.') : AVAILABLE,
    component: ofComponent(component, web),
  };
}

function ofComponent(component: Component, web: WebSource): Service {
  if (component.status === 'unavailable') return unavailable(component.reason);
  // A built page cannot take in what it was built without.
  return web === 'vite' ? AVAILABLE : unavailable('The component is offered by "npm run dev" only.');
}
