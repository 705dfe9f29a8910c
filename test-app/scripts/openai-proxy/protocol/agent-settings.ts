import * as z from 'zod';
import { given, oneOrMany } from './lenient.js';
import { noiseReductionSchema, tracingSchema, truncationSchema, turnDetectionSchema } from './session-settings.js';

/** Known to the protocol; of its value no use is made but whether there is one. */
const unused = given(z.unknown());

const textList = z.union([z.string(), z.array(z.string())]);

const listenProvider = z.looseObject({
  type: given(z.string()),
  version: given(z.string()),
  model: given(z.string()),
  language: given(z.string()),
  language_hints: given(textList),
  language_hint: given(textList),
  keyterms: given(textList),
  smart_format: unused,
  eot_threshold: given(z.number()),
  eager_eot_threshold: given(z.number()),
  eot_timeout_ms: given(z.number()),
  /** Extensions of this proxy, in both spellings. */
  turn_detection: given(turnDetectionSchema),
  turnDetection: given(turnDetectionSchema),
  noise_reduction: given(noiseReductionSchema),
  noiseReduction: given(noiseReductionSchema),
});

const thinkProvider = z.looseObject({
  type: given(z.string()),
  version: unused,
  model: given(z.string()),
  temperature: unused,
  reasoning_mode: given(z.string()),
  credentials: unused,
});

const speakProvider = z.looseObject({
  type: given(z.string()),
  version: unused,
  model: given(z.string()),
  model_id: given(z.string()),
  voice: given(z.union([z.string(), z.looseObject({ id: given(z.string()) })])),
  language: given(z.string()),
  language_code: given(z.string()),
  speed: given(z.number()),
  volume: unused,
  expressivity: unused,
  engine: unused,
  credentials: unused,
});

export const listenSchema = z.looseObject({ provider: given(listenProvider) });

const functionSchema = z.looseObject({
  name: z.string().min(1),
  description: given(z.string()),
  parameters: given(z.record(z.string(), z.unknown())),
  endpoint: given(
    z.looseObject({
      url: given(z.string()),
      method: given(z.string()),
      headers: given(z.record(z.string(), given(z.string()))),
    }),
  ),
  defer_until_eot: unused,
});

/** As many tools as OpenAI's other interfaces take. */
const MAX_FUNCTIONS = 128;

export const thinkSchema = z.looseObject({
  provider: given(thinkProvider),
  endpoint: unused,
  prompt: given(z.string()),
  context_length: unused,
  functions: given(z.array(functionSchema).max(MAX_FUNCTIONS)),
  /** The component's own members, and extensions of this proxy. */
  toolChoice: given(z.unknown()),
  tool_choice: given(z.unknown()),
  outputModalities: given(z.array(z.enum(['text', 'audio']))),
  maxOutputTokens: given(z.union([z.number().int().positive(), z.literal('inf')])),
  managedPrompt: given(
    z.looseObject({
      id: z.string(),
      version: given(z.string()),
      variables: given(z.record(z.string(), z.string())),
    }),
  ),
  truncation: given(truncationSchema),
  tracing: given(tracingSchema),
  parallelToolCalls: given(z.boolean()),
});

export const speakSchema = z.looseObject({ provider: given(speakProvider), endpoint: unused });

/** Far above what a session's context holds; each becomes an item of its own. */
const MAX_HISTORY_MESSAGES = 1_000;

const textOrNothing = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

const calledFunction = z.looseObject({
  id: textOrNothing,
  name: z.string(),
  arguments: textOrNothing,
  response: textOrNothing,
});

const historyMessage = z
  .looseObject({
    role: given(z.enum(['user', 'assistant'])),
    content: given(z.string()),
    function_calls: given(z.array(calledFunction)),
  })
  .refine(
    ({ role, content, function_calls: calls }) => calls !== undefined || (role !== undefined && content !== undefined),
    'It needs a "role" and "content", or "function_calls".',
  );

/** What `Settings.agent` holds, and what an agent that the operator stored is. */
export const agentSchema = z.looseObject({
  language: given(z.string()),
  greeting: given(z.string()),
  context: given(z.looseObject({ messages: given(z.array(historyMessage).max(MAX_HISTORY_MESSAGES)) })),
  listen: given(oneOrMany(listenSchema)),
  think: given(oneOrMany(thinkSchema)),
  speak: given(oneOrMany(speakSchema)),
  sessionAudioOutput: given(
    z.looseObject({
      voice: given(z.union([z.string(), z.looseObject({ id: z.string() })])),
      speed: given(z.number()),
      format: unused,
    }),
  ),
});

const formatSchema = z.looseObject({
  encoding: given(z.string()),
  sample_rate: given(z.number().int().positive()),
  container: given(z.string()),
});

/** `Settings`, as lenient as the clients in the field require: unknown members are ignored. */
export const settingsSchema = z.looseObject({
  type: z.literal('Settings'),
  tags: unused,
  experimental: unused,
  mip_opt_out: unused,
  flags: given(z.looseObject({ history: given(z.boolean()) })),
  audio: given(z.looseObject({ input: given(formatSchema), output: given(formatSchema.extend({ bitrate: unused })) })),
  agent: z.preprocess((value) => value ?? undefined, z.union([agentSchema, z.string()]).optional()),
});

export type SettingsMessage = z.infer<typeof settingsSchema>;
export type AgentSettings = z.infer<typeof agentSchema>;
export type ListenSettings = z.infer<typeof listenSchema>;
export type ThinkSettings = z.infer<typeof thinkSchema>;
export type SpeakSettings = z.infer<typeof speakSchema>;
export type HistoryMessage = z.infer<typeof historyMessage>;
export type FormatSettings = z.infer<typeof formatSchema>;
