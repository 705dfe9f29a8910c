import type { Settings } from './messages.js';

/** Rate of the microphone's PCM, in Hz. */
export const CAPTURE_RATE_HZ = 24_000;
/** Rate of the agent's PCM, in Hz. */
export const PLAYBACK_RATE_HZ = 24_000;

/** A function that the agent may call. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Record<string, unknown>;
}

/** Who answers: OpenAI (or its stand-in) through the proxy, or Deepgram's own agent. */
export type Backend = 'openai' | 'deepgram';

export const BACKENDS = {
  openai: { path: '/v1/agent/converse', label: 'OpenAI', model: 'gpt-realtime' },
  deepgram: { path: '/deepgram-proxy', label: 'Deepgram', model: 'gpt-4o-mini' },
} as const satisfies Record<Backend, { path: string; label: string; model: string }>;

const PROMPT =
  'You are a friendly voice assistant in a demo. Answer in one or two short spoken sentences. Use a function whenever one helps.';
const GREETING = 'Hello! Ask me something.';

/** The Settings of one conversation. `greets` is false where the user has already said something. */
export function createSettings(backend: Backend, tools: readonly ToolDefinition[], greets: boolean): Settings {
  return {
    type: 'Settings',
    audio: {
      input: { encoding: 'linear16', sample_rate: CAPTURE_RATE_HZ },
      output: { encoding: 'linear16', sample_rate: PLAYBACK_RATE_HZ, container: 'none' },
    },
    agent: {
      language: 'en',
      listen: { provider: { type: 'deepgram', version: 'v1', model: 'nova-3' } },
      think: {
        provider: { type: 'open_ai', model: BACKENDS[backend].model },
        prompt: PROMPT,
        functions: tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
      },
      speak: { provider: { type: 'deepgram', model: 'aura-2-thalia-en' } },
      ...(greets && { greeting: GREETING }),
    },
  };
}
