import * as z from 'zod';
import { isHostEntry } from './conversation/function-target.js';
import { FUNCTION_NAME } from './conversation/mapping-functions.js';
import type { OpenAIProxyOptions } from './options.js';
import { describeIssues } from './protocol/lenient.js';

/** What a timer of Node can wait for, in ms. */
const MAX_TIMER_MS = 2_147_483_647;

const count = z.number().int().positive();
const wait = z.number().int().min(0).max(MAX_TIMER_MS);
const interval = wait.positive();

const definition = z.looseObject({
  description: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  run: z.custom<() => unknown>((value) => typeof value === 'function', 'must be a function'),
});

const checked = z.looseObject({
  functions: z.record(z.string().regex(FUNCTION_NAME), definition).optional(),
  endpoints: z
    .looseObject({
      allowedHosts: z.array(z.string().refine(isHostEntry, 'must be a host, without scheme and path')).optional(),
      allowPrivateAddresses: z.boolean().optional(),
      timeoutMs: interval.optional(),
      responseBytes: count.optional(),
    })
    .optional(),
  limits: z.record(z.string(), count.optional()).optional(),
  deadlines: z.record(z.string(), interval.optional()).optional(),
  heartbeatMs: interval.optional(),
  authenticateMs: interval.optional(),
  appendMs: wait.max(1_000).optional(),
  drainMs: wait.optional(),
  welcomeMs: wait.optional(),
  inspector: z.boolean().optional(),
});

/** Throws a TypeError that names the option if a limit, a wait or a function cannot work as it is given. */
export function checkOptions(options: OpenAIProxyOptions): void {
  const { error } = checked.safeParse(options);
  if (error !== undefined) throw new TypeError(`OpenAIProxyOptions: ${describeIssues(error.issues)}`);
}
