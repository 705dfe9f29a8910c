import * as z from 'zod/mini';
import type { FunctionCall } from './messages.js';

const TOOL_DEADLINE_MS = 20_000;

export type ToolOutcome =
  | { readonly status: 'answered'; readonly content: string }
  | { readonly status: 'failed'; readonly code: string; readonly message: string };

/** Runs one function call. Never rejects; stops early when the signal aborts. */
export type RunTool = (call: FunctionCall, signal: AbortSignal) => Promise<ToolOutcome>;

const answerSchema = z.object({ content: z.string() });
const failureSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Has the page's own server run the function: `POST /function-call`. */
export const runServerTool: RunTool = async ({ id, name, arguments: args }, signal) => {
  try {
    const response = await fetch('/function-call', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, name, arguments: args }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TOOL_DEADLINE_MS)]),
    });
    const body: unknown = await response.json();
    if (response.ok) return { status: 'answered', content: answerSchema.parse(body).content };
    return { status: 'failed', ...failureSchema.parse(body).error };
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    return isLate
      ? { status: 'failed', code: 'FUNCTION_CALL_TIMEOUT', message: 'The function took too long.' }
      : { status: 'failed', code: 'FUNCTION_CALL_FAILED', message: 'The function could not be run.' };
  }
};

/** What the agent is told about the outcome: the content of a FunctionCallResponse. */
export const toResponseContent = (outcome: ToolOutcome): string =>
  outcome.status === 'answered'
    ? outcome.content
    : JSON.stringify({ error: { code: outcome.code, message: outcome.message } });
