import { describe, expect, it } from '@jest/globals';
import { configure, type Configuration } from '../../../test-app/scripts/openai-proxy/conversation/settings.js';
import { settingsSchema } from '../../../test-app/scripts/openai-proxy/protocol/agent-settings.js';
import { contextFor } from './harness.js';

function configured(agent: unknown, audio: unknown = {}): Configuration {
  const message = settingsSchema.parse({ type: 'Settings', audio, agent });
  const result = configure(message, contextFor().defaults);
  if (result.status === 'refused') throw new Error(result.description);
  return result.configuration;
}

describe('Settings: the model', () => {
  it.each<[unknown, string, readonly string[]]>([
    [undefined, 'gpt-realtime', []],
    ['gpt-realtime-mini', 'gpt-realtime-mini', []],
    ['gpt-realtime-2025-08-28', 'gpt-realtime-2025-08-28', []],
    ['gpt-4o-mini', 'gpt-realtime-mini', []],
    ['claude-3-haiku', 'gpt-realtime', ['MODEL_REPLACED']],
    ['toString', 'gpt-realtime', ['MODEL_REPLACED']],
  ])('%s becomes %s, with warnings %j', (asked, model, warnings) => {
    const configuration = configured({ think: { provider: { type: 'open_ai', model: asked } } });
    expect(configuration.model).toBe(model);
    expect(configuration.warnings.map(({ code }) => code)).toEqual(warnings);
  });
});

describe('Settings: the session', () => {
  const { session } = configured({
    language: 'de-DE',
    listen: { provider: { type: 'deepgram', model: 'nova-3' } },
    think: {
      prompt: 'Be kind.',
      functions: [{ name: 'look', client_side: true, endpoint: {} }],
      toolChoice: 'required',
      maxOutputTokens: 200,
      managedPrompt: { id: 'pmpt_1', version: '2' },
    },
    speak: { provider: { type: 'open_ai', model: 'tts-1', voice: 'cedar', speed: 9 } },
  });

  it.each<[string, object]>([
    [
      'the prompt and the language',
      { instructions: 'Be kind.\n\nSpeak German unless the user asks for another language.' },
    ],
    ['functions, without what is not OpenAI’s', { tools: [{ type: 'function', name: 'look' }] }],
    ['the choice of tools', { tool_choice: 'required' }],
    ['the length of an answer', { max_output_tokens: 200 }],
    ['the managed prompt', { prompt: { id: 'pmpt_1', version: '2' } }],
    ['voice, and speed within OpenAI’s bounds', { audio: { output: { voice: 'cedar', speed: 1.5 } } }],
    ['transcription', { audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe', language: 'de' } } } }],
  ])('carries %s', (_name, expected) => {
    expect(session).toMatchObject(expected);
  });

  it.each(['aura-2-thalia-en', 'unheard-of'])('uses the default voice for %s', (voice) => {
    const speak = { provider: { type: 'open_ai', model: 'x', voice } };
    expect(configured({ speak }).session.audio?.output?.voice).toBe('marin');
  });

  it('takes the component’s own spelling of voice and speed', () => {
    const { output } = configured({ sessionAudioOutput: { voice: 'sage', speed: 0.8 } }).session.audio ?? {};
    expect(output).toMatchObject({ voice: 'sage', speed: 0.8 });
  });

  it('asks for text alone when audio is not among the modalities', () => {
    expect(configured({ think: { outputModalities: ['text'] } }).session.output_modalities).toEqual(['text']);
    expect(configured({ think: { outputModalities: ['text', 'audio'] } }).session.output_modalities).toEqual(['audio']);
  });

  it('warns of function endpoints, which the client is asked to call instead', () => {
    const functions = [{ name: 'look', endpoint: { url: 'https://x.example', method: 'post' } }];
    expect(configured({ think: { functions } }).warnings.map(({ code }) => code)).toEqual(['UNSUPPORTED_SETTING']);
  });

  it('has no greeting when there is context', () => {
    const messages = [{ type: 'History', role: 'user', content: 'hi' }];
    expect(configured({ greeting: 'Hello!' }).greeting).toBe('Hello!');
    expect(configured({ greeting: 'Hello!', context: { messages } }).greeting).toBeNull();
  });
});
