import type { ListenSettings, SpeakSettings, ThinkSettings } from '../protocol/agent-settings.js';
import type { RealtimeFunctionTool, RealtimeSessionCreateRequest } from '../protocol/realtime.js';
import type { Notice, SessionDefaults } from './settings.js';

/* The parts of Settings, each on its own, since each can also be updated on its own. */

type Session = Partial<RealtimeSessionCreateRequest>;
export type Mapped = { readonly session: Session; readonly warnings: readonly Notice[] };

export const UPSTREAM_RATE_HZ = 24_000;
const PCM = { type: 'audio/pcm', rate: UPSTREAM_RATE_HZ } as const;
/** https://platform.openai.com/docs/guides/realtime: the built-in voices. */
const VOICES: ReadonlySet<string> = new Set('alloy ash ballad coral echo sage shimmer verse marin cedar'.split(' '));
const TRANSCRIPTION_MODEL = /^(whisper-1|gpt-.*transcribe.*|gpt-realtime-whisper)$/;
const REALTIME_MODEL = /^gpt-(?!.*(transcribe|whisper))(.*realtime|audio)/;
/** Sent whole: what the API does with members left out is not documented. */
const SERVER_VAD = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
  create_response: true,
  interrupt_response: true,
} as const;

export const isRealtimeModel = (name: string): boolean => REALTIME_MODEL.test(name);

/** The whole `think` part: prompt, functions and choices. A model cannot change within a session. */
export function mapThink(think: ThinkSettings, language?: string): Mapped {
  const warnings: Notice[] = [];
  if (think.provider?.temperature !== undefined) {
    warnings.push({
      code: 'UNSUPPORTED_SETTING',
      description: 'think.provider.temperature: OpenAI Realtime has no temperature.',
    });
  }
  const functions = think.functions ?? [];
  if (functions.some((definition) => definition.endpoint?.url !== undefined)) {
    warnings.push({
      code: 'UNSUPPORTED_SETTING',
      description: 'think.functions.endpoint: functions are requested from the client instead.',
    });
  }
  const spoken = languageName(language);
  const instructions = [think.prompt, spoken && `Speak ${spoken} unless the user asks for another language.`];
  const textOnly = think.outputModalities !== undefined && !think.outputModalities.includes('audio');
  return {
    warnings,
    session: {
      instructions: instructions.filter((line) => line).join('\n\n'),
      tools: functions.map(({ name, description, parameters }): RealtimeFunctionTool => ({
        type: 'function',
        name,
        ...(description !== undefined && { description }),
        ...(parameters !== undefined && { parameters }),
      })),
      ...toolChoice(think.toolChoice),
      ...(textOnly && { output_modalities: ['text'] }),
      ...(think.maxOutputTokens !== undefined && { max_output_tokens: think.maxOutputTokens }),
      ...(think.managedPrompt !== undefined && { prompt: managedPrompt(think.managedPrompt) }),
    },
  };
}

export function mapSpeak(
  speak: SpeakSettings,
  defaults: SessionDefaults,
  extra?: { readonly voice?: string | undefined; readonly speed?: number | undefined },
): Mapped {
  const named = speak.provider?.voice;
  const asked = extra?.voice ?? (typeof named === 'string' ? named : named?.id);
  const speed = extra?.speed ?? speak.provider?.speed;
  const voice = asked !== undefined && VOICES.has(asked) ? asked : defaults.voice;
  return {
    warnings: [],
    session: {
      audio: { output: { format: PCM, voice, ...(speed !== undefined && { speed: clamp(speed, 0.25, 1.5) }) } },
    },
  };
}

export function mapListen(listen: ListenSettings, defaults: SessionDefaults, agentLanguage?: string): Mapped {
  const asked = listen.provider?.model;
  const model = asked !== undefined && TRANSCRIPTION_MODEL.test(asked) ? asked : defaults.transcriptionModel;
  const language = languageCode(listen.provider?.language ?? agentLanguage);
  return {
    warnings: [],
    session: {
      audio: {
        input: {
          format: PCM,
          transcription: { model, ...(language !== undefined && { language }) },
          turn_detection: SERVER_VAD,
        },
      },
    },
  };
}

export function mapModel(think: ThinkSettings, defaults: SessionDefaults): { model: string; warnings: Notice[] } {
  const asked = think.provider?.model;
  if (asked === undefined) return { model: defaults.model, warnings: [] };
  if (isRealtimeModel(asked)) return { model: asked, warnings: [] };
  const mapped = Object.hasOwn(defaults.models, asked) ? defaults.models[asked] : undefined;
  if (mapped !== undefined) return { model: mapped, warnings: [] };
  return {
    model: defaults.model,
    warnings: [
      {
        code: 'MODEL_REPLACED',
        description: `think.provider.model: not a Realtime model; ${defaults.model} is used.`,
      },
    ],
  };
}

function toolChoice(value: unknown): Session {
  if (value === 'auto' || value === 'none' || value === 'required') return { tool_choice: value };
  const name = (value as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' ? { tool_choice: { type: 'function', name } } : {};
}

const managedPrompt = ({ id, version, variables }: NonNullable<ThinkSettings['managedPrompt']>) => ({
  id,
  ...(version !== undefined && { version }),
  ...(variables !== undefined && { variables }),
});

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** ISO 639-1, as the transcription takes it; `multi` and what is no language tag mean "find out". */
function languageCode(tag: string | undefined): string | undefined {
  return /^([a-z]{2})(?:[-_]|$)/i.exec(tag ?? '')?.[1]?.toLowerCase();
}

function languageName(tag: string | undefined): string | undefined {
  const code = languageCode(tag);
  return code && new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(code);
}
