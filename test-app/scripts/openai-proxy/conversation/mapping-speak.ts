import type { SpeakSettings } from '../protocol/agent-settings.js';
import {
  lookUp,
  PCM,
  pick,
  unsupported,
  unsupportedAmong,
  type Mapped,
  type OneOrMany,
  type Session,
} from './mapped.js';
import type { Notice, SessionDefaults } from './settings.js';

type Voice = NonNullable<NonNullable<NonNullable<Session['audio']>['output']>['voice']>;

/** A name, or the id of a custom voice of OpenAI's. */
type AskedVoice = string | { readonly id: string };

/** What the component sends beside `speak`, as `agent.sessionAudioOutput`. */
interface AudioOutputSettings {
  readonly voice?: AskedVoice | undefined;
  /** A multiple of the usual speed. */
  readonly speed?: number | undefined;
  readonly format?: unknown;
}

const MIN_SPEED = 0.25;
const MAX_SPEED = 1.5;

/** https://platform.openai.com/docs/guides/realtime: the built-in voices. */
const VOICES: ReadonlySet<string> = new Set('alloy ash ballad coral echo sage shimmer verse marin cedar'.split(' '));
/** OpenAI's text-to-speech voices that Realtime lacks, by the nearest that it has. */
const SPEECH_VOICES: Readonly<Record<string, string>> = { fable: 'ballad', nova: 'coral', onyx: 'cedar' };
const CUSTOM_VOICE = /^voice_/;

/** A stock voice of Deepgram's: `aura-asteria-en`, `aura-2-thalia-en`, `flux-alexis-en`. */
const STOCK_VOICE = /^(?:aura(?:-2)?|flux)-(?<name>[a-z]+)-/;
/** https://developers.deepgram.com/docs/tts-models: those whose expressed gender is masculine. */
export const MASCULINE_STOCK_VOICES: ReadonlySet<string> = new Set(
  [
    'angus apollo arcas aries atlas draco helios hermes hyperion jupiter mars neptune odysseus orion orpheus perseus',
    'pluto saturn zeus alvaro aquila javier luciano nestor sirio valerio lars roman sander hector fabian julius cesare',
    'dionisio elio flavio perseo ebisu fujin bruce cliff cole colin conor donovan drew jack kai marcelo marcus miles',
    'naveen rufus sean tanner wade wes',
  ].flatMap((names) => names.split(' ')),
);
const MASCULINE_VOICE = 'cedar';

/** The `speak` part: voice and speed. The voice is fixed with the session's first audio. */
export function mapSpeak(
  speak: OneOrMany<SpeakSettings>,
  defaults: SessionDefaults,
  extra: AudioOutputSettings = {},
): Mapped {
  const { endpoint, provider } = pickSpeak(speak, defaults);
  const warnings: Notice[] = unsupportedAmong([
    ['speak.endpoint', endpoint, 'OpenAI speaks itself.'],
    ['speak.provider.credentials', provider?.credentials, 'OpenAI speaks itself; they are not used.'],
    ['speak.provider.expressivity', provider?.expressivity, 'OpenAI Realtime has no such setting.'],
    ['speak.provider.volume', provider?.volume, 'OpenAI Realtime has no such setting.'],
  ]);
  const asked = asAskedVoice(extra.voice) ?? voiceAskedOf(provider);
  const voice = asked === undefined ? undefined : voiceFor(asked, defaults);
  if (asked !== undefined && voice === undefined) {
    const description = 'speak.provider: OpenAI Realtime has no such voice; the default one is used.';
    warnings.push({ code: 'VOICE_REPLACED', description });
  }
  const askedSpeed = extra.speed ?? provider?.speed;
  const speed = askedSpeed === undefined ? undefined : Math.min(MAX_SPEED, Math.max(MIN_SPEED, askedSpeed));
  if (speed !== askedSpeed) {
    const description = `speak.provider.speed: OpenAI takes ${MIN_SPEED} to ${MAX_SPEED}; ${String(speed)} is used.`;
    warnings.push({ code: 'SPEED_CLAMPED', description });
  }
  if (extra.format !== undefined && !isUpstreamFormat(extra.format)) {
    warnings.push(unsupported('sessionAudioOutput.format', 'set audio.output; OpenAI always sends PCM at 24 kHz.'));
  }
  return {
    warnings,
    session: {
      audio: {
        output: {
          voice: voice ?? asOpenAIVoice(defaults.voice),
          ...(speed !== undefined && { speed }),
        },
      },
    },
  };
}

/** The language that `speak` names, if any; Deepgram's successor of `agent.language`. */
export function spokenLanguage(speak: OneOrMany<SpeakSettings>, defaults: SessionDefaults): string | undefined {
  const { provider } = pickSpeak(speak, defaults);
  return provider?.language ?? provider?.language_code;
}

export const namesVoice = (speak: OneOrMany<SpeakSettings>, defaults: SessionDefaults): boolean =>
  voiceAskedOf(pickSpeak(speak, defaults).provider) !== undefined;

function pickSpeak(speak: OneOrMany<SpeakSettings>, defaults: SessionDefaults): SpeakSettings {
  return pick(speak, ({ provider }) => {
    const asked = voiceAskedOf(provider);
    return asked !== undefined && voiceFor(asked, defaults) !== undefined;
  });
}

/** Providers differ in the member that says who speaks; OpenAI's `model` names no voice. */
function voiceAskedOf(provider: SpeakSettings['provider']): AskedVoice | undefined {
  if (provider === undefined) return undefined;
  const { type, model, model_id: modelId, voice } = provider;
  const named = typeof voice === 'string' ? voice : voice?.id;
  if (type === 'open_ai') return asAskedVoice(named);
  return named ?? modelId ?? model;
}

function asAskedVoice(voice: AskedVoice | undefined): AskedVoice | undefined {
  return typeof voice === 'string' && CUSTOM_VOICE.test(voice) ? { id: voice } : voice;
}

function voiceFor(asked: AskedVoice, defaults: SessionDefaults): Voice | undefined {
  const name = typeof asked === 'string' ? asked : asked.id;
  if (VOICES.has(name)) return name;
  const listed = lookUp(defaults.voices, name) ?? lookUp(SPEECH_VOICES, name);
  if (listed !== undefined) return asOpenAIVoice(listed);
  if (typeof asked === 'object') return { id: name };
  const stock = STOCK_VOICE.exec(name)?.groups?.['name'];
  if (stock === undefined) return name.startsWith('aura-') ? asOpenAIVoice(defaults.voice) : undefined;
  return MASCULINE_STOCK_VOICES.has(stock) ? MASCULINE_VOICE : asOpenAIVoice(defaults.voice);
}

const asOpenAIVoice = (name: string): Voice => (CUSTOM_VOICE.test(name) ? { id: name } : name);

function isUpstreamFormat(format: unknown): boolean {
  if (typeof format !== 'object' || format === null) return format === 'pcm16' || format === PCM.type;
  const { type, rate = PCM.rate } = format as { readonly type?: unknown; readonly rate?: unknown };
  return type === PCM.type && (rate === PCM.rate || rate === null);
}
