import type { ListenSettings } from '../protocol/agent-settings.js';
import type { NoiseReductionSettings, TurnDetectionSettings } from '../protocol/session-settings.js';
import { compact, pick, type Mapped, type OneOrMany, type Session } from './mapped.js';
import { mapTranscription } from './mapping-transcription.js';
import type { SessionDefaults } from './settings.js';

type AudioInput = NonNullable<NonNullable<Session['audio']>['input']>;
type TurnDetection = NonNullable<AudioInput['turn_detection']>;
type NoiseReduction = NonNullable<AudioInput['noise_reduction']>;
type Provider = NonNullable<ListenSettings['provider']>;

/* Sent whole: what the API does with members left out is not documented. */
const RESPONDING = { create_response: true, interrupt_response: true } as const;
const SERVER_VAD = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
  idle_timeout_ms: null,
  ...RESPONDING,
} as const;
const SEMANTIC_VAD = { type: 'semantic_vad', eagerness: 'auto', ...RESPONDING } as const;

/** Flux waits at most so long for the end of a turn; OpenAI's `high`, `medium` and `low` wait 2, 4 and 8 s. */
const HIGH_EAGERNESS_MAX_MS = 3_000;
const MEDIUM_EAGERNESS_MAX_MS = 6_000;
/** How sure Flux must be that a turn has ended. */
const HIGH_EAGERNESS_MAX_THRESHOLD = 0.6;
const LOW_EAGERNESS_MIN_THRESHOLD = 0.8;
/** Flux is never that sure, so the turn ends only when the client says so. */
const MANUAL_MIN_THRESHOLD = 1;

/** Turns noise reduction off; the official type lacks the null that its own documentation asks for. */
const NO_NOISE_REDUCTION = null as unknown as NoiseReduction;

/** The `listen` part: transcription, turn detection and noise reduction. */
export function mapListen(
  listen: OneOrMany<ListenSettings>,
  defaults: SessionDefaults,
  agentLanguage?: string,
): Mapped {
  const { provider = {} } = pick(listen, () => true);
  const { transcription, warnings } = mapTranscription(provider, defaults, agentLanguage);
  const noise = noiseReduction(provider, defaults);
  return {
    warnings,
    session: {
      audio: {
        input: {
          transcription,
          ...(noise !== undefined && { noise_reduction: noise }),
          turn_detection: turnDetection(provider, defaults),
        },
      },
    },
  };
}

/** Null where the client ends its turns itself. */
function turnDetection(provider: Provider, { session }: SessionDefaults): TurnDetection | null {
  const asked: TurnDetectionSettings | undefined = provider.turn_detection ?? provider.turnDetection;
  if (asked !== undefined) return asked.type === 'none' ? null : whole(compact(asked));
  if (provider.version === 'v2' || provider.model?.startsWith('flux-') === true) return fluxTurnDetection(provider);
  const { turnDetection: own = SERVER_VAD } = session;
  return own && whole(own);
}

const whole = (detection: TurnDetection): TurnDetection =>
  detection.type === 'server_vad' ? { ...SERVER_VAD, ...detection } : { ...SEMANTIC_VAD, ...detection };

function fluxTurnDetection(provider: Provider): TurnDetection | null {
  const { eager_eot_threshold: eager, eot_threshold: threshold, eot_timeout_ms: timeoutMs } = provider;
  if (threshold !== undefined && threshold >= MANUAL_MIN_THRESHOLD) return null;
  if (eager !== undefined) return { ...SEMANTIC_VAD, eagerness: 'high' };
  if (timeoutMs !== undefined) {
    if (timeoutMs <= HIGH_EAGERNESS_MAX_MS) return { ...SEMANTIC_VAD, eagerness: 'high' };
    return { ...SEMANTIC_VAD, eagerness: timeoutMs <= MEDIUM_EAGERNESS_MAX_MS ? 'medium' : 'low' };
  }
  if (threshold === undefined) return SEMANTIC_VAD;
  if (threshold <= HIGH_EAGERNESS_MAX_THRESHOLD) return { ...SEMANTIC_VAD, eagerness: 'high' };
  return { ...SEMANTIC_VAD, eagerness: threshold < LOW_EAGERNESS_MIN_THRESHOLD ? 'medium' : 'low' };
}

function noiseReduction(provider: Provider, { session }: SessionDefaults): NoiseReduction | undefined {
  const asked: NoiseReductionSettings | undefined = provider.noise_reduction ?? provider.noiseReduction;
  if (asked === undefined) return session.noiseReduction === null ? NO_NOISE_REDUCTION : session.noiseReduction;
  if (asked === 'none') return NO_NOISE_REDUCTION;
  return typeof asked === 'string' ? { type: asked } : compact(asked);
}
