import { describe, expect, it } from '@jest/globals';
import {
  configure,
  configureNative,
  type SessionDefaults,
} from '../../../test-app/scripts/openai-proxy/conversation/settings.js';
import { agentSchema, settingsSchema } from '../../../test-app/scripts/openai-proxy/protocol/agent-settings.js';
import { codesOf, configured, configuredWith, DEFAULTS } from './mapping-harness.js';

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

  it('has no greeting when there is context', () => {
    const messages = [{ type: 'History', role: 'user', content: 'hi' }];
    expect(configured({ greeting: 'Hello!' }).greeting).toBe('Hello!');
    expect(configured({ greeting: 'Hello!', context: { messages } }).greeting).toBeNull();
  });
});

describe('Settings: the context', () => {
  const historyOf = (...messages: readonly object[]) =>
    configured({ context: { messages: messages.map((message) => ({ type: 'History', ...message })) } }).history;
  const said = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] };

  it.each([null, [], undefined])('keeps a text whose function_calls are %j', (calls) => {
    expect(historyOf({ role: 'user', content: 'hi', function_calls: calls })).toEqual([said]);
  });

  it.each(['call.1:2', '', null])('gives a call with the id %j one that OpenAI takes', (id) => {
    const call = { id, name: 'look', client_side: true, arguments: '{}', response: null };
    expect(historyOf({ function_calls: [call] })).toEqual([
      { type: 'function_call', call_id: 'call_0_0', name: 'look', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_0_0', output: '' },
    ]);
  });
});

describe('Settings: functions', () => {
  it('leaves out one whose name OpenAI would refuse, with a Warning', () => {
    const { session, warnings } = configured({ think: { functions: [{ name: 'get weather' }, { name: 'look' }] } });
    expect(session.tools).toEqual([{ type: 'function', name: 'look' }]);
    expect(warnings).toMatchObject([{ code: 'UNSUPPORTED_SETTING' }]);
  });
});

describe('Settings: what OpenAI Realtime has no place for', () => {
  it.each<[object, string]>([
    [{ tags: ['a'] }, 'tags'],
    [{ audio: { output: { bitrate: 48_000 } } }, 'audio.output.bitrate'],
    [{ agent: { think: { provider: { temperature: 0 } } } }, 'think.provider.temperature'],
    [{ agent: { think: { provider: { credentials: { type: 'iam' } } } } }, 'think.provider.credentials'],
    [{ agent: { think: { endpoint: { url: 'https://llm.example' } } } }, 'think.endpoint'],
    [{ agent: { think: { context_length: 'max' } } }, 'think.context_length'],
    [{ agent: { speak: { endpoint: { url: 'https://tts.example' } } } }, 'speak.endpoint'],
    [{ agent: { speak: { provider: { credentials: { type: 'iam' } } } } }, 'speak.provider.credentials'],
    [{ agent: { speak: { provider: { expressivity: 2 } } } }, 'speak.provider.expressivity'],
    [{ agent: { speak: { provider: { volume: 2 } } } }, 'speak.provider.volume'],
    [{ agent: { sessionAudioOutput: { format: { type: 'audio/pcmu' } } } }, 'sessionAudioOutput.format'],
  ])('%j is answered with one Warning that names %s', (settings, path) => {
    const { warnings } = configuredWith(settings);
    expect(warnings).toEqual([{ code: 'UNSUPPORTED_SETTING', description: expect.stringMatching(`^${path}: `) }]);
  });

  it.each<[object]>([
    [{ tags: [], experimental: true, mip_opt_out: true, flags: {}, unheard: { of: 1 } }],
    [{ tags: null, agent: { listen: null, think: null, speak: null, context: null, greeting: null } }],
    [
      {
        audio: { output: { bitrate: null } },
        agent: { idleTimeoutMs: 1, think: { endpoint: {}, context_length: null } },
      },
    ],
    [{ agent: { think: { provider: { version: 'v1', temperature: null } }, speak: { endpoint: null } } }],
    [{ agent: { listen: { provider: { type: 'deepgram', smart_format: true } }, unheard: 'of' } }],
    [{ agent: { think: { functions: [{ name: 'look', defer_until_eot: true, endpoint: {} }] } } }],
    [{ agent: { sessionAudioOutput: { format: { type: 'audio/pcm', rate: 24_000 } } } }],
  ])('%j is taken without a Warning', (settings) => {
    expect(configuredWith(settings).warnings).toEqual([]);
  });
});

describe('Settings: the report of the history', () => {
  it.each<[unknown, boolean]>([
    [undefined, true],
    [null, true],
    [{ history: null }, true],
    [{ history: true }, true],
    [{ history: false }, false],
  ])('with flags %j is %s', (flags, reports) => {
    expect(configuredWith({ flags }).reportsHistory).toBe(reports);
  });

  it('is not made to native sessions', () => {
    expect(configureNative({ type: 'realtime' }, DEFAULTS).reportsHistory).toBe(false);
  });
});

describe('Settings: an agent by id', () => {
  const agents = { 'agent-1': agentSchema.parse({ think: { prompt: 'Be brief.' }, greeting: 'Hi!' }) };
  const defaults: SessionDefaults = { ...DEFAULTS, agents };

  it('is the agent that the operator stored', () => {
    const { session, greeting } = configuredWith({ agent: 'agent-1' }, defaults);
    expect([session.instructions, greeting]).toEqual(['Be brief.', 'Hi!']);
  });

  it.each(['agent-2', 'toString', '__proto__', ''])('is refused when none is stored as %j', (agent) => {
    const result = configure(settingsSchema.parse({ type: 'Settings', agent }), defaults);
    expect(result).toMatchObject({ status: 'refused' });
  });
});

describe('Settings: what the operator set for all sessions', () => {
  const session = {
    turnDetection: { type: 'semantic_vad', eagerness: 'low' },
    noiseReduction: { type: 'far_field' },
    truncation: 'disabled',
    tracing: 'auto',
    maxOutputTokens: 500,
    parallelToolCalls: false,
    reasoning: { effort: 'high' },
    include: ['item.input_audio_transcription.logprobs'],
  } as const;
  const defaults: SessionDefaults = { ...DEFAULTS, session: { ...session, include: [...session.include] } };

  it('is used where Settings say nothing', () => {
    const agent = { think: { provider: { model: 'gpt-realtime-2' } } };
    expect(configuredWith({ agent }, defaults).session).toMatchObject({
      truncation: 'disabled',
      tracing: 'auto',
      max_output_tokens: 500,
      parallel_tool_calls: false,
      reasoning: { effort: 'high' },
      include: ['item.input_audio_transcription.logprobs'],
      audio: {
        input: {
          noise_reduction: { type: 'far_field' },
          turn_detection: {
            type: 'semantic_vad',
            eagerness: 'low',
            create_response: true,
            interrupt_response: true,
          },
        },
      },
    });
  });

  it('gives way to what Settings say', () => {
    const think = {
      provider: { model: 'gpt-realtime-2', reasoning_mode: 'low' },
      truncation: 'auto',
      tracing: { workflow_name: 'w' },
      maxOutputTokens: 'inf',
      parallelToolCalls: true,
    };
    const listen = { provider: { turn_detection: { type: 'none' }, noise_reduction: 'none' } };
    const { session: result } = configuredWith({ agent: { think, listen } }, defaults);
    expect(result).toMatchObject({
      truncation: 'auto',
      tracing: { workflow_name: 'w' },
      max_output_tokens: 'inf',
      parallel_tool_calls: true,
      reasoning: { effort: 'low' },
    });
    expect(result.audio?.input?.turn_detection).toBeNull();
    expect(result.audio?.input).not.toHaveProperty('noise_reduction');
  });

  it('is kept from models that would refuse it', () => {
    const { session: result, warnings } = configuredWith({}, defaults);
    expect(Object.keys(result)).not.toEqual(expect.arrayContaining(['reasoning']));
    expect(Object.keys(result)).not.toEqual(expect.arrayContaining(['parallel_tool_calls']));
    expect(codesOf(warnings)).toEqual([]);
  });

  it('leaves native sessions as they are', () => {
    expect(configureNative({ type: 'realtime', instructions: 'x' }, defaults).session).toEqual({
      type: 'realtime',
      instructions: 'x',
    });
  });
});
