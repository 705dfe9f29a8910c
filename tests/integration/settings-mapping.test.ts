import { describe, expect, it } from '@jest/globals';
import type { RealtimeConfig } from '../../test-app/scripts/mock-openai/config.js';
import { SETTINGS } from './helpers/client.js';
import { createWorld } from './helpers/world.js';

type Options = NonNullable<Parameters<typeof createWorld>[0]>['proxy'];

const settings = (agent: object, rest: object = {}) => ({
  ...SETTINGS,
  ...rest,
  agent: { ...SETTINGS.agent, ...agent },
});

/** The session as the upstream has it, and the Warnings that the client got. */
async function configured(message: object, proxy: Options = {}) {
  const { converse } = await createWorld({ proxy });
  const { client, session } = await converse(message);
  // Warnings follow the SettingsApplied that `converse` waits for.
  client.send({ type: 'UpdatePrompt', prompt: 'more' });
  await client.waitFor('PromptUpdated');
  expect(client.all('Error')).toEqual([]);
  const model = session.url.searchParams.get('model');
  return { config: session.config as RealtimeConfig, model, warnings: client.all('Warning').map(({ code }) => code) };
}

const responding = { create_response: true, interrupt_response: true };
const deepgram = (listen: object) => ({ listen: { provider: { type: 'deepgram', ...listen } } });
const vad = { type: 'server_vad', threshold: 0.7, prefix_padding_ms: 200, silence_duration_ms: 400 };

describe('Settings that the upstream accepts as they are mapped', () => {
  it('carry everything that OpenAI has a place for', async () => {
    const { config, model, warnings } = await configured(
      settings({
        language: 'fr',
        ...deepgram({
          model: 'gpt-transcribe',
          language_hints: ['fr', 'de'],
          keyterms: ['Zürich'],
          turn_detection: { ...vad, idle_timeout_ms: 6_000 },
          noise_reduction: { type: 'far_field', strength: 0.5 },
        }),
        think: {
          provider: { type: 'open_ai', model: 'gpt-realtime-2', reasoning_mode: 'none' },
          prompt: 'Be kind.',
          functions: [{ name: 'look', description: 'Looks.', parameters: { type: 'object', properties: {} } }],
          toolChoice: { type: 'function', name: 'look' },
          maxOutputTokens: 300,
          managedPrompt: { id: 'pmpt_1', version: '2', variables: { city: 'Bern' } },
          truncation: { type: 'retention_ratio', retention_ratio: 0.5, token_limits: { post_instructions: 9_000 } },
          tracing: { workflow_name: 'w', group_id: 'g', metadata: { a: '1' } },
          parallelToolCalls: false,
        },
        speak: { provider: { type: 'open_ai', model: 'tts-1', voice: 'sage', speed: 1.1 } },
      }),
    );
    expect([model, warnings]).toEqual(['gpt-realtime-2', []]);
    expect(config).toMatchObject({
      output_modalities: ['audio'],
      tools: [{ type: 'function', name: 'look', description: 'Looks.' }],
      tool_choice: { type: 'function', name: 'look' },
      max_output_tokens: 300,
      prompt: { id: 'pmpt_1', version: '2', variables: { city: 'Bern' } },
      truncation: { type: 'retention_ratio', retention_ratio: 0.5, token_limits: { post_instructions: 9_000 } },
      tracing: { workflow_name: 'w', group_id: 'g', metadata: { a: '1' } },
      parallel_tool_calls: false,
      reasoning: { effort: 'minimal' },
      audio: {
        input: {
          transcription: { model: 'gpt-transcribe', languages: ['fr', 'de'], keywords: ['Zürich'] },
          turn_detection: { ...vad, idle_timeout_ms: 6_000, ...responding },
          noise_reduction: { type: 'far_field', strength: 0.5 },
        },
        output: { voice: 'sage', speed: 1.1 },
      },
    });
  });

  it.each<[string, object, object]>([
    ['no turn detection', deepgram({ turn_detection: { type: 'none' } }), { input: { turn_detection: null } }],
    [
      'a patient Flux',
      deepgram({ version: 'v2', model: 'flux-general-en', eot_timeout_ms: 8_000 }),
      { input: { turn_detection: { type: 'semantic_vad', eagerness: 'low', ...responding } } },
    ],
    ['no noise reduction', deepgram({ noise_reduction: 'none' }), { input: { noise_reduction: null } }],
    [
      'whisper-1 with key terms',
      deepgram({ model: 'whisper-1', language: 'de', keyterms: ['a', 'b'] }),
      { input: { transcription: { model: 'whisper-1', language: 'de', prompt: 'a, b' } } },
    ],
    [
      'gpt-4o-transcribe with key terms',
      deepgram({ model: 'gpt-4o-transcribe', language: 'multi', keyterms: ['a', 'b'] }),
      { input: { transcription: { model: 'gpt-4o-transcribe', prompt: 'Expect these words: a, b.' } } },
    ],
    [
      'a custom voice',
      { sessionAudioOutput: { voice: { id: 'voice_1' }, speed: 0.5 } },
      { output: { voice: { id: 'voice_1' }, speed: 0.5 } },
    ],
    [
      'a masculine voice of Deepgram’s',
      { speak: { provider: { type: 'deepgram', model: 'aura-2-zeus-en' } } },
      { output: { voice: 'cedar' } },
    ],
    [
      'lists of which the first usable entry counts',
      {
        speak: [
          { provider: { type: 'aws_polly', voice: 'Amy' } },
          { provider: { type: 'open_ai', model: 'tts-1', voice: 'onyx' } },
        ],
        listen: [{ provider: { model: 'whisper-1' } }],
      },
      { output: { voice: 'cedar' }, input: { transcription: { model: 'whisper-1' } } },
    ],
  ])('carry %s', async (_name, agent, audio) => {
    const { config, warnings } = await configured(settings(agent));
    expect(config.audio).toMatchObject(audio);
    expect(warnings).toEqual([]);
  });

  it('leave out or bend what the API would refuse, with a Warning each', async () => {
    const { config, warnings } = await configured(
      settings(
        {
          ...deepgram({ model: 'gpt-realtime-whisper', keyterms: ['a'], language_hints: ['de', 'en'] }),
          think: {
            provider: { type: 'open_ai', model: 'gpt-realtime', temperature: 0.5, reasoning_mode: 'high' },
            endpoint: { url: 'https://llm.example' },
            context_length: 1_000,
            toolChoice: { name: 'unheard-of' },
            maxOutputTokens: 9_999,
            parallelToolCalls: true,
            functions: [{ name: 'look', endpoint: { url: 'https://api.example' } }],
          },
          speak: { provider: { type: 'aws_polly', voice: 'Amy', speed: 4 }, endpoint: { url: 'https://tts.example' } },
        },
        { tags: ['a'], audio: { output: { bitrate: 48_000 } } },
      ),
    );
    expect(config).toMatchObject({
      tool_choice: 'auto',
      max_output_tokens: 4_096,
      audio: { output: { voice: 'marin', speed: 1.5 }, input: { transcription: { model: 'gpt-realtime-whisper' } } },
    });
    expect(config).not.toHaveProperty('reasoning');
    expect(config).not.toHaveProperty('parallel_tool_calls');
    const count = (code: string) => warnings.filter((given) => given === code).length;
    expect(Object.fromEntries([...new Set(warnings)].map((code) => [code, count(code)]))).toEqual({
      UNSUPPORTED_SETTING: 11,
      MAX_OUTPUT_TOKENS_CLAMPED: 1,
      FUNCTION_ENDPOINT_NOT_ALLOWED: 1,
      VOICE_REPLACED: 1,
      SPEED_CLAMPED: 1,
    });
  });

  it('carry what the operator set for all sessions', async () => {
    const { config, warnings } = await configured(
      settings({ think: { provider: { type: 'open_ai', model: 'gpt-realtime-2' } } }),
      {
        session: {
          turnDetection: { type: 'semantic_vad', eagerness: 'high' },
          noiseReduction: { type: 'near_field' },
          truncation: 'disabled',
          tracing: 'auto',
          maxOutputTokens: 100,
          parallelToolCalls: true,
          reasoning: { effort: 'low' },
          include: ['item.input_audio_transcription.logprobs'],
        },
      },
    );
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({
      truncation: 'disabled',
      tracing: 'auto',
      max_output_tokens: 100,
      parallel_tool_calls: true,
      reasoning: { effort: 'low' },
      include: ['item.input_audio_transcription.logprobs'],
      audio: {
        input: {
          turn_detection: { type: 'semantic_vad', eagerness: 'high', ...responding },
          noise_reduction: { type: 'near_field' },
        },
      },
    });
  });

  it("carry the names of the operator's tables", async () => {
    const upstream = {
      models: { 'gpt-4o': 'gpt-realtime-mini' },
      voices: { Amy: 'shimmer' },
      transcriptionModels: { 'nova-3': 'gpt-live-transcribe' },
    };
    const { config, model, warnings } = await configured(
      settings({
        ...deepgram({ model: 'nova-3' }),
        think: { provider: { type: 'open_ai', model: 'gpt-4o' } },
        speak: { provider: { type: 'aws_polly', voice: 'Amy' } },
      }),
      { upstream },
    );
    expect([model, warnings]).toEqual(['gpt-realtime-mini', []]);
    const { input, output } = config.audio;
    expect([input.transcription?.model, output.voice]).toEqual(['gpt-live-transcribe', 'shimmer']);
  });
});

describe('Updates that the upstream accepts as they are mapped', () => {
  it('change what Settings set', async () => {
    const { converse } = await createWorld({ proxy: { session: { tracing: 'auto' } } });
    const { client, session } = await converse();
    const provider = { type: 'open_ai', model: 'gpt-realtime-2', reasoning_mode: 'high' };
    client.send({
      type: 'UpdateThink',
      think: [{ provider, prompt: 'Be brief.', maxOutputTokens: 50, tracing: 'auto' }],
    });
    await client.waitFor('ThinkUpdated');
    client.send({ type: 'UpdateSpeak', speak: [{ provider: { type: 'open_ai', voice: 'echo', speed: 1.2 } }] });
    await client.waitFor('SpeakUpdated');
    client.send({ type: 'UpdateListen', ...deepgram({ version: 'v2', model: 'flux-general-en', eot_threshold: 1 }) });
    await client.waitFor('ListenUpdated');
    expect(client.all('Error')).toEqual([]);
    expect(session.config).toMatchObject({
      instructions: 'Be brief.\n\nSpeak English unless the user asks for another language.',
      max_output_tokens: 50,
      tracing: 'auto',
      audio: { input: { turn_detection: null }, output: { voice: 'echo', speed: 1.2 } },
    });
  });
});
