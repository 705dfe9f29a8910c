import type { ListenSettings } from '../protocol/agent-settings.js';
import { languageCode, lookUp, unsupported, type Session } from './mapped.js';
import type { Notice, SessionDefaults } from './settings.js';

type Transcription = NonNullable<NonNullable<NonNullable<Session['audio']>['input']>['transcription']>;
type Provider = NonNullable<ListenSettings['provider']>;

/** What a model takes beside `language`: `keywords` and `languages`, or hints in a `prompt`, or neither. */
type Hints = 'lists' | 'prompt_of_keywords' | 'prompt_of_text' | 'none';

/** https://platform.openai.com/docs/api-reference/realtime: any other name makes the API refuse the whole session. */
const TRANSCRIPTION_MODELS: Readonly<Record<string, Hints>> = {
  'whisper-1': 'prompt_of_keywords',
  'gpt-transcribe': 'lists',
  'gpt-live-transcribe': 'lists',
  'gpt-4o-mini-transcribe': 'prompt_of_text',
  'gpt-4o-mini-transcribe-2025-12-15': 'prompt_of_text',
  'gpt-4o-transcribe': 'prompt_of_text',
  'gpt-4o-transcribe-diarize': 'none',
  'gpt-realtime-whisper': 'none',
};

/** Deepgram's own models. */
const DEEPGRAM_MODEL =
  /^(nova|flux|whisper|enhanced|base)(-|$)|^(general|meeting|phonecall|finance|conversationalai|voicemail|video|custom)$/;

export function mapTranscription(
  provider: Provider,
  defaults: SessionDefaults,
  agentLanguage: string | undefined,
): { readonly transcription: Transcription; readonly warnings: readonly Notice[] } {
  const warnings: Notice[] = [];
  const asked = provider.model;
  const known = asked === undefined ? undefined : modelFor(asked, defaults);
  if (asked !== undefined && known === undefined && !DEEPGRAM_MODEL.test(asked)) {
    const description = `listen.provider.model: not a transcription model of OpenAI's; ${defaults.transcriptionModel} is used.`;
    warnings.push({ code: 'LISTEN_MODEL_REPLACED', description });
  }
  const model = known ?? defaults.transcriptionModel;
  const hints = lookUp(TRANSCRIPTION_MODELS, model) ?? 'none';
  const keyterms = list(provider.keyterms);
  const isHeard = keyterms.length === 0 || hints !== 'none';
  if (!isHeard) warnings.push(unsupported('listen.provider.keyterms', `${model} takes no hints.`));
  const languages = languagesOf(provider, agentLanguage, hints);
  if (languages === null) {
    warnings.push(unsupported('listen.provider.language_hints', `${model} takes one language at most.`));
  }
  return {
    warnings,
    transcription: {
      model,
      ...(languages ?? languageMember(provider.language)),
      ...(keyterms.length > 0 && hintMember(hints, keyterms)),
    },
  };
}

const modelFor = (name: string, defaults: SessionDefaults): string | undefined =>
  Object.hasOwn(TRANSCRIPTION_MODELS, name) ? name : lookUp(defaults.transcriptionModels, name);

/** Null where several are given and the model takes one. */
function languagesOf(
  provider: Provider,
  agentLanguage: string | undefined,
  hints: Hints,
): Pick<Transcription, 'language' | 'languages'> | null {
  const hinted = [...list(provider.language_hints), ...list(provider.language_hint)].map(languageCode);
  const codes = [...new Set(hinted.filter((code) => code !== undefined))];
  const [first] = codes;
  if (first === undefined) return languageMember(provider.language ?? agentLanguage);
  const own = languageCode(provider.language);
  if (hints === 'lists') return { languages: [...new Set(own === undefined ? codes : [own, ...codes])] };
  if (codes.length > 1) return null;
  return { language: own ?? first };
}

function languageMember(tag: string | undefined): Pick<Transcription, 'language'> {
  const language = languageCode(tag);
  return language === undefined ? {} : { language };
}

function hintMember(hints: Hints, keyterms: readonly string[]): Pick<Transcription, 'keywords' | 'prompt'> {
  switch (hints) {
    case 'lists':
      return { keywords: [...keyterms] };
    case 'prompt_of_keywords':
      return { prompt: keyterms.join(', ') };
    case 'prompt_of_text':
      return { prompt: `Expect these words: ${keyterms.join(', ')}.` };
    case 'none':
      return {};
  }
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  const entries = typeof value === 'string' ? [value] : (value ?? []);
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}
