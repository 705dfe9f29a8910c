import type { FunctionOutcome, FunctionTarget } from './conversation/function-target.js';
import { callEndpoint, type EndpointPolicy, type FunctionArguments } from './function-endpoint.js';

export { DEFAULT_ENDPOINT_POLICY, type EndpointPolicy } from './function-endpoint.js';

/** A function that runs in this process when the model calls it. */
export interface FunctionDefinition {
  readonly description?: string;
  /** JSON Schema of the arguments. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /**
   * Gets the parsed arguments, a JSON object that is not checked against `parameters`. What it returns is the result:
   * a string as it is, anything else as JSON, and undefined as `null`. Throwing is a failed call. `signal` aborts when
   * nobody waits for the result any more.
   */
  run(
    args: unknown,
    call: { readonly callId: string; readonly requestId: string; readonly signal: AbortSignal },
  ): unknown;
}

export interface FunctionCall {
  readonly callId: string;
  readonly name: string;
  /** The JSON of an object; blank stands for `{}`. */
  readonly arguments: string;
  readonly target: FunctionTarget;
}

/** Runs the calls of one conversation. Nothing here throws. */
export interface FunctionRunner {
  /** `onSettled` is told once and never during this call; it must not throw. A running call of that id is aborted. */
  run(call: FunctionCall, onSettled: (outcome: FunctionOutcome) => void): void;
  /** Ends the call, of which `onSettled` then hears nothing. Does nothing unless it runs. */
  abort(callId: string): void;
  abortAll(): void;
}

export interface FunctionRunnerSetup {
  readonly functions: Readonly<Record<string, FunctionDefinition>>;
  /** Its `timeoutMs` and `responseBytes` bound handlers as well. */
  readonly policy: EndpointPolicy;
  /** Passed on to the handlers. */
  readonly requestId: string;
}

interface Running {
  readonly controller: AbortController;
  readonly deadline: NodeJS.Timeout;
}

export function createFunctionRunner(setup: FunctionRunnerSetup): FunctionRunner {
  const calls = new Map<string, Running>();

  const abort = (callId: string) => {
    const running = calls.get(callId);
    if (running === undefined) return;
    calls.delete(callId);
    clearTimeout(running.deadline);
    running.controller.abort();
  };

  return {
    run(call, onSettled) {
      abort(call.callId);
      const controller = new AbortController();
      const settle = (outcome: FunctionOutcome) => {
        if (calls.get(call.callId) !== running) return;
        calls.delete(call.callId);
        clearTimeout(running.deadline);
        onSettled(outcome);
      };
      const deadline = setTimeout(() => {
        settle({ status: 'failed', code: 'timeout' });
        controller.abort();
      }, setup.policy.timeoutMs);
      const running: Running = { controller, deadline };
      calls.set(call.callId, running);
      void perform(setup, call, controller.signal).then(settle);
    },
    abort,
    abortAll() {
      for (const callId of [...calls.keys()]) abort(callId);
    },
  };
}

/** Never rejects. */
async function perform(setup: FunctionRunnerSetup, call: FunctionCall, signal: AbortSignal): Promise<FunctionOutcome> {
  const args = readArguments(call.arguments);
  if (args === undefined) return { status: 'failed', code: 'invalid_arguments' };
  const { target } = call;
  return target.kind === 'endpoint'
    ? callEndpoint(target, args, setup.policy, signal)
    : runHandler(setup, call, args.values, signal);
}

async function runHandler(
  { functions, policy, requestId }: FunctionRunnerSetup,
  { name, callId }: FunctionCall,
  values: unknown,
  signal: AbortSignal,
): Promise<FunctionOutcome> {
  // The name is remote input: `constructor` is no handler.
  const definition = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (definition === undefined) return { status: 'failed', code: 'unknown_function' };
  try {
    const result = await definition.run(values, { callId, requestId, signal });
    const content = contentOf(result);
    const isLong = Buffer.byteLength(content) > policy.responseBytes;
    return isLong ? { status: 'failed', code: 'too_large' } : { status: 'done', content };
  } catch {
    return { status: 'failed', code: 'threw' };
  }
}

function contentOf(result: unknown): string {
  if (typeof result === 'string') return result;
  const json = JSON.stringify(result) as string | undefined;
  return json ?? 'null';
}

function readArguments(text: string): FunctionArguments | undefined {
  const json = text.trim() === '' ? '{}' : text;
  try {
    const values: unknown = JSON.parse(json);
    return isRecord(values) ? { json, values } : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
