import * as z from 'zod';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const MODES = ['development', 'production', 'test'] as const;

/** What the environment says, checked and with defaults filled in. */
export interface Environment {
  /** `NODE_ENV`. Default `development`. */
  readonly mode: (typeof MODES)[number];
  /** `PORT`; 0 takes any free port. Default 8080. */
  readonly port: number;
  /** `HOST`: the address to listen on. Default `127.0.0.1`; any that is not loopback needs `clientToken`. */
  readonly host: string;
  /** `LOG_LEVEL`. Default `info`. */
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** `CLIENT_TOKEN`: what clients must present. Without it only this machine is served. */
  readonly clientToken: string | undefined;
  /** `ALLOWED_ORIGINS`, separated by commas: browser origins beside the server's own and loopback ones. */
  readonly allowedOrigins: readonly string[];
  /** `INSPECTOR`: whether `GET /inspector` shows what passes. Default false. */
  readonly inspector: boolean;
  readonly openai: {
    /** `OPENAI_API_KEY`. */
    readonly apiKey: string | undefined;
    /** `OPENAI_REALTIME_URL`: another server that speaks OpenAI's Realtime protocol. */
    readonly url: string | undefined;
    /** `OPENAI_REALTIME_MODEL`: used where a client names no Realtime model. */
    readonly model: string | undefined;
  };
  readonly deepgram: {
    /** `DEEPGRAM_API_KEY`. */
    readonly apiKey: string | undefined;
    /** `DEEPGRAM_AGENT_URL`. Default Deepgram's own. */
    readonly agentUrl: string;
    /** `DEEPGRAM_LISTEN_URL`. Default Deepgram's own. */
    readonly listenUrl: string;
  };
  /** `DG_REACT_AGENT`: the folder of a checkout of `dg_react_agent`, for the page to use during development. */
  readonly componentFolder: string | undefined;
}

export type EnvironmentReading =
  | { readonly status: 'valid'; readonly environment: Environment }
  /** One sentence for each wrong variable. No sentence holds a variable's value. */
  | { readonly status: 'invalid'; readonly problems: readonly string[] };

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;
const NEEDS_TOKEN = 'HOST is reachable from other machines, which needs CLIENT_TOKEN.';

const isSocketUrl = (text: string): boolean =>
  URL.canParse(text) && /^wss?:$/.test(new URL(text).protocol) && new URL(text).hash === '';
const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'must be a whole number from 0 to 65535.')
  .transform(Number);
const socketUrl = z.string().refine(isSocketUrl, 'must be a ws:// or wss:// URL without a fragment.');
const secret = z.string().regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces.');
const model = z.string().regex(/^\S+$/, 'must not contain spaces.');
const origins = z
  .string()
  .transform((list) => list.split(',').map((entry) => entry.trim()))
  .transform((list) => list.filter((entry) => entry !== ''))
  .refine((list) => list.every(isOrigin), 'must be a list of origins such as https://app.example, without paths.');
const oneOf = <const T extends readonly string[]>(names: T) =>
  z.enum(names, { error: `must be one of ${names.join(', ')}.` });

const schema = z.object({
  NODE_ENV: oneOf(MODES).default('development'),
  PORT: port.default(8080),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be a host name or an IP address.')
    .default('127.0.0.1'),
  LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
  CLIENT_TOKEN: secret.optional(),
  ALLOWED_ORIGINS: origins.default([]),
  INSPECTOR: oneOf(['true', 'false']).default('false'),
  OPENAI_API_KEY: secret.optional(),
  OPENAI_REALTIME_URL: socketUrl.optional(),
  OPENAI_REALTIME_MODEL: model.optional(),
  DEEPGRAM_API_KEY: secret.optional(),
  DEEPGRAM_AGENT_URL: socketUrl.default('wss://agent.deepgram.com/v1/agent/converse'),
  DEEPGRAM_LISTEN_URL: socketUrl.default('wss://api.deepgram.com/v1/listen'),
  DG_REACT_AGENT: z.string().optional(),
});

/** Checks the given variables. White space around a value is dropped; an empty value counts as unset. */
export function readEnvironment(env: NodeJS.ProcessEnv): EnvironmentReading {
  const given = Object.keys(schema.shape)
    .map((name) => [name, env[name]?.trim()] as const)
    .filter(([, value]) => value !== undefined && value !== '');
  const variables: Partial<Record<string, string>> = Object.fromEntries(given);
  const parsed = schema.safeParse(variables);
  const isOpen = !LOOPBACK_HOST.test(variables['HOST'] ?? 'localhost') && variables['CLIENT_TOKEN'] === undefined;
  if (!parsed.success || isOpen) {
    const problems = parsed.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];
    return { status: 'invalid', problems: isOpen ? [...problems, NEEDS_TOKEN] : problems };
  }
  const { data } = parsed;
  return {
    status: 'valid',
    environment: {
      mode: data.NODE_ENV,
      port: data.PORT,
      host: data.HOST,
      logLevel: data.LOG_LEVEL,
      clientToken: data.CLIENT_TOKEN,
      allowedOrigins: data.ALLOWED_ORIGINS,
      inspector: data.INSPECTOR === 'true',
      openai: { apiKey: data.OPENAI_API_KEY, url: data.OPENAI_REALTIME_URL, model: data.OPENAI_REALTIME_MODEL },
      deepgram: {
        apiKey: data.DEEPGRAM_API_KEY,
        agentUrl: data.DEEPGRAM_AGENT_URL,
        listenUrl: data.DEEPGRAM_LISTEN_URL,
      },
      componentFolder: data.DG_REACT_AGENT,
    },
  };
}

/** Reads the process's own variables, and those of the file at `envFile` that the process does not have. */
export function loadEnvironment(envFile: string): EnvironmentReading {
  try {
    process.loadEnvFile(envFile);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing) return { status: 'invalid', problems: ['The file .env cannot be read.'] };
  }
  return readEnvironment(process.env);
}
