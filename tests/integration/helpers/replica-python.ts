import type { ServerSdk } from './replica-server-sdk.js';

const PYTHON = { path: '/v1/agent/converse', rateHz: 24_000, frameBytes: 4_800 };

/** With an API key, or with an access token, whose scheme it writes in lower case. */
export const PYTHON_SDKS: readonly (readonly [string, ServerSdk])[] = [
  ['Token', { ...PYTHON, headers: { Authorization: 'Token dg-key-1' } }],
  ['bearer', { ...PYTHON, headers: { Authorization: 'bearer dg-key-1' } }],
];

/** A model of its `pydantic` types with every optional member written out as null. */
export const PYTHON_SETTINGS = {
  type: 'Settings',
  tags: null,
  experimental: null,
  flags: null,
  mip_opt_out: null,
  audio: {
    input: { encoding: 'linear16', sample_rate: 24_000 },
    output: { encoding: 'linear16', sample_rate: 24_000, bitrate: null, container: null },
  },
  agent: {
    language: null,
    context: null,
    listen: {
      provider: {
        type: 'deepgram',
        version: null,
        model: 'nova-3',
        language: null,
        keyterms: null,
        smart_format: null,
      },
    },
    think: [
      {
        provider: {
          type: 'open_ai',
          model: 'gpt-realtime-mini',
          version: null,
          temperature: null,
          reasoning_mode: null,
          credentials: null,
        },
        endpoint: null,
        functions: [
          { name: 'get_weather', description: null, parameters: null, endpoint: null, defer_until_eot: null },
        ],
        prompt: 'Be kind.',
        context_length: null,
      },
      { provider: { type: 'anthropic', model: 'claude-sonnet-4', temperature: null }, endpoint: null },
    ],
    speak: [
      { provider: { type: 'open_ai', version: null, model: 'tts-1', voice: 'cedar' }, endpoint: null },
      { provider: { type: 'deepgram', version: null, model: 'aura-2-thalia-en', speed: null }, endpoint: null },
    ],
    greeting: null,
  },
};
