import type { IncomingMessage } from 'node:http';
import type { ClientOptions, WebSocket } from 'ws';
import { SAMPLE_RATES_HZ } from './audio/resampler.js';
import { DEFAULT_DEADLINES, type Deadlines } from './conversation/deadlines.js';
import type { SessionDefaults, SessionOverrides } from './conversation/settings.js';
import { DEFAULT_ENDPOINT_POLICY, type EndpointPolicy, type FunctionDefinition } from './functions.js';
import { checkOptions } from './option-checks.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { createLogger, type Logger } from './logger.js';
import { agentSchema, type AgentSettings } from './protocol/agent-settings.js';
import { describeIssues } from './protocol/lenient.js';
import type { RealtimeFunctionTool } from './protocol/realtime.js';
import { sessionOverridesSchema } from './protocol/session-settings.js';
import type { ProxyPaths } from './routes.js';

/** Where and how the upstream is reached. */
export interface UpstreamOptions {
  /**
   * OpenAI's, or a compatible server's, Realtime URL: `wss://api.openai.com/v1/realtime`. `model` is added. A function is
   * asked for it at each attempt to connect; one that fails, or gives no such URL, counts as a network fault.
   */
  readonly url: string | (() => Promise<string>);
  /** Sent as `Authorization: Bearer …`; reaches no client and no log. */
  readonly apiKey?: string | undefined;
  /** Further headers of the upgrade, such as `OpenAI-Project` or Azure's `api-key`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Used, with a Warning, where Settings name a model that is neither a Realtime model nor in `models`. Default `gpt-realtime`. */
  readonly model?: string | undefined;
  /** Realtime models for other names that Settings give, as `{ 'gpt-4o-mini': 'gpt-realtime-mini' }`. Default none. */
  readonly models?: Readonly<Record<string, string>>;
  /** Voice used where Settings name none of OpenAI's, or a custom one's id, as `voice_…`. Default `marin`. */
  readonly voice?: string | undefined;
  /**
   * OpenAI's voices, or ids of custom ones, for other names that Settings give, as `{ Matthew: 'cedar' }`. Wins over the
   * proxy's own table, where Deepgram's masculine voices are `cedar` and its others the default voice. Default none.
   */
  readonly voices?: Readonly<Record<string, string>>;
  /** Used where Settings name no transcription model of OpenAI's. Default `gpt-4o-mini-transcribe`. */
  readonly transcriptionModel?: string | undefined;
  /** OpenAI's transcription models for other names that Settings give, as `{ 'nova-3': 'gpt-transcribe' }`. Default none. */
  readonly transcriptionModels?: Readonly<Record<string, string>>;
  /** Whether it takes and gives G.711, which then passes as it is. Default true, as OpenAI does; false: it is converted. */
  readonly g711?: boolean;
  /** Repeated attempts after a network fault or HTTP 408, 429 or 5xx. Default 2. */
  readonly retries?: number;
  /** Wait before the first repeated attempt in ms, doubled each time, with jitter. Default 250. */
  readonly retryDelayMs?: number;
  /** Opens the socket; for instrumentation or a proxy agent. Default: `new WebSocket(url, options)` of `ws`. */
  readonly createWebSocket?: (url: URL, options: ClientOptions) => WebSocket;
}

/** Decides whether a client may connect. `credential` is its token, from wherever it was sent, or undefined. */
export type Authenticate = (credential: string | undefined, request: IncomingMessage) => boolean | Promise<boolean>;

export interface OpenAIProxyOptions {
  readonly upstream: UpstreamOptions;
  /** What is used where Settings say nothing; native sessions are left as they are. Default: the API's own defaults. */
  readonly session?: SessionOverrides;
  /** Agents by the id that `Settings.agent` may be, each what `Settings.agent` would hold otherwise. Default none. */
  readonly agents?: Readonly<Record<string, object>>;
  /**
   * Functions that run in this process, by name. They are offered to the model beside the client's own; a client's of
   * the same name gives way. Default none.
   */
  readonly functions?: Readonly<Record<string, FunctionDefinition>>;
  /** Which of the URLs that Settings give for functions the server calls itself. Default: none. */
  readonly endpoints?: Partial<EndpointPolicy>;
  /** Path of the component dialect, below `prefix`. Default `/openai`. */
  readonly path?: string;
  /**
   * What all of the proxy's paths begin with, as `/sales`: clients connect to `/sales/openai` and to
   * `/sales/v1/agent/converse`, and `GET /sales/readyz` is answered. For several proxies on one server. Default none, and
   * then `/v1/agent/converse` is served under any prefix that is not another's.
   */
  readonly prefix?: string;
  /** Default: none, and then only clients on this machine may connect. A false answer is HTTP 401. */
  readonly authenticate?: Authenticate | undefined;
  /** Browser origins beside the server's own and loopback ones, as `https://app.example`. Default none. */
  readonly allowedOrigins?: readonly string[];
  /** Default: `pino` at `info` on standard output. */
  readonly logger?: Logger;
  readonly limits?: Partial<Limits>;
  readonly deadlines?: Partial<Deadlines>;
  /** Time between two WebSocket pings on each leg, in ms; a leg that missed one is dropped. Default 20,000. */
  readonly heartbeatMs?: number;
  /** How long `authenticate` may take, in ms; then the client is refused with 503. Default 10,000. */
  readonly authenticateMs?: number;
  /**
   * The least audio that goes upstream at once, in ms: smaller frames of a client wait for each other, at most this
   * long. 0 sends each frame as it is. Default 20.
   */
  readonly appendMs?: number;
  /** How long `close()` lets running turns finish, in ms. Default 5,000. */
  readonly drainMs?: number;
  /** Wait before `Welcome` in ms; clients that attach their listener late would miss it. Default 25. */
  readonly welcomeMs?: number;
  /** Milliseconds on a monotonic clock, which latencies and the client's playback are reckoned with. Default `performance.now`. */
  readonly now?: () => number;
  /**
   * Whether `GET /inspector` tells those who may connect as clients what passes on both legs, texts included, secrets
   * and audio's samples left out. For development: it reads each frame once more. Default false.
   */
  readonly inspector?: boolean;
  /** Further members of the body of `GET /readyz`. */
  readonly readiness?: () => Readonly<Record<string, unknown>>;
}

export interface ResolvedOptions extends Required<
  Omit<
    OpenAIProxyOptions,
    'path' | 'prefix' | 'limits' | 'deadlines' | 'authenticate' | 'session' | 'agents' | 'endpoints'
  >
> {
  readonly paths: ProxyPaths;
  readonly authenticate: Authenticate | undefined;
  readonly limits: Limits;
  readonly deadlines: Deadlines;
  readonly endpoints: EndpointPolicy;
  readonly defaults: SessionDefaults;
}

/** Fills in the defaults. Throws a TypeError that names the option if one cannot work. */
export function resolveOptions(options: OpenAIProxyOptions): ResolvedOptions {
  const { upstream, path = '/openai', prefix = '' } = options;
  checkOptions(options);
  if (typeof upstream.url === 'string' && !isUpstreamUrl(upstream.url)) {
    throw new TypeError('upstream.url must be a ws:// or wss:// URL without a fragment.');
  }
  checkPath('path', path);
  if (options.prefix !== undefined) checkPath('prefix', prefix);
  const { functions = {} } = options;
  const endpoints = { ...DEFAULT_ENDPOINT_POLICY, ...options.endpoints };
  return {
    upstream,
    paths: { prefix, component: `${prefix}${path}` },
    functions,
    endpoints,
    authenticate: options.authenticate,
    allowedOrigins: options.allowedOrigins ?? [],
    logger: options.logger ?? createLogger('info'),
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    deadlines: { ...DEFAULT_DEADLINES, ...options.deadlines },
    heartbeatMs: options.heartbeatMs ?? 20_000,
    authenticateMs: options.authenticateMs ?? 10_000,
    appendMs: options.appendMs ?? 20,
    drainMs: options.drainMs ?? 5_000,
    welcomeMs: options.welcomeMs ?? 25,
    now: options.now ?? (() => performance.now()),
    inspector: options.inspector ?? false,
    readiness: options.readiness ?? (() => ({})),
    defaults: {
      model: upstream.model ?? 'gpt-realtime',
      models: upstream.models ?? {},
      voice: upstream.voice ?? 'marin',
      voices: upstream.voices ?? {},
      transcriptionModel: upstream.transcriptionModel ?? 'gpt-4o-mini-transcribe',
      transcriptionModels: upstream.transcriptionModels ?? {},
      session: checkedSession(options.session),
      hasG711: upstream.g711 ?? true,
      sampleRatesHz: SAMPLE_RATES_HZ,
      functions: Object.entries(functions).map(toolOf),
      endpointHosts: endpoints.allowedHosts,
      agents: storedAgents(options.agents ?? {}),
    },
  };
}

const isUpstreamUrl = (url: string): boolean => /^wss?:\/\/[^#]+$/i.test(url) && URL.canParse(url);

function checkPath(name: string, path: string): void {
  if (!/^\/./.test(path) || path.endsWith('/')) throw new TypeError(`${name} must begin with "/" and not end with it.`);
}

const toolOf = ([name, { description, parameters }]: [string, FunctionDefinition]): RealtimeFunctionTool => ({
  type: 'function',
  name,
  ...(description !== undefined && { description }),
  ...(parameters !== undefined && { parameters }),
});

function checkedSession(session: SessionOverrides = {}): SessionOverrides {
  const { error } = sessionOverridesSchema.safeParse(session);
  if (error !== undefined) throw new TypeError(`session: ${describeIssues(error.issues)}`);
  return session;
}

function storedAgents(agents: Readonly<Record<string, object>>): Readonly<Record<string, AgentSettings>> {
  const entries = Object.entries(agents).map(([id, agent]) => {
    const parsed = agentSchema.safeParse(agent);
    if (!parsed.success) throw new TypeError(`agents.${id}: ${describeIssues(parsed.error.issues)}`);
    return [id, parsed.data] as const;
  });
  return Object.fromEntries(entries);
}
