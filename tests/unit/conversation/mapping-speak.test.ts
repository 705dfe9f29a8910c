import { describe, expect, it } from '@jest/globals';
import type { SessionDefaults } from '../../../test-app/scripts/openai-proxy/conversation/settings.js';
import { codesOf, configured, DEFAULTS, isAccepted } from './mapping-harness.js';

const outputOf = (agent: object, defaults?: SessionDefaults) => {
  const { session, warnings } = configured(agent, defaults);
  return { ...session.audio?.output, codes: codesOf(warnings) };
};

describe('Settings: the voice', () => {
  it.each<[object, unknown, readonly string[]]>([
    [{ type: 'deepgram', model: 'aura-asteria-en' }, 'marin', []],
    [{ type: 'deepgram', model: 'aura-2-thalia-en' }, 'marin', []],
    [{ type: 'deepgram', model: 'aura-2-of-tomorrow' }, 'marin', []],
    [{ type: 'deepgram', model: 'aura-orion-en' }, 'cedar', []],
    [{ type: 'deepgram', model: 'aura-2-zeus-en' }, 'cedar', []],
    [{ type: 'deepgram', model: 'aura-2-nestor-es' }, 'cedar', []],
    [{ type: 'deepgram', model: 'aura-2-janus-en' }, 'marin', []],
    [{ type: 'deepgram', model: 'flux-bruce-en' }, 'cedar', []],
    [{ type: 'deepgram', model: 'flux-hannah-en' }, 'marin', []],
    [{ model: 'aura-2-apollo-en' }, 'cedar', []],
    [{ type: 'open_ai', model: 'tts-1', voice: 'sage' }, 'sage', []],
    [{ type: 'open_ai', model: 'tts-1', voice: 'fable' }, 'ballad', []],
    [{ type: 'open_ai', model: 'tts-1', voice: 'nova' }, 'coral', []],
    [{ type: 'open_ai', model: 'tts-1', voice: 'onyx' }, 'cedar', []],
    [{ type: 'open_ai', model: 'tts-1' }, 'marin', []],
    [{ type: 'open_ai', model: 'tts-1', voice: { id: 'voice_1' } }, { id: 'voice_1' }, []],
    [{ type: 'open_ai', model: 'tts-1', voice: 'unheard-of' }, 'marin', ['VOICE_REPLACED']],
    [{ type: 'open_ai', model: 'tts-1', voice: 'toString' }, 'marin', ['VOICE_REPLACED']],
    [{ type: 'deepgram', model: 'my-aura-2-zeus-en' }, 'marin', ['VOICE_REPLACED']],
    [{ type: 'eleven_labs', model_id: 'eleven_turbo_v2_5' }, 'marin', ['VOICE_REPLACED']],
    [{ type: 'cartesia', model_id: 'sonic-2', voice: { mode: 'id', id: 'a0e9' } }, 'marin', ['VOICE_REPLACED']],
    [{ type: 'cartesia', model_id: 'sonic-2', voice: { mode: 'id', id: 'voice_1' } }, 'marin', ['VOICE_REPLACED']],
    [{ type: 'aws_polly', voice: 'Matthew', engine: 'neural' }, 'marin', ['VOICE_REPLACED']],
    [{}, 'marin', []],
  ])('of %j is %j, with warnings %j', (provider, voice, codes) => {
    const output = outputOf({ speak: { provider } });
    expect([output.voice, output.codes]).toEqual([voice, codes]);
  });

  it.each<[object, unknown]>([
    [{ type: 'eleven_labs', model_id: 'eleven_turbo_v2_5' }, 'ash'],
    [{ type: 'cartesia', model_id: 'sonic-2', voice: { mode: 'id', id: 'a0e9' } }, { id: 'voice_9' }],
    [{ type: 'aws_polly', voice: 'Matthew' }, 'verse'],
    [{ type: 'deepgram', model: 'aura-2-zeus-en' }, 'echo'],
    [{ type: 'open_ai', voice: 'onyx' }, 'ash'],
    [{ type: 'open_ai', voice: 'coral' }, 'coral'],
  ])("of %j is the operator's %j", (provider, voice) => {
    const voices = {
      eleven_turbo_v2_5: 'ash',
      a0e9: 'voice_9',
      Matthew: 'verse',
      'aura-2-zeus-en': 'echo',
      onyx: 'ash',
      coral: 'sage',
    };
    expect(outputOf({ speak: { provider } }, { ...DEFAULTS, voices })).toMatchObject({ voice, codes: [] });
  });

  it.each<[unknown, unknown]>([
    ['ballad', 'ballad'],
    [{ id: 'voice_1' }, { id: 'voice_1' }],
    ['voice_2', { id: 'voice_2' }],
  ])('named %j beside `speak` wins over the one in it', (voice, expected) => {
    const agent = { speak: { provider: { type: 'deepgram', model: 'aura-2-zeus-en' } }, sessionAudioOutput: { voice } };
    expect(outputOf(agent)).toMatchObject({ voice: expected, codes: [] });
  });

  it('is by default the custom one that the operator named', () => {
    expect(outputOf({}, { ...DEFAULTS, voice: 'voice_7' }).voice).toEqual({ id: 'voice_7' });
  });

  it('is that of the first entry with a known one', () => {
    const speak = [
      { provider: { type: 'aws_polly', voice: 'Matthew' } },
      null,
      { provider: { type: 'open_ai', voice: 'verse' } },
      { provider: { type: 'open_ai', voice: 'echo' } },
    ];
    expect(outputOf({ speak })).toMatchObject({ voice: 'verse', codes: [] });
    expect(outputOf({ speak: speak.slice(0, 1) })).toMatchObject({ voice: 'marin', codes: ['VOICE_REPLACED'] });
  });
});

describe('Settings: the speed', () => {
  it.each<[object, number | undefined, readonly string[]]>([
    [{ speak: { provider: { speed: 1.2 } } }, 1.2, []],
    [{ speak: { provider: { speed: 0.25 } } }, 0.25, []],
    [{ speak: { provider: { speed: 1.5 } } }, 1.5, []],
    [{ speak: { provider: { speed: 1.51 } } }, 1.5, ['SPEED_CLAMPED']],
    [{ speak: { provider: { speed: 0 } } }, 0.25, ['SPEED_CLAMPED']],
    [{ speak: { provider: { speed: 9 } }, sessionAudioOutput: { speed: 0.8 } }, 0.8, []],
    [{ speak: { provider: { speed: null } } }, undefined, []],
  ])('of %j is %s, with warnings %j', (agent, speed, codes) => {
    const output = outputOf(agent);
    expect([output.speed, output.codes]).toEqual([speed, codes]);
  });

  it('is a number', () => {
    expect(isAccepted({ speak: { provider: { speed: 'fast' } } })).toBe(false);
  });
});

describe('Settings: the language to speak', () => {
  const line = (language: string) => `Speak ${language} unless the user asks for another language.`;

  it.each<[object, string]>([
    [{ language: 'fr' }, line('French')],
    [{ speak: { provider: { type: 'eleven_labs', model_id: 'x', language: 'es' } }, language: 'fr' }, line('Spanish')],
    [{ speak: { provider: { type: 'aws_polly', voice: 'x', language_code: 'en-GB' } } }, line('English')],
    [{ language: 'multi' }, ''],
    [{}, ''],
  ])('of %j is told to the model as %j', (agent, instructions) => {
    expect(configured(agent).session.instructions).toBe(instructions);
  });
});
