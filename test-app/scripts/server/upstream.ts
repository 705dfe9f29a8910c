import type { Environment } from '../openai-proxy/env.js';
import type { UpstreamOptions } from '../openai-proxy/index.js';
import type { StandIn } from './stand-in.js';

/** Who answers the agent's clients, and what the page needs to know about it. */
export interface Upstream {
  readonly kind: 'offline' | 'openai' | 'custom';
  /** In words, without credentials. */
  readonly label: string;
  readonly options: UpstreamOptions;
  /** What a user may say to try it. */
  readonly phrases: readonly string[];
  /** How the stand-in sounds; null where a real voice speaks. */
  readonly voice: 'synthetic' | 'tone' | null;
}

const OPENAI_URL = 'wss://api.openai.com/v1/realtime';
const EXAMPLE_PHRASES = ['What time is it in Tokyo?', 'How is the weather in Lisbon?', 'What can you do?'];

/** Chooses the upstream: the given URL, else OpenAI if there is a key, else the stand-in, which is started. */
export async function openUpstream({ apiKey, url, model }: Environment['openai'], standIn: StandIn): Promise<Upstream> {
  if (url === undefined && apiKey === undefined) {
    const { phrases, voice } = await standIn.start();
    return { kind: 'offline', label: 'offline stand-in (mock OpenAI)', options: standIn.options, phrases, voice };
  }
  const target = new URL(url ?? OPENAI_URL);
  const isOpenAI = target.host === new URL(OPENAI_URL).host;
  return {
    kind: isOpenAI ? 'openai' : 'custom',
    label: isOpenAI ? 'OpenAI' : `custom: ${target.host}`,
    options: { url: target.href, apiKey, model },
    phrases: EXAMPLE_PHRASES,
    voice: null,
  };
}
