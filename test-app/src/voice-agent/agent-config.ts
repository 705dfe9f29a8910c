import * as z from 'zod/mini';

export const ENCODINGS = ['linear16', 'mulaw', 'alaw'] as const;
/** Rates of `linear16` that the proxy takes, in Hz; G.711 has 8,000 alone. */
export const RATES_HZ = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const;
export const G711_RATE_HZ = 8_000;
/** Who decides that the user has finished. `auto`: the server, by its own defaults. */
export const TURN_MODES = ['auto', 'server_vad', 'semantic_vad', 'flux', 'manual'] as const;
export const EAGERNESS = ['auto', 'low', 'medium', 'high'] as const;
export const NOISE_REDUCTIONS = ['auto', 'none', 'near_field', 'far_field'] as const;

/** A number with bounds; null leaves it to the server. */
const optional = (min: number, max: number) =>
  z.catch(z.nullable(z.number().check(z.minimum(min), z.maximum(max))), null);
const text = (fallback: string) => z.catch(z.string(), fallback);

const PROMPT =
  'You are a friendly voice assistant in a demo. Answer in one or two short spoken sentences. Use a function whenever one helps.';

/** Bounds of the numbers, as the proxy's protocol has them; a value outside counts as not given. */
export const BOUNDS = {
  threshold: [0, 1],
  prefixMs: [0, 10_000],
  silenceMs: [0, 10_000],
  idleMs: [5_000, 30_000],
  eot: [0.5, 1],
  eagerEot: [0.3, 0.9],
  eotTimeoutMs: [500, 60_000],
} as const satisfies Partial<Record<string, readonly [number, number]>>;

const configSchema = z.object({
  prompt: text(PROMPT),
  greeting: text('Hello! Ask me something.'),
  /** OpenAI's or an Aura voice; empty: the default one. */
  voice: text(''),
  /** Language model; empty: the backend's default. */
  model: text(''),
  /** ISO 639-1, or `multi`. */
  language: text('en'),
  turn: z.catch(z.enum(TURN_MODES), 'auto'),
  threshold: optional(...BOUNDS.threshold),
  prefixMs: optional(...BOUNDS.prefixMs),
  silenceMs: optional(...BOUNDS.silenceMs),
  idleMs: optional(...BOUNDS.idleMs),
  eagerness: z.catch(z.enum(EAGERNESS), 'auto'),
  /** Whether speaking cuts the agent off, with `server_vad` and `semantic_vad`. */
  interrupts: z.catch(z.boolean(), true),
  eot: optional(...BOUNDS.eot),
  eagerEot: optional(...BOUNDS.eagerEot),
  eotTimeoutMs: optional(...BOUNDS.eotTimeoutMs),
  noise: z.catch(z.enum(NOISE_REDUCTIONS), 'auto'),
  /** JSON of the functions; empty: those that the page's server runs. */
  tools: text(''),
  inputEncoding: z.catch(z.enum(ENCODINGS), 'linear16'),
  inputRate: z.catch(z.literal(RATES_HZ), 24_000),
  outputEncoding: z.catch(z.enum(ENCODINGS), 'linear16'),
  outputRate: z.catch(z.literal(RATES_HZ), 24_000),
});

/** What the user can set about an agent: the form, not yet the Settings message. */
export type AgentConfig = Readonly<z.infer<typeof configSchema>>;
export type NumericKey = keyof typeof BOUNDS;

export const DEFAULT_CONFIG: AgentConfig = configSchema.parse({});

const keysOf = (config: AgentConfig) => Object.keys(config) as (keyof AgentConfig)[];

/** What differs from the defaults, as `name=value&…`; empty where nothing does. It never holds a credential. */
export function toFragment(config: AgentConfig): string {
  const changed = keysOf(config).filter((key) => config[key] !== DEFAULT_CONFIG[key]);
  return new URLSearchParams(changed.map((key) => [key, String(config[key])])).toString();
}

/** The opposite of `toFragment`; what cannot be read is the default. */
export function fromFragment(fragment: string): AgentConfig {
  const given = new URLSearchParams(fragment.replace(/^#/, ''));
  const values = keysOf(DEFAULT_CONFIG).flatMap((key) => {
    const value = given.get(key);
    return value === null ? [] : [[key, decode(key, value)]];
  });
  return configSchema.parse(Object.fromEntries(values));
}

function decode(key: keyof AgentConfig, value: string): unknown {
  const fallback = DEFAULT_CONFIG[key];
  if (typeof fallback === 'boolean') return value === 'true';
  return typeof fallback === 'string' ? value : value.trim() === '' ? null : Number(value);
}
