import type { ServerSdk } from './replica-server-sdk.js';

const DOTNET = { path: '/v1/agent/converse', rateHz: 24_000, frameBytes: 8_192 };

/** With an API key, or with an access token. */
export const DOTNET_SDKS: readonly (readonly [string, ServerSdk])[] = [
  ['token', { ...DOTNET, headers: { Authorization: 'token dg-key-1' } }],
  ['Bearer', { ...DOTNET, headers: { Authorization: 'Bearer dg-key-1' } }],
];

/** A lone null byte: the end of the audio, as the SDK says it beside `Close`. */
export const NULL_BYTE = new Uint8Array([0]);

/** Its records write a greeting at the top too, an opt-out within the agent, and a list of voices within `speak`. */
export const DOTNET_SETTINGS = {
  type: 'Settings',
  experimental: true,
  audio: {
    input: { encoding: 'linear16', sample_rate: 24_000 },
    output: { encoding: 'linear16', sample_rate: 24_000, container: 'none' },
  },
  agent: {
    language: 'en',
    listen: { provider: { type: 'deepgram', model: 'nova-3', smart_format: false } },
    think: {
      provider: { type: 'open_ai', model: 'gpt-4o-mini' },
      prompt: 'You are a helpful AI assistant.',
      functions: [
        { name: 'get_weather', description: 'Tells.', parameters: { type: 'object' }, defer_until_eot: true },
      ],
    },
    speak: {
      provider: { type: 'deepgram', model: 'aura-2-thalia-en' },
      speak: [{ provider: { type: 'deepgram', model: 'aura-2-zeus-en' } }],
    },
    mip_opt_out: false,
  },
  greeting: 'Not where a greeting belongs.',
};
