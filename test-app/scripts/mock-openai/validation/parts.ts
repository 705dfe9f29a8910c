import * as z from 'zod';

/** Members that the official types have as optional may be left out, but not sent as anything else. */
export const optional = <T extends z.ZodType>(schema: T) => schema.exactOptional();

export const text = z.string();
export const flag = z.boolean();
export const integer = (min: number, max = Number.MAX_SAFE_INTEGER) => z.number().int().min(min).max(max);
export const decimal = (min: number, max: number) => z.number().min(min).max(max);

const MAX_OUTPUT_TOKENS = 4096;
const PCM_RATE_HZ = 24_000;

export const maxOutputTokens = z.union([z.literal('inf'), integer(1, MAX_OUTPUT_TOKENS)]);

/** Exactly one modality; two known ones together have an error message of their own. */
export const modalities = z.array(z.enum(['text', 'audio'])).superRefine((values, context) => {
  if (values.length === 1) return;
  context.addIssue({
    code: 'custom',
    message: `Invalid modalities: [${values.map((value) => `'${value}'`).join(', ')}]. Supported combinations are: ['text'] and ['audio'].`,
  });
});

const rate = integer(PCM_RATE_HZ, PCM_RATE_HZ).pipe(z.literal(PCM_RATE_HZ));

export const audioFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('audio/pcm'), rate: optional(rate) }),
  z.strictObject({ type: z.literal('audio/pcmu') }),
  z.strictObject({ type: z.literal('audio/pcma') }),
]);

export const VOICES = [
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'sage',
  'shimmer',
  'verse',
  'marin',
  'cedar',
] as const;
export const voice = z.union([z.enum(VOICES), z.strictObject({ id: text })]);

const transcriptionModels = [
  'whisper-1',
  'gpt-transcribe',
  'gpt-live-transcribe',
  'gpt-4o-mini-transcribe',
  'gpt-4o-mini-transcribe-2025-12-15',
  'gpt-4o-transcribe',
  'gpt-4o-transcribe-diarize',
  'gpt-realtime-whisper',
] as const;

const effort = z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']);
export const reasoning = z.strictObject({ effort: optional(effort) });

export const transcription = z.strictObject({
  model: optional(z.enum(transcriptionModels)),
  language: optional(text),
  languages: optional(z.array(text)),
  keywords: optional(z.array(text)),
  prompt: optional(text),
  delay: optional(effort),
});

export const noiseReduction = z.strictObject({
  type: optional(z.enum(['near_field', 'far_field'])),
  strength: optional(decimal(0, 1)),
});

const MIN_IDLE_MS = 5_000;
const MAX_IDLE_MS = 30_000;

export const turnDetection = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('server_vad'),
    threshold: optional(decimal(0, 1)),
    prefix_padding_ms: optional(integer(0)),
    silence_duration_ms: optional(integer(0)),
    idle_timeout_ms: optional(integer(MIN_IDLE_MS, MAX_IDLE_MS).nullable()),
    create_response: optional(flag),
    interrupt_response: optional(flag),
  }),
  z.strictObject({
    type: z.literal('semantic_vad'),
    eagerness: optional(z.enum(['low', 'medium', 'high', 'auto'])),
    create_response: optional(flag),
    interrupt_response: optional(flag),
  }),
]);

const toolFilter = z.strictObject({ tool_names: optional(z.array(text)), read_only: optional(flag) });

const functionTool = z.strictObject({
  type: z.literal('function'),
  name: text,
  description: optional(text),
  parameters: optional(z.unknown()),
});
const mcpTool = z.strictObject({
  type: z.literal('mcp'),
  server_label: text,
  server_url: optional(text),
  connector_id: optional(
    z.enum([
      'connector_dropbox',
      'connector_gmail',
      'connector_googlecalendar',
      'connector_googledrive',
      'connector_microsoftteams',
      'connector_outlookcalendar',
      'connector_outlookemail',
      'connector_sharepoint',
    ]),
  ),
  tunnel_id: optional(text),
  authorization: optional(text),
  headers: optional(z.record(text, text).nullable()),
  server_description: optional(text),
  allowed_tools: optional(z.union([z.array(text), toolFilter]).nullable()),
  require_approval: optional(
    z
      .union([
        z.enum(['always', 'never']),
        z.strictObject({ always: optional(toolFilter), never: optional(toolFilter) }),
      ])
      .nullable(),
  ),
  defer_loading: optional(flag),
  allowed_callers: optional(z.array(z.enum(['direct', 'programmatic'])).nullable()),
});
export const tools = z.array(z.discriminatedUnion('type', [functionTool, mcpTool]));

export const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.strictObject({ type: z.literal('function'), name: text }),
  z.strictObject({ type: z.literal('mcp'), server_label: text, name: optional(text.nullable()) }),
]);

/** A stored prompt; its variables are not looked into. */
export const prompt = z
  .strictObject({
    id: text,
    version: optional(text.nullable()),
    variables: optional(z.record(text, text).nullable()),
  })
  .nullable();

const METADATA_PAIRS = 16;
const METADATA_KEY_CHARS = 64;
const METADATA_VALUE_CHARS = 512;
export const metadata = z
  .record(text.max(METADATA_KEY_CHARS), text.max(METADATA_VALUE_CHARS))
  .refine((pairs) => Object.keys(pairs).length <= METADATA_PAIRS, {
    message: `Invalid 'response.metadata': too many properties. Expected an object with at most ${METADATA_PAIRS} properties.`,
  })
  .nullable();
