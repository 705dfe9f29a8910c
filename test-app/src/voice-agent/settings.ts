import { BOUNDS, type AgentConfig, type NumericKey } from './agent-config.js';
import type { Backend } from './backends.js';
import type { ContextMessage, Settings } from './messages.js';
import type { ToolDefinition } from './tools.js';

export const OPENAI_VOICES = [
  'alloy',
  'ash',
  'ballad',
  'cedar',
  'coral',
  'echo',
  'marin',
  'sage',
  'shimmer',
  'verse',
] as const;
export const AURA_VOICES = ['aura-2-thalia-en', 'aura-2-orion-en', 'aura-2-luna-en', 'aura-2-apollo-en'] as const;

export interface SettingsParts {
  readonly config: AgentConfig;
  readonly backend: Pick<Backend, 'model'>;
  readonly tools: readonly ToolDefinition[];
  /** What was said before; the agent greets nobody whom it knows. */
  readonly context: ContextMessage[];
  /** False where the user has already said something. */
  readonly greets: boolean;
}

/** The Settings message of one conversation. */
export function createSettings({ config, backend, tools, context, greets }: SettingsParts): Settings {
  return {
    type: 'Settings',
    flags: { history: true },
    audio: {
      input: { encoding: config.inputEncoding, sample_rate: config.inputRate },
      output: { encoding: config.outputEncoding, sample_rate: config.outputRate, container: 'none' },
    },
    agent: {
      language: config.language,
      listen: { provider: listenProvider(config) },
      think: {
        provider: { type: 'open_ai', model: config.model === '' ? backend.model : config.model },
        prompt: config.prompt,
        functions: tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
      },
      speak: { provider: speakProvider(config.voice) },
      ...(context.length > 0 && { context: { messages: context } }),
      ...(greets && context.length === 0 && config.greeting !== '' && { greeting: config.greeting }),
    },
  };
}

const speakProvider = (voice: string) =>
  voice === '' || voice.startsWith('aura-')
    ? ({ type: 'deepgram', model: voice === '' ? AURA_VOICES[0] : voice } as const)
    : ({ type: 'open_ai', model: 'tts-1', voice } as const);

/** Leaves out what is left to the server. */
const given = <T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };

/** A number that the server would refuse is as good as none. */
function within(config: AgentConfig, key: NumericKey): number | null {
  const value = config[key];
  const [min, max] = BOUNDS[key];
  return value !== null && value >= min && value <= max ? value : null;
}

/** Turn detection and noise reduction are the proxy's extensions: Deepgram ignores them, but for Flux's own numbers. */
function listenProvider(config: AgentConfig) {
  const noise = config.noise === 'auto' ? {} : { noise_reduction: config.noise };
  if (config.turn === 'flux') {
    const numbers = given({
      eot_threshold: within(config, 'eot'),
      eager_eot_threshold: within(config, 'eagerEot'),
      eot_timeout_ms: within(config, 'eotTimeoutMs'),
    });
    const model = config.language === 'en' ? 'flux-general-en' : 'flux-general-multi';
    return { type: 'deepgram', version: 'v2', model, ...numbers, ...noise } as const;
  }
  const turn = turnDetection(config);
  const { language } = config;
  return { type: 'deepgram', version: 'v1', model: 'nova-3', language, ...turn, ...noise } as const;
}

function turnDetection(config: AgentConfig): { readonly turn_detection?: object } {
  switch (config.turn) {
    case 'auto':
    case 'flux':
      return {};
    case 'manual':
      return { turn_detection: { type: 'none' } };
    case 'semantic_vad': {
      const { eagerness, interrupts } = config;
      return { turn_detection: { type: 'semantic_vad', eagerness, interrupt_response: interrupts } };
    }
    case 'server_vad': {
      const numbers = given({
        threshold: within(config, 'threshold'),
        prefix_padding_ms: within(config, 'prefixMs'),
        silence_duration_ms: within(config, 'silenceMs'),
        idle_timeout_ms: within(config, 'idleMs'),
      });
      return { turn_detection: { type: 'server_vad', ...numbers, interrupt_response: config.interrupts } };
    }
  }
}
