import { createHash } from 'node:crypto';
import * as z from 'zod';

export type ToolResult =
  | { readonly status: 'done'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly status: 'invalid'; readonly message: string };

/** A function that the agent may call. */
export interface DemoTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Takes anything; arguments that do not fit `parameters` are an `invalid` result. */
  run(args: unknown): ToolResult;
}

const CONDITIONS = ['sunny', 'partly cloudy', 'cloudy', 'rainy', 'windy', 'foggy', 'snowy'] as const;
const MIN_TEMPERATURE_C = 3;
const TEMPERATURE_SPAN_C = 28;

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
};

const timeArguments = z.object({
  timezone: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin.')
    .describe("IANA time zone, such as Europe/Berlin. Default: the server's own.")
    .optional(),
});
const weatherArguments = z.object({
  location: z.string().trim().min(1).max(200).describe('Name of a city, such as Lisbon.'),
});

function defineTool<Schema extends z.ZodObject>(
  name: string,
  description: string,
  schema: Schema,
  run: (args: z.infer<Schema>) => Readonly<Record<string, unknown>>,
): DemoTool {
  const { $schema: _, ...parameters } = z.toJSONSchema(schema, { io: 'input' });
  return {
    name,
    description,
    parameters,
    run: (args) => {
      const parsed = schema.safeParse(args);
      if (parsed.success) return { status: 'done', value: run(parsed.data) };
      const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`);
      return { status: 'invalid', message: problems.join(' ') };
    },
  };
}

/** The demo's functions. `now` is asked at each call; default: the clock. */
export const createDemoTools = (now: () => Date = () => new Date()): readonly DemoTool[] => [
  defineTool(
    'get_current_time',
    'Tells the current time and date, in a time zone if one is given.',
    timeArguments,
    ({ timezone }) => {
      const format = (locale: string, fields: Intl.DateTimeFormatOptions) =>
        new Intl.DateTimeFormat(locale, { ...fields, timeZone: timezone });
      const time = format('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
      const date = format('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });
      const moment = now();
      return {
        time: time.format(moment),
        date: date.format(moment),
        timezone: time.resolvedOptions().timeZone,
      };
    },
  ),
  defineTool(
    'get_weather',
    'Tells the weather in a city. The forecast is made up: the same for a name every time.',
    weatherArguments,
    ({ location }) => {
      const digest = createHash('sha256').update(location.toLowerCase()).digest();
      return {
        location,
        temperature_c: MIN_TEMPERATURE_C + (digest.readUInt16BE(0) % TEMPERATURE_SPAN_C),
        condition: CONDITIONS[digest.readUInt16BE(2) % CONDITIONS.length],
      };
    },
  ),
];
