import * as z from 'zod/mini';

const readinessSchema = z.object({
  ready: z.boolean(),
  upstream: z.enum(['offline', 'openai', 'custom']),
  deepgram: z.boolean(),
  services: z.object({
    component: z.discriminatedUnion('status', [
      z.object({ status: z.literal('available') }),
      z.object({ status: z.literal('unavailable'), reason: z.string() }),
    ]),
  }),
});
const demoSchema = z.object({
  phrases: z.array(z.string()),
  tools: z.array(
    z.object({ name: z.string(), description: z.string(), parameters: z.record(z.string(), z.unknown()) }),
  ),
  voice: z.nullable(z.enum(['synthetic', 'tone'])),
});

/** What the page's server says about itself. */
export type ServerInfo = z.infer<typeof readinessSchema> & z.infer<typeof demoSchema>;

const getJson = async (path: string, signal: AbortSignal): Promise<unknown> => {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } });
  return response.json();
};

/** @throws when the server cannot be reached or answers something else. */
export async function fetchServerInfo(signal: AbortSignal): Promise<ServerInfo> {
  // A server that is not ready says so with a 503 and the same body.
  const [readiness, demo] = await Promise.all([getJson('/readyz', signal), getJson('/api/demo', signal)]);
  return { ...readinessSchema.parse(readiness), ...demoSchema.parse(demo) };
}
