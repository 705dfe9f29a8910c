import type { AgentSettings, FormatSettings, HistoryMessage, SettingsMessage } from '../protocol/agent-settings.js';
import type { ConversationItem, RealtimeSessionCreateRequest } from '../protocol/realtime.js';
import { isRealtimeModel, mapListen, mapModel, mapSpeak, mapThink, UPSTREAM_RATE_HZ } from './mapping.js';

/** A client's audio: 16-bit little-endian mono PCM at `sampleRate` Hz. */
export interface AudioFormat {
  readonly encoding: 'linear16';
  readonly sampleRate: number;
}

export interface AudioFormats {
  readonly input: AudioFormat;
  readonly output: AudioFormat;
}

/** What is used where Settings name nothing that OpenAI Realtime has. */
export interface SessionDefaults {
  readonly model: string;
  /** Realtime models for the names of others. */
  readonly models: Readonly<Record<string, string>>;
  readonly voice: string;
  readonly transcriptionModel: string;
  /** Rates that the client's audio may have, in Hz. */
  readonly sampleRatesHz: readonly number[];
}

export interface Notice {
  readonly code: string;
  readonly description: string;
}

/** Settings, translated. */
export interface Configuration {
  /** How the session came about: Voice Agent Settings, a native `session.update`, or the age of the one before. */
  readonly origin: 'settings' | 'native' | 'rollover';
  readonly model: string;
  readonly formats: AudioFormats;
  readonly session: RealtimeSessionCreateRequest;
  /** Conversation items to restore, oldest first, without ids. */
  readonly history: readonly ConversationItem[];
  readonly greeting: string | null;
  /** As Settings name it; also for later updates of `think`. */
  readonly language: string | undefined;
  readonly warnings: readonly Notice[];
}

export type Configured =
  | { readonly status: 'accepted'; readonly configuration: Configuration }
  | { readonly status: 'refused'; readonly description: string };

/** Translates a `Settings` message into a session, the items to restore, and the greeting. */
export function configure(message: SettingsMessage, defaults: SessionDefaults): Configured {
  const agent: AgentSettings | string = message.agent ?? {};
  if (typeof agent === 'string') {
    return { status: 'refused', description: 'Settings: "agent" names a stored agent; none is configured here.' };
  }
  const formats = {
    input: audioFormat(message.audio?.input, defaults),
    output: audioFormat(message.audio?.output, defaults),
  };
  for (const [name, format] of Object.entries(formats)) {
    if (format === null) return { status: 'refused', description: unsupportedFormat(name, defaults) };
  }
  const think = mapThink(agent.think ?? {}, agent.language);
  const speak = mapSpeak(agent.speak ?? {}, defaults, agent.sessionAudioOutput);
  const listen = mapListen(agent.listen ?? {}, defaults, agent.language);
  const { model, warnings } = mapModel(agent.think ?? {}, defaults);
  const history = (agent.context?.messages ?? []).flatMap(historyItems);
  return {
    status: 'accepted',
    configuration: {
      origin: 'settings',
      model,
      formats: formats as AudioFormats,
      session: {
        type: 'realtime',
        output_modalities: ['audio'],
        ...think.session,
        audio: { ...listen.session.audio, ...speak.session.audio },
      },
      history,
      language: agent.language,
      greeting: history.length > 0 ? null : (agent.greeting ?? null),
      warnings: [...warnings, ...think.warnings, ...speak.warnings, ...listen.warnings],
    },
  };
}

/** Takes a native `session.update` as the first message; the upstream checks what is in it. */
export function configureNative(session: RealtimeSessionCreateRequest, defaults: SessionDefaults): Configuration {
  const { model, ...rest } = session;
  const format = { encoding: 'linear16', sampleRate: UPSTREAM_RATE_HZ } as const;
  return {
    origin: 'native',
    model: model !== undefined && isRealtimeModel(model) ? model : defaults.model,
    formats: { input: format, output: format },
    session: rest,
    history: [],
    greeting: null,
    language: undefined,
    warnings: [],
  };
}

function audioFormat(format: FormatSettings | undefined, { sampleRatesHz }: SessionDefaults): AudioFormat | null {
  const sampleRate = format?.sample_rate ?? UPSTREAM_RATE_HZ;
  const plain = (format?.encoding ?? 'linear16') === 'linear16' && (format?.container ?? 'none') === 'none';
  return plain && sampleRatesHz.includes(sampleRate) ? { encoding: 'linear16', sampleRate } : null;
}

const unsupportedFormat = (name: string, { sampleRatesHz }: SessionDefaults): string =>
  `Settings: audio.${name} is not supported. Supported: encoding linear16, container none, sample_rate ${sampleRatesHz.join(', ')}.`;

function historyItems(message: HistoryMessage): ConversationItem[] {
  if ('function_calls' in message) {
    return (message.function_calls as { id: string; name: string; arguments: string; response: string }[]).flatMap(
      (call): ConversationItem[] => [
        { type: 'function_call', call_id: call.id, name: call.name, arguments: call.arguments },
        { type: 'function_call_output', call_id: call.id, output: call.response },
      ],
    );
  }
  const { role, content } = message as { role: 'user' | 'assistant'; content: string };
  return role === 'user'
    ? [{ type: 'message', role, content: [{ type: 'input_text', text: content }] }]
    : [{ type: 'message', role, content: [{ type: 'output_text', text: content }] }];
}
