import { describe, expect, it } from '@jest/globals';
import { mapListen } from '../../../test-app/scripts/openai-proxy/conversation/mapping.js';
import { codesOf, configured, DEFAULTS, isAccepted } from './mapping-harness.js';

const heard = (provider: object, agent: object = {}) => {
  const { session, warnings } = configured({ ...agent, listen: { provider } });
  return { input: session.audio?.input, codes: codesOf(warnings) };
};

describe('Settings: the transcription model', () => {
  it.each<[string | undefined, string, readonly string[]]>([
    [undefined, 'gpt-4o-mini-transcribe', []],
    ['nova-3', 'gpt-4o-mini-transcribe', []],
    ['flux-general-en', 'gpt-4o-mini-transcribe', []],
    ['enhanced-phonecall', 'gpt-4o-mini-transcribe', []],
    ['base', 'gpt-4o-mini-transcribe', []],
    ['whisper-large', 'gpt-4o-mini-transcribe', []],
    ['phonecall', 'gpt-4o-mini-transcribe', []],
    ['whisper-1', 'whisper-1', []],
    ['gpt-transcribe', 'gpt-transcribe', []],
    ['gpt-4o-transcribe-diarize', 'gpt-4o-transcribe-diarize', []],
    ['gpt-realtime-whisper', 'gpt-realtime-whisper', []],
    ['gpt-9-transcribe', 'gpt-4o-mini-transcribe', ['LISTEN_MODEL_REPLACED']],
    ['innovation', 'gpt-4o-mini-transcribe', ['LISTEN_MODEL_REPLACED']],
    ['toString', 'gpt-4o-mini-transcribe', ['LISTEN_MODEL_REPLACED']],
  ])('for %s is %s, with warnings %j', (model, expected, codes) => {
    const { input, codes: given } = heard({ type: 'deepgram', model });
    expect([input?.transcription?.model, given]).toEqual([expected, codes]);
  });

  it("is the operator's for a name in its table, and what that one takes", () => {
    const defaults = { ...DEFAULTS, transcriptionModels: { 'nova-3': 'gpt-transcribe' } };
    const { session, warnings } = mapListen({ provider: { model: 'nova-3', keyterms: ['Ada'] } }, defaults);
    expect(session.audio?.input?.transcription).toEqual({ model: 'gpt-transcribe', keywords: ['Ada'] });
    expect(warnings).toEqual([]);
  });

  it('is that of the first of several entries', () => {
    const listen = [{ provider: { model: 'whisper-1' } }, { provider: { model: 'gpt-transcribe' } }];
    expect(configured({ listen }).session.audio?.input?.transcription?.model).toBe('whisper-1');
  });
});

describe('Settings: the language to listen for', () => {
  it.each<[string, object, object, object, readonly string[]]>([
    ['whisper-1', { language: 'de-AT' }, {}, { language: 'de' }, []],
    ['whisper-1', {}, { language: 'fr' }, { language: 'fr' }, []],
    ['whisper-1', { language: 'de' }, { language: 'fr' }, { language: 'de' }, []],
    ['whisper-1', { language: 'multi' }, { language: 'fr' }, {}, []],
    ['whisper-1', { language_hints: ['es-MX'] }, { language: 'en' }, { language: 'es' }, []],
    ['whisper-1', { language_hint: 'es' }, {}, { language: 'es' }, []],
    ['whisper-1', { language_hints: ['es', 'en'] }, { language: 'en' }, {}, ['UNSUPPORTED_SETTING']],
    ['whisper-1', { language_hints: ['es', 'en'], language: 'en' }, {}, { language: 'en' }, ['UNSUPPORTED_SETTING']],
    ['whisper-1', { language_hints: ['es', 'es-MX'] }, {}, { language: 'es' }, []],
    ['gpt-transcribe', { language: 'de' }, {}, { language: 'de' }, []],
    ['gpt-transcribe', { language_hints: ['es', 'en-US'] }, { language: 'fr' }, { languages: ['es', 'en'] }, []],
    ['gpt-live-transcribe', { language: 'de', language_hint: ['en'] }, {}, { languages: ['de', 'en'] }, []],
    ['gpt-transcribe', { language_hints: ['klingon'] }, {}, {}, []],
  ])('of %s with %j and %j is %j, with warnings %j', (model, provider, agent, expected, codes) => {
    const { input, codes: given } = heard({ model, ...provider }, agent);
    expect([input?.transcription, given]).toEqual([{ model, ...expected }, codes]);
  });
});

describe('Settings: key terms', () => {
  const sentence = { prompt: 'Expect these words: Ada Lovelace, Zürich.' };

  it.each<[string, object, readonly string[]]>([
    ['gpt-transcribe', { keywords: ['Ada Lovelace', 'Zürich'] }, []],
    ['gpt-live-transcribe', { keywords: ['Ada Lovelace', 'Zürich'] }, []],
    ['whisper-1', { prompt: 'Ada Lovelace, Zürich' }, []],
    ['gpt-4o-transcribe', sentence, []],
    ['gpt-4o-mini-transcribe', sentence, []],
    ['gpt-4o-mini-transcribe-2025-12-15', sentence, []],
    ['gpt-4o-transcribe-diarize', {}, ['UNSUPPORTED_SETTING']],
    ['gpt-realtime-whisper', {}, ['UNSUPPORTED_SETTING']],
  ])('reach %s as %j, with warnings %j', (model, expected, codes) => {
    const { input, codes: given } = heard({ model, keyterms: ['Ada Lovelace', ' Zürich ', ''] });
    expect([input?.transcription, given]).toEqual([{ model, ...expected }, codes]);
  });

  it.each([[null], [[]], [['']]])('are none when %j', (keyterms) => {
    const { input, codes } = heard({ model: 'gpt-realtime-whisper', keyterms });
    expect([input?.transcription, codes]).toEqual([{ model: 'gpt-realtime-whisper' }, []]);
  });
});

const responding = { create_response: true, interrupt_response: true };
const serverVad = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
  idle_timeout_ms: null,
  ...responding,
};
const semantic = (eagerness: string) => ({ type: 'semantic_vad', eagerness, ...responding });

describe('Settings: turn detection', () => {
  it.each<[object, object | null]>([
    [{}, serverVad],
    [{ model: 'nova-3', eot_timeout_ms: 1_000 }, serverVad],
    [{ turn_detection: null, turnDetection: {} }, serverVad],
    [{ version: 'v2' }, semantic('auto')],
    [{ model: 'flux-general-en' }, semantic('auto')],
    [{ version: 'v2', eot_timeout_ms: 3_000 }, semantic('high')],
    [{ version: 'v2', eot_timeout_ms: 3_001 }, semantic('medium')],
    [{ version: 'v2', eot_timeout_ms: 6_000 }, semantic('medium')],
    [{ version: 'v2', eot_timeout_ms: 6_001, eot_threshold: 0.5 }, semantic('low')],
    [{ version: 'v2', eot_threshold: 0.6 }, semantic('high')],
    [{ version: 'v2', eot_threshold: 0.7 }, semantic('medium')],
    [{ version: 'v2', eot_threshold: 0.8 }, semantic('low')],
    [{ version: 'v2', eot_threshold: 0.9, eager_eot_threshold: 0.4, eot_timeout_ms: 9_000 }, semantic('high')],
    [{ version: 'v2', eot_threshold: 1, eager_eot_threshold: 0.4 }, null],
    [{ turn_detection: { type: 'none' } }, null],
    [{ turnDetection: { type: 'none' } }, null],
    [{ version: 'v2', eot_threshold: 0.5, turn_detection: { type: 'server_vad' } }, serverVad],
    [
      {
        turn_detection: {
          type: 'server_vad',
          threshold: 0,
          prefix_padding_ms: 0,
          silence_duration_ms: 200,
          idle_timeout_ms: 5_000,
          create_response: false,
          interrupt_response: null,
          unheard: 'of',
        },
      },
      {
        ...serverVad,
        threshold: 0,
        prefix_padding_ms: 0,
        silence_duration_ms: 200,
        idle_timeout_ms: 5_000,
        create_response: false,
      },
    ],
    [{ turnDetection: { type: 'semantic_vad' } }, semantic('auto')],
    [
      { turn_detection: { type: 'semantic_vad', eagerness: 'low', interrupt_response: false, threshold: 0.1 } },
      { ...semantic('low'), interrupt_response: false },
    ],
  ])('of %j is %j', (provider, expected) => {
    const { input, codes } = heard(provider);
    expect([input?.turn_detection, codes]).toEqual([expected, []]);
  });

  it.each([
    { type: 'server_vad', threshold: 1.1 },
    { type: 'server_vad', threshold: -0.1 },
    { type: 'server_vad', idle_timeout_ms: 4_999 },
    { type: 'server_vad', idle_timeout_ms: 30_001 },
    { type: 'server_vad', silence_duration_ms: -1 },
    { type: 'server_vad', prefix_padding_ms: 0.5 },
    { type: 'server_vad', create_response: 'yes' },
    { type: 'semantic_vad', eagerness: 'eager' },
    { type: 'push_to_talk' },
    { threshold: 0.5 },
    'none',
  ])('is refused as %j, in either spelling', (detection) => {
    expect(isAccepted({ listen: { provider: { turn_detection: detection } } })).toBe(false);
    expect(isAccepted({ listen: { provider: { turnDetection: detection } } })).toBe(false);
  });
});

describe('Settings: noise reduction', () => {
  it.each<[unknown, unknown]>([
    ['near_field', { type: 'near_field' }],
    ['far_field', { type: 'far_field' }],
    [
      { type: 'far_field', strength: 0.5 },
      { type: 'far_field', strength: 0.5 },
    ],
    [{ type: 'near_field', strength: null }, { type: 'near_field' }],
    [null, undefined],
    ['none', undefined],
  ])('of %j is %j, in either spelling', (noise, expected) => {
    expect(heard({ noise_reduction: noise }).input?.noise_reduction).toEqual(expected);
    expect(heard({ noiseReduction: noise }).input?.noise_reduction).toEqual(expected);
  });

  it.each(['loud', { type: 'loud' }, { type: 'far_field', strength: 2 }, { strength: 1 }])(
    'is refused as %j',
    (noise) => {
      expect(isAccepted({ listen: { provider: { noise_reduction: noise } } })).toBe(false);
    },
  );

  it('is turned off by an update that says so', () => {
    const { session } = mapListen({ provider: { noise_reduction: 'none' } }, DEFAULTS);
    expect(session.audio?.input?.noise_reduction).toBeNull();
  });
});
