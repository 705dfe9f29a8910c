import * as z from 'zod/mini';
import { BACKENDS, type Backend, type BackendId } from '../voice-agent/backends.js';

const availabilitySchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('available') }),
  z.object({ status: z.literal('unavailable'), reason: z.string() }),
]);
export type Availability = z.infer<typeof availabilitySchema>;

/** A service that cannot be understood is as good as one that is not mentioned. */
const serviceSchema = z.catch(z.optional(availabilitySchema), undefined);
const readinessSchema = z.object({
  ready: z.boolean(),
  upstream: z.enum(['offline', 'openai', 'custom']),
  deepgram: z.catch(z.boolean(), false),
  services: z.catch(
    z.optional(
      z.object({
        openai: serviceSchema,
        offline: serviceSchema,
        deepgram: serviceSchema,
        component: serviceSchema,
      }),
    ),
    undefined,
  ),
});
const demoSchema = z.object({
  phrases: z.array(z.string()),
  tools: z.array(
    z.object({ name: z.string(), description: z.string(), parameters: z.record(z.string(), z.unknown()) }),
  ),
  voice: z.nullable(z.enum(['synthetic', 'tone'])),
});

/** One agent that the page can be switched to, or cannot. */
export interface Service {
  readonly backend: Backend;
  readonly availability: Availability;
}

/** What the page's server says about itself. */
export interface ServerInfo extends z.infer<typeof demoSchema> {
  readonly ready: boolean;
  readonly upstream: 'offline' | 'openai' | 'custom';
  /** The page's own agents, in the order of the switch. */
  readonly services: readonly Service[];
  /** Whether a checkout of `dg_react_agent` can be shown instead of this page. */
  readonly component: Availability;
}

const AVAILABLE: Availability = { status: 'available' };
const unavailable = (reason: string): Availability => ({ status: 'unavailable', reason });
const NO_OPENAI_KEY = unavailable('The server has no OPENAI_API_KEY.');
const NO_DEEPGRAM_KEY = unavailable('The server has no DEEPGRAM_API_KEY.');
const NO_COMPONENT = unavailable('The server knows no checkout of dg_react_agent.');

type Readiness = z.infer<typeof readinessSchema>;

/** A server that does not list its services has one agent at the usual path, and maybe Deepgram's. */
function servicesOf({ services, upstream, deepgram }: Readiness): readonly Service[] {
  const isOffline = upstream === 'offline';
  const implied: Readonly<Record<BackendId, Availability>> = {
    openai: isOffline ? NO_OPENAI_KEY : AVAILABLE,
    offline: isOffline ? AVAILABLE : unavailable('The server was started with another agent.'),
    deepgram: deepgram ? AVAILABLE : NO_DEEPGRAM_KEY,
  };
  const atUsualPath = services ? undefined : { ...BACKENDS.offline, basePath: '' };
  return [
    { backend: BACKENDS.openai, availability: services?.openai ?? implied.openai },
    { backend: atUsualPath ?? BACKENDS.offline, availability: services?.offline ?? implied.offline },
    { backend: BACKENDS.deepgram, availability: services?.deepgram ?? implied.deepgram },
  ];
}

const getJson = async (path: string, signal: AbortSignal): Promise<unknown> => {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } });
  return response.json();
};

/** @throws when the server cannot be reached or answers something else. */
export async function fetchServerInfo(signal: AbortSignal): Promise<ServerInfo> {
  // A server that is not ready says so with a 503 and the same body.
  const [readinessJson, demoJson] = await Promise.all([getJson('/readyz', signal), getJson('/api/demo', signal)]);
  const readiness = readinessSchema.parse(readinessJson);
  const { ready, upstream, services } = readiness;
  return {
    ...demoSchema.parse(demoJson),
    ready,
    upstream,
    services: servicesOf(readiness),
    component: services?.component ?? NO_COMPONENT,
  };
}
