import { z } from 'zod';

/** `undefined`, `null` (the Python SDK's spelling) and `{}` (the Go SDK's) all mean "not given". */
const given = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === null || isEmptyObject(value) ? undefined : value), schema.optional());

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

/** One entry, or a list of fallbacks of which the first is used. */
const oneOrMany = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (Array.isArray(value) ? (value as unknown[])[0] : value), given(schema));

const provider = z.looseObject({
  type: given(z.string()),
  model: given(z.string()),
  model_id: given(z.string()),
  language: given(z.string()),
  voice: given(z.union([z.string(), z.looseObject({ id: given(z.string()) })])),
  speed: given(z.number()),
  temperature: given(z.number()),
  reasoning_mode: given(z.string()),
});

export const listenSchema = z.looseObject({ provider: given(provider) });

const functionSchema = z.looseObject({
  name: z.string().min(1),
  description: given(z.string()),
  parameters: given(z.record(z.string(), z.unknown())),
  endpoint: given(z.looseObject({ url: given(z.string()) })),
});

export const thinkSchema = z.looseObject({
  provider: given(provider),
  prompt: given(z.string()),
  functions: given(z.array(functionSchema)),
  toolChoice: given(z.unknown()),
  outputModalities: given(z.array(z.enum(['text', 'audio']))),
  maxOutputTokens: given(z.union([z.number().int().positive(), z.literal('inf')])),
  managedPrompt: given(
    z.looseObject({
      id: z.string(),
      version: given(z.string()),
      variables: given(z.record(z.string(), z.string())),
    }),
  ),
});

export const speakSchema = z.looseObject({ provider: given(provider) });

/** Far above what a session's context holds; each becomes an item of its own. */
const MAX_HISTORY_MESSAGES = 1_000;

const calledFunction = z.looseObject({
  id: z.string(),
  name: z.string(),
  arguments: z.string(),
  response: z.string(),
});

const historyMessage = z.union([
  z.looseObject({ function_calls: z.array(calledFunction) }),
  z.looseObject({ role: z.enum(['user', 'assistant']), content: z.string() }),
]);

const agentSchema = z.looseObject({
  language: given(z.string()),
  greeting: given(z.string()),
  context: given(z.looseObject({ messages: given(z.array(historyMessage).max(MAX_HISTORY_MESSAGES)) })),
  listen: oneOrMany(listenSchema),
  think: oneOrMany(thinkSchema),
  speak: oneOrMany(speakSchema),
  sessionAudioOutput: given(z.looseObject({ voice: given(z.string()), speed: given(z.number()) })),
});

const formatSchema = z.looseObject({
  encoding: given(z.string()),
  sample_rate: given(z.number().int().positive()),
  container: given(z.string()),
});

/** `Settings`, as lenient as the clients in the field require: unknown members are ignored. */
export const settingsSchema = z.looseObject({
  type: z.literal('Settings'),
  flags: given(z.looseObject({ history: given(z.boolean()) })),
  audio: given(z.looseObject({ input: given(formatSchema), output: given(formatSchema) })),
  agent: z.preprocess((value) => value ?? undefined, z.union([agentSchema, z.string()]).optional()),
});

export type SettingsMessage = z.infer<typeof settingsSchema>;
export type AgentSettings = z.infer<typeof agentSchema>;
export type ListenSettings = z.infer<typeof listenSchema>;
export type ThinkSettings = z.infer<typeof thinkSchema>;
export type SpeakSettings = z.infer<typeof speakSchema>;
export type HistoryMessage = z.infer<typeof historyMessage>;
export type FormatSettings = z.infer<typeof formatSchema>;
