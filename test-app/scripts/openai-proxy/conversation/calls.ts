import { clearTimer, startTimer, toClient, toUpstream, warning, type Effect } from './effects.js';
import type { FunctionOutcome } from './function-target.js';
import { createEventId, itemIdAt, remember, takeSerial } from './ids.js';
import { attribute, isCut, withTurn } from './response.js';
import { resume } from './sequencer.js';
import { step, stepThrough, then, type Call, type Context, type ReadyState, type Step } from './state.js';

const INTERRUPTED = JSON.stringify({ error: 'The user interrupted before the function answered.' });
const UNREADABLE = JSON.stringify({ error: 'The arguments are not valid JSON.' });
const LATE = JSON.stringify({ error: 'The function did not answer in time.' });
const FAILED = JSON.stringify({ error: 'The function failed.' });

/** A function call of the model, as far as an event tells. */
export interface FunctionCall {
  readonly callId: string;
  readonly itemId: string | null;
  readonly name: string | null;
  readonly arguments: string;
  /** Its item is complete: nothing of the arguments is missing. */
  readonly isCompleted: boolean;
}

/** The model began a call: the client hears that the agent is at work, and the call's name is kept. */
export function beginCall(
  state: ReadyState,
  call: { responseId: string | null; itemId: string; name: string },
  context: Context,
): Step<ReadyState> {
  const found = attribute(state, call.responseId, context);
  if (found === null || found.turn.callNames.has(call.itemId)) return found ?? step(state);
  const callNames = new Map(found.turn.callNames).set(call.itemId, call.name);
  const clock = { ...found.turn.clock, toolAt: found.turn.clock.toolAt ?? context.now };
  return then(found, (next) =>
    step(withTurn(next, { ...found.turn, callNames, clock }), toClient({ type: 'AgentThinking', content: '' })),
  );
}

/** A call is complete, once per call id; the client is asked for its result as soon as what came with it is read. */
export function takeCall(
  state: ReadyState,
  call: FunctionCall,
  responseId: string | null,
  context: Context,
): Step<ReadyState> {
  const key = `call/${call.callId}`;
  if (state.said.includes(key)) return step(state);
  const found = attribute(state, responseId, context);
  const name = call.name ?? (found && call.itemId !== null ? found.turn.callNames.get(call.itemId) : undefined);
  const args = call.arguments === '' && call.isCompleted ? '{}' : call.arguments;
  // A response that is cut short still closes its call, with arguments that break off; its item is not completed.
  if (found === null || name === undefined || (!isJson(args) && !call.isCompleted)) return found ?? step(state);
  const clock = { ...found.turn.clock, toolAt: found.turn.clock.toolAt ?? context.now };
  const runner = state.configuration.targets.has(name) ? 'server' : 'client';
  const calls = new Map(found.turn.calls).set(call.callId, { name, arguments: args, runner, status: 'complete' });
  const known = then(found, (next) => step(withTurn(remember(next, key), { ...found.turn, calls, clock })));
  if (!isJson(args)) return then(known, (next) => closeCall(next, call.callId, UNREADABLE));
  if (isCut(found.turn)) return then(known, (next) => closeCall(next, call.callId, INTERRUPTED));
  return then(known, (next) => step(next, startTimer('calls', 0)));
}

/** The client's result; the last one of a response lets the agent go on. Without an id, the name must tell. */
export function answerCall(
  state: ReadyState,
  answer: { readonly id?: string | undefined; readonly name?: string | undefined; readonly content: string },
  context: Context,
): Step<ReadyState> {
  const open = openCalls(state).filter(({ id, name }) =>
    answer.id === undefined ? name === answer.name : id === answer.id,
  );
  const [call] = open;
  // What the server runs is not the client's to answer.
  if (call === undefined || open.length > 1 || call.runner === 'server') {
    return step(state, warning('UNKNOWN_FUNCTION_CALL', 'FunctionCallResponse: no open function call fits it.'));
  }
  return then(closeCall(state, call.id, answer.content), (next) => resume(next, context));
}

/** A function that the server ran has a result, or has failed. */
export function settleRun(
  state: ReadyState,
  callId: string,
  outcome: FunctionOutcome,
  context: Context,
): Step<ReadyState> {
  const call = openCalls(state).find(({ id }) => id === callId);
  if (call === undefined) return step(state);
  const content = outcome.status === 'done' ? outcome.content : outcome.code === 'timeout' ? LATE : FAILED;
  const failure = outcome.status === 'done' ? [] : [failed(`A function call failed: "${outcome.code}".`)];
  const told = step(
    state,
    ...failure,
    toClient({ type: 'FunctionCallResponse', id: callId, name: call.name, content }),
  );
  return then(
    then(told, (next) => closeCall(next, callId, content)),
    (next) => resume(next, context),
  );
}

/** The user cut in: the calls that are still open are taken back, and the model is told. */
export function cancelOpenCalls(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status === 'idle') return step(state);
  const unanswered = [...turn.calls].filter(([, { status }]) => status !== 'answered');
  if (unanswered.length === 0) return step(state);
  const open = openCalls(state);
  const functions = open.map(({ id, name }) => ({ id, name }));
  const told: readonly Effect[] = open.length === 0 ? [] : [toClient({ type: 'FunctionCallCancelled', functions })];
  const aborted = open
    .filter(({ runner }) => runner === 'server')
    .map(({ id }): Effect => ({ type: 'function.abort', callId: id }));
  const closed = stepThrough(step(state, clearTimer('calls'), ...told, ...aborted), unanswered, (next, [id]) =>
    closeCall(next, id, INTERRUPTED),
  );
  return then(closed, (next) => resume(next, context));
}

/** The client did not answer a call in time: the model is told so, and goes on. */
export function expireCall(state: ReadyState, callId: string, context: Context): Step<ReadyState> {
  const call = openCalls(state).find(({ id }) => id === callId);
  if (call === undefined) return step(state);
  const told = step(state, failed('A function call was not answered in time.'));
  return then(
    then(told, (next) => closeCall(next, callId, LATE)),
    (next) => resume(next, context),
  );
}

const failed = (description: string): Effect => warning('FUNCTION_CALL_FAILED', description);

/** Whether the turn waits for the result of this call. */
export const isOpenCall = (state: ReadyState, callId: string): boolean =>
  openCalls(state).some(({ id }) => id === callId);

/** The calls that the client knows of and that have no result. */
function openCalls({ turn }: ReadyState): readonly (Call & { readonly id: string })[] {
  if (turn.status === 'idle') return [];
  return [...turn.calls].flatMap(([id, call]) => (call.status === 'open' ? [{ id, ...call }] : []));
}

/** Gives the model a result; the client's record has it if the client knew of the call. */
function closeCall(state: ReadyState, callId: string, output: string): Step<ReadyState> {
  const { turn, configuration } = state;
  const call = turn.status === 'idle' ? undefined : turn.calls.get(callId);
  if (turn.status === 'idle' || call === undefined) return step(state);
  const { state: numbered, serial } = takeSerial(state);
  const id = itemIdAt(serial);
  const calls = new Map(turn.calls).set(callId, { ...call, status: 'answered' });
  const { name, arguments: args, runner } = call;
  const record = { id: callId, name, client_side: runner === 'client', arguments: args, response: output };
  return step(
    withTurn(numbered, { ...turn, calls }),
    clearTimer(`call:${callId}`),
    ...(call.status === 'open' && configuration.reportsHistory
      ? [toClient({ type: 'History', function_calls: [record] })]
      : []),
    toUpstream({
      type: 'conversation.item.create',
      event_id: createEventId(id),
      item: { id, type: 'function_call_output', call_id: callId, output },
    }),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
