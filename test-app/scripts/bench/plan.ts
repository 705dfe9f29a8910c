import type { Microphone } from './frames.js';
import { TARGET_NAMES, type TargetName } from './target.js';

/** The parts of a run, as `--only` names them. */
export const SECTIONS = ['sessions', 'rate-24k', 'small-frames', 'throughput', 'stalls', 'startup'] as const;
export type Section = (typeof SECTIONS)[number];

/** One load on several targets. */
export interface SteadyPlan {
  readonly section: Section;
  /** Of the microphone, in words. */
  readonly label: string;
  readonly microphone: Microphone;
  readonly sessions: number;
  readonly rounds: number;
  readonly targets: readonly TargetName[];
}

export interface Plan {
  readonly steady: readonly SteadyPlan[];
  readonly steadyMs: {
    /** How long a fresh process is loaded before the rounds; at least `measureMs`. */
    readonly firstMs: number;
    readonly warmUpMs: number;
    readonly measureMs: number;
  };
  readonly throughput: {
    readonly rounds: number;
    readonly targets: readonly TargetName[];
    readonly warmUpMs: number;
    readonly measureMs: number;
  };
  readonly stalls: { readonly targets: readonly TargetName[]; readonly limitMs: number };
  readonly startup: { readonly rounds: number };
}

const MICROPHONE_16K = {
  section: 'sessions',
  label: '16 kHz, 20 ms frames',
  microphone: { rateHz: 16_000, frameBytes: 640 },
} as const;
const MICROPHONE_24K = {
  section: 'rate-24k',
  label: '24 kHz, 20 ms frames',
  microphone: { rateHz: 24_000, frameBytes: 960 },
} as const;
const SMALL_FRAMES = {
  section: 'small-frames',
  label: '16 kHz, 256-byte frames (8 ms)',
  microphone: { rateHz: 16_000, frameBytes: 256 },
} as const;
const RELAYS = ['raw', 'proxy'] as const;
const RELAYS_AND_NONE = ['direct', ...RELAYS] as const;
const STALLED = ['raw', 'http-proxy-middleware', 'proxy'] as const;

/** Everything, in less than ten minutes on two cores. */
export const FULL_PLAN: Plan = {
  steady: [
    { ...MICROPHONE_16K, sessions: 1, rounds: 3, targets: TARGET_NAMES },
    { ...MICROPHONE_16K, sessions: 50, rounds: 4, targets: TARGET_NAMES },
    { ...MICROPHONE_16K, sessions: 200, rounds: 4, targets: TARGET_NAMES },
    { ...MICROPHONE_16K, sessions: 500, rounds: 2, targets: TARGET_NAMES },
    { ...MICROPHONE_16K, sessions: 1_000, rounds: 1, targets: TARGET_NAMES },
    { ...MICROPHONE_24K, sessions: 100, rounds: 3, targets: RELAYS_AND_NONE },
    { ...SMALL_FRAMES, sessions: 100, rounds: 3, targets: RELAYS_AND_NONE },
  ],
  steadyMs: { firstMs: 2_500, warmUpMs: 400, measureMs: 2_200 },
  throughput: { rounds: 3, targets: TARGET_NAMES, warmUpMs: 400, measureMs: 800 },
  stalls: { targets: STALLED, limitMs: 3_000 },
  startup: { rounds: 5 },
};

/** A first impression, in less than a minute. */
export const QUICK_PLAN: Plan = {
  steady: [
    { ...MICROPHONE_16K, sessions: 50, rounds: 2, targets: TARGET_NAMES },
    { ...MICROPHONE_24K, sessions: 50, rounds: 2, targets: RELAYS },
    { ...SMALL_FRAMES, sessions: 50, rounds: 2, targets: RELAYS },
  ],
  steadyMs: { firstMs: 1_000, warmUpMs: 100, measureMs: 800 },
  throughput: { rounds: 1, targets: RELAYS, warmUpMs: 300, measureMs: 500 },
  stalls: { targets: RELAYS, limitMs: 1_000 },
  startup: { rounds: 2 },
};
