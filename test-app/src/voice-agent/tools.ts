import * as z from 'zod/mini';

/** A function that the agent may call. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export type ToolsReading =
  | { readonly status: 'valid'; readonly tools: readonly ToolDefinition[] }
  | { readonly status: 'invalid'; readonly message: string };

const toolsSchema = z.array(
  z.object({
    name: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -')),
    description: z._default(z.string(), ''),
    parameters: z._default(z.record(z.string(), z.unknown()), { type: 'object', properties: {} }),
  }),
);

/** Reads what the user wrote; the message of what is wrong names the place. */
export function parseTools(text: string): ToolsReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unreadable';
    return { status: 'invalid', message: `Not JSON: ${withLine(message, text)}` };
  }
  const parsed = toolsSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { status: 'invalid', message: `${placeOf(issue?.path ?? [])}: ${issue?.message ?? 'wrong'}` };
  }
  const names = parsed.data.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return { status: 'invalid', message: `There are two functions named ${twice}.` };
  return { status: 'valid', tools: parsed.data };
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'The list'
    : path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');

/** Not every browser says in which line the fault is: it is the first one up to which the text cannot be a beginning. */
function withLine(message: string, text: string): string {
  if (/line \d+/.test(message)) return message;
  const lines = text.split('\n');
  const wrong = lines.findIndex((_, index) => !isBeginning(lines.slice(0, index + 1).join('\n')));
  return `${message} (line ${wrong === -1 ? lines.length : wrong + 1})`;
}

/** Whether a text is JSON, or fails for nothing but its end. */
function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    return /end of|unterminated/i.test(message) || message.includes(`position ${text.length}`);
  }
}

export const formatTools = (tools: readonly ToolDefinition[]): string => JSON.stringify(tools, null, 2);
