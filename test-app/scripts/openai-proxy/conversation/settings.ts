import type { AgentSettings, FormatSettings, HistoryMessage, SettingsMessage } from '../protocol/agent-settings.js';
import type { ConversationItem, RealtimeFunctionTool, RealtimeSessionCreateRequest } from '../protocol/realtime.js';
import type { WarningCode } from './codes.js';
import type { FunctionTarget } from './function-target.js';
import { lookUp, sessionFormat, unsupportedAmong } from './mapped.js';
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

/** How samples are written: 16-bit little-endian PCM, or one byte of G.711 each. */
export type Encoding = 'linear16' | 'mulaw' | 'alaw';

/** A client's audio, mono, at `sampleRate` Hz. */
export interface AudioFormat {
  readonly encoding: Encoding;
  readonly sampleRate: number;
}

export interface AudioFormats {
  readonly input: AudioFormat;
  readonly output: AudioFormat & { readonly container: 'none' | 'wav' };
  /** What the session is configured with: PCM at 24 kHz, or G.711 where the client has it too. */
  readonly upstream: { readonly input: Encoding; readonly output: Encoding };
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
  /** Whether the upstream takes and gives G.711. */
  readonly hasG711: boolean;
  /** Rates that the client's PCM may have, in Hz. */
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
  const formats = audioFormats(message.audio, defaults);
  if (typeof formats === 'string') return { status: 'refused', description: formats };
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
      formats,
      session: {
        type: 'realtime',
        ...think.session,
        ...(include !== undefined && { include }),
        audio: {
          input: { ...newInput(listen.session.audio?.input), format: sessionFormat(formats.upstream.input) },
          output: { ...speak.session.audio?.output, format: sessionFormat(formats.upstream.output) },
        },
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
    formats: {
      input: format,
      output: { ...format, container: 'none' },
      upstream: { input: 'linear16', output: 'linear16' },
    },
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

const G711_RATE_HZ = 8_000;

/** What the client's audio is, or why it cannot be. */
function audioFormats(audio: SettingsMessage['audio'], defaults: SessionDefaults): AudioFormats | string {
  const input = audioFormat(audio?.input, defaults);
  if (input === null || (audio?.input?.container ?? 'none') !== 'none') return unsupportedFormat('input', defaults);
  const output = audioFormat(audio?.output, defaults);
  const container = audio?.output?.container ?? 'none';
  if (output === null || (container !== 'none' && container !== 'wav')) return unsupportedFormat('output', defaults);
  const native = ({ encoding }: AudioFormat): Encoding => (defaults.hasG711 ? encoding : 'linear16');
  return {
    input,
    output: { ...output, container },
    upstream: { input: native(input), output: native(output) },
  };
}

function audioFormat(format: FormatSettings | undefined, { sampleRatesHz }: SessionDefaults): AudioFormat | null {
  const encoding = format?.encoding ?? 'linear16';
  if (encoding === 'mulaw' || encoding === 'alaw') {
    return (format?.sample_rate ?? G711_RATE_HZ) === G711_RATE_HZ ? { encoding, sampleRate: G711_RATE_HZ } : null;
  }
  const sampleRate = format?.sample_rate ?? UPSTREAM_RATE_HZ;
  return encoding === 'linear16' && sampleRatesHz.includes(sampleRate) ? { encoding, sampleRate } : null;
}

function unsupportedFormat(name: 'input' | 'output', { sampleRatesHz }: SessionDefaults): string {
  const rates = `encoding linear16 with sample_rate ${sampleRatesHz.join(', ')}; mulaw or alaw with ${G711_RATE_HZ}`;
  const containers = name === 'input' ? 'container none' : 'container none or wav';
  return `Settings: audio.${name} is not supported. Supported: ${rates}; ${containers}.`;
}

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
