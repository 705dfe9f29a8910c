import type { AgentSettings, FormatSettings, HistoryMessage, SettingsMessage } from '../protocol/agent-settings.js';
import type { ConversationItem, RealtimeFunctionTool, RealtimeSessionCreateRequest } from '../protocol/realtime.js';
import type { WarningCode } from './codes.js';
import type { FunctionTarget } from './function-target.js';
import { lookUp, unsupportedAmong } from './mapped.js';
import { nativeTargets } from './mapping-functions.js';
import {
  isRealtimeModel,
  mapListen,
  mapModel,
  mapSpeak,
  mapThink,
  spokenLanguage,
  UPSTREAM_RATE_HZ,
} from './mapping.js';

/** A client's audio: 16-bit little-endian mono PCM at `sampleRate` Hz. */
export interface AudioFormat {
  readonly encoding: 'linear16';
  readonly sampleRate: number;
}

export interface AudioFormats {
  readonly input: AudioFormat;
  readonly output: AudioFormat;
}

type AudioInput = NonNullable<NonNullable<RealtimeSessionCreateRequest['audio']>['input']>;

/** What an operator sets for sessions whose Settings say nothing of it, in OpenAI's terms. Default: the API's own. */
export interface SessionOverrides {
  /** Null: the client ends its turns itself. Default `server_vad`; members that are left out have the API's default. */
  readonly turnDetection?: AudioInput['turn_detection'];
  /** Null: none, which is the default. */
  readonly noiseReduction?: AudioInput['noise_reduction'] | null;
  readonly truncation?: RealtimeSessionCreateRequest['truncation'];
  readonly tracing?: RealtimeSessionCreateRequest['tracing'];
  /** 1 to 4,096, or `inf`. */
  readonly maxOutputTokens?: RealtimeSessionCreateRequest['max_output_tokens'];
  /** Used with reasoning models only; others refuse it. */
  readonly parallelToolCalls?: RealtimeSessionCreateRequest['parallel_tool_calls'];
  /** Used with reasoning models only; others refuse it. */
  readonly reasoning?: RealtimeSessionCreateRequest['reasoning'];
  readonly include?: RealtimeSessionCreateRequest['include'];
}

/** What is used where Settings name nothing that OpenAI Realtime has. */
export interface SessionDefaults {
  readonly model: string;
  /** Realtime models for the names of others. */
  readonly models: Readonly<Record<string, string>>;
  readonly voice: string;
  /** OpenAI's voices for the names of others. */
  readonly voices: Readonly<Record<string, string>>;
  readonly transcriptionModel: string;
  /** OpenAI's transcription models for the names of others. */
  readonly transcriptionModels: Readonly<Record<string, string>>;
  readonly session: SessionOverrides;
  /** Rates that the client's audio may have, in Hz. */
  readonly sampleRatesHz: readonly number[];
  /** The functions that the server itself offers to the model. */
  readonly functions: readonly RealtimeFunctionTool[];
  /** Hosts whose function endpoints the server may call, as `isHostAllowed` takes them. */
  readonly endpointHosts: readonly string[];
  /** Agents that Settings may name by id. */
  readonly agents: Readonly<Record<string, AgentSettings>>;
}

export interface Notice {
  readonly code: WarningCode;
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
  /** The language to speak, as Settings name it; also for later updates of `think`. */
  readonly language: string | undefined;
  /** The language to listen for where `listen` names none; also for later updates of `listen`. */
  readonly listenLanguage: string | undefined;
  /** The functions that the server runs, by name. */
  readonly targets: ReadonlyMap<string, FunctionTarget>;
  /** Whether the client is told the history as it grows. */
  readonly reportsHistory: boolean;
  readonly warnings: readonly Notice[];
}

export type Configured =
  | { readonly status: 'accepted'; readonly configuration: Configuration }
  | { readonly status: 'refused'; readonly description: string };

/** Translates a `Settings` message into a session, the items to restore, and the greeting. */
export function configure(message: SettingsMessage, defaults: SessionDefaults): Configured {
  const agent = agentOf(message, defaults);
  if (agent === undefined) {
    return { status: 'refused', description: 'Settings: "agent" names a stored agent that is not configured here.' };
  }
  const formats = {
    input: audioFormat(message.audio?.input, defaults),
    output: audioFormat(message.audio?.output, defaults),
  };
  for (const [name, format] of Object.entries(formats)) {
    if (format === null) return { status: 'refused', description: unsupportedFormat(name, defaults) };
  }
  const language = spokenLanguage(agent.speak ?? {}, defaults) ?? agent.language;
  const think = mapThink(agent.think ?? {}, defaults, language);
  const speak = mapSpeak(agent.speak ?? {}, defaults, agent.sessionAudioOutput);
  const listen = mapListen(agent.listen ?? {}, defaults, agent.language);
  const { model, warnings } = mapModel(agent.think ?? {}, defaults);
  const history = (agent.context?.messages ?? []).flatMap(historyItems);
  const { include } = defaults.session;
  return {
    status: 'accepted',
    configuration: {
      origin: 'settings',
      model,
      formats: formats as AudioFormats,
      session: {
        type: 'realtime',
        ...think.session,
        ...(include !== undefined && { include }),
        audio: { input: newInput(listen.session.audio?.input), ...speak.session.audio },
      },
      history,
      language,
      listenLanguage: agent.language,
      targets: think.targets ?? new Map(),
      reportsHistory: message.flags?.history !== false,
      greeting: history.length > 0 ? null : (agent.greeting ?? null),
      warnings: [...warnings, ...think.warnings, ...speak.warnings, ...listen.warnings, ...unused(message)],
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
    listenLanguage: undefined,
    targets: nativeTargets(Array.isArray(session.tools) ? session.tools : [], defaults),
    reportsHistory: false,
    warnings: [],
  };
}

function agentOf({ agent = {} }: SettingsMessage, { agents }: SessionDefaults): AgentSettings | undefined {
  return typeof agent === 'string' ? lookUp(agents, agent) : agent;
}

/** A new session has no noise reduction that could be turned off. */
function newInput({ noise_reduction: noise, ...input }: AudioInput = {}): AudioInput {
  return noise ? { ...input, noise_reduction: noise } : input;
}

const unused = ({ audio, tags }: SettingsMessage): readonly Notice[] =>
  unsupportedAmong([
    ['audio.output.bitrate', audio?.output?.bitrate, 'the audio is not compressed.'],
    ['tags', tags, 'requests are not labelled.'],
  ]);

function audioFormat(format: FormatSettings | undefined, { sampleRatesHz }: SessionDefaults): AudioFormat | null {
  const sampleRate = format?.sample_rate ?? UPSTREAM_RATE_HZ;
  const plain = (format?.encoding ?? 'linear16') === 'linear16' && (format?.container ?? 'none') === 'none';
  return plain && sampleRatesHz.includes(sampleRate) ? { encoding: 'linear16', sampleRate } : null;
}

const unsupportedFormat = (name: string, { sampleRatesHz }: SessionDefaults): string =>
  `Settings: audio.${name} is not supported. Supported: encoding linear16, container none, sample_rate ${sampleRatesHz.join(', ')}.`;

/** The API takes no other ids for calls. */
const CALL_ID = /^[\w-]{1,64}$/;

function historyItems(message: HistoryMessage, index: number): readonly ConversationItem[] {
  const { role, content, function_calls: calls = [] } = message;
  const called = calls.flatMap((call, position): readonly ConversationItem[] => {
    const id = CALL_ID.test(call.id) ? call.id : `call_${index}_${position}`;
    return [
      { type: 'function_call', call_id: id, name: call.name, arguments: call.arguments },
      { type: 'function_call_output', call_id: id, output: call.response },
    ];
  });
  if (role === undefined || content === undefined) return called;
  const said: ConversationItem =
    role === 'user'
      ? { type: 'message', role, content: [{ type: 'input_text', text: content }] }
      : { type: 'message', role, content: [{ type: 'output_text', text: content }] };
  return [said, ...called];
}
