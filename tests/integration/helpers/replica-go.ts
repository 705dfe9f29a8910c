import type { ServerSdk } from './replica-server-sdk.js';

export const GO: ServerSdk = {
  path: '/v1/agent/converse',
  headers: { Authorization: 'token dg-key-1' },
  rateHz: 16_000,
  frameBytes: 4_096,
};

/** A function as the Go SDK's structs spell it: what was not set is an empty object, not an absent one. */
const goFunction = (name: string) => ({
  name,
  description: `Runs ${name}.`,
  parameters: {
    type: 'object',
    properties: { item: { type: 'string', description: 'The item expression.' } },
    required: ['item'],
  },
  endpoint: {},
});

/** The Settings of the Go SDK's own examples. */
export const GO_SETTINGS = {
  type: 'Settings',
  audio: {
    input: { encoding: 'linear16', sample_rate: 16_000 },
    output: { encoding: 'linear16', sample_rate: 16_000, container: 'none' },
  },
  agent: {
    language: 'en',
    listen: { provider: { type: 'deepgram', model: 'nova-3', keyterms: ['Bueller'] } },
    think: {
      provider: { type: 'open_ai', model: 'gpt-4o-mini' },
      functions: [goFunction('get_weather'), { name: 'ping', parameters: { properties: { item: {} } }, endpoint: {} }],
      prompt: 'You are a helpful AI assistant.',
    },
    speak: { provider: { type: 'deepgram', model: 'aura-2-thalia-en' } },
    speak_fallback: [{ provider: { type: 'open_ai', model: 'tts-1', voice: 'shimmer' }, endpoint: {} }],
    greeting: 'Hello! How can I help you today?',
  },
};

/** What the Go SDK sends when nothing of the agent was set. */
export const GO_BARE_SETTINGS = { type: 'Settings', audio: {}, agent: { listen: {}, think: {}, speak: {} } };
