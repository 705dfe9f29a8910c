import { clearTimer, startTimer, toClient, toUpstream, warning } from './effects.js';
import { createEventId, itemIdAt, remember, takeSerial } from './ids.js';
import { deliver } from './outbox.js';
import { step, stepThrough, then, type Context, type ReadyState, type Step } from './state.js';
import { attribute, withTurn } from './response.js';
import { describeCall } from './rollover.js';
import { resume } from './sequencer.js';

const INTERRUPTED = JSON.stringify({ error: 'The user interrupted before the function answered.' });
const UNREADABLE = JSON.stringify({ error: 'The arguments are not valid JSON.' });

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
export function announceCall(
  state: ReadyState,
  call: { responseId: string | null; itemId: string; name: string },
  context: Context,
): Step<ReadyState> {
  const found = attribute(state, call.responseId, context);
  if (found === null || found.turn.callNames.has(call.itemId)) return found ?? step(state);
  const callNames = new Map(found.turn.callNames).set(call.itemId, call.name);
  return then(found, (next) =>
    step(withTurn(next, { ...found.turn, callNames }), toClient({ type: 'AgentThinking', content: '' })),
  );
}

/** A call is complete: the client is asked for its result, once per call id. */
export function requestCall(
  state: ReadyState,
  call: FunctionCall,
  responseId: string | null,
  context: Context,
): Step<ReadyState> {
  const key = `call/${call.callId}`;
  if (state.said.includes(key)) return step(state);
  const found = attribute(state, responseId, context);
  const name = call.name ?? (found && call.itemId !== null ? found.turn.callNames.get(call.itemId) : undefined);
  const args = call.arguments === '' ? '{}' : call.arguments;
  // A response that is cut short still closes its call, with arguments that break off; its item is not completed.
  if (found === null || name === undefined || (!isJson(args) && !call.isCompleted)) return found ?? step(state);
  const calls = new Map(found.turn.calls).set(call.callId, { name, status: 'open' });
  const known = then(found, (next) => step(withTurn(remember(next, key), { ...found.turn, calls })));
  if (!isJson(args)) return then(known, (next) => closeCall(next, call.callId, UNREADABLE));
  if (found.turn.voice === 'withheld') return then(known, (next) => closeCall(next, call.callId, INTERRUPTED));
  const requested = then(known, (next) =>
    step(
      next,
      toClient({
        type: 'FunctionCallRequest',
        functions: [{ id: call.callId, name, arguments: args, client_side: true }],
      }),
      startTimer(`call:${call.callId}`, context.deadlines.functionCallMs),
    ),
  );
  if (context.dialect === 'strict') return requested;
  // `dg_react_agent` shows the call as a line of the conversation, after the request that its handler answers.
  return then(requested, (next) =>
    deliver(next, { type: 'ConversationText', role: 'assistant', content: describeCall(name, args) }, context),
  );
}

/** The client's result; the last one of a response lets the agent go on. */
export function answerCall(state: ReadyState, callId: string, output: string, context: Context): Step<ReadyState> {
  const { turn } = state;
  const call = turn.status === 'active' || turn.status === 'awaiting_results' ? turn.calls.get(callId) : undefined;
  if (call?.status !== 'open') {
    return step(state, warning('UNKNOWN_FUNCTION_CALL', 'FunctionCallResponse: no open function call has this id.'));
  }
  return then(closeCall(state, callId, output), (next) => resume(next, context));
}

/** The user cut in: the calls that are still open are taken back, and the model is told. */
export function cancelOpenCalls(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status !== 'active' && turn.status !== 'awaiting_results') return step(state);
  const open = [...turn.calls].filter(([, { status }]) => status === 'open').map(([id, { name }]) => ({ id, name }));
  if (open.length === 0) return step(state);
  const told = step(state, toClient({ type: 'FunctionCallCancelled', functions: open }));
  const closed = stepThrough(told, open, (next, { id }) => closeCall(next, id, INTERRUPTED));
  return then(closed, (next) => resume(next, context));
}

function closeCall(state: ReadyState, callId: string, output: string): Step<ReadyState> {
  const { turn } = state;
  if (turn.status !== 'active' && turn.status !== 'awaiting_results') return step(state);
  const { state: numbered, serial } = takeSerial(state);
  const id = itemIdAt(serial);
  const name = turn.calls.get(callId)?.name ?? '';
  const calls = new Map(turn.calls).set(callId, { name, status: 'answered' });
  return step(
    withTurn(numbered, { ...turn, calls }),
    clearTimer(`call:${callId}`),
    toUpstream({
      type: 'conversation.item.create',
      event_id: createEventId(id),
      item: { id, type: 'function_call_output', call_id: callId, output },
    }),
  );
}

/** The client did not answer in time: the model is told so, and goes on. */
export function expireCall(state: ReadyState, callId: string, context: Context): Step<ReadyState> {
  const output = JSON.stringify({ error: 'The function did not answer in time.' });
  return then(
    step(state, warning('FUNCTION_CALL_FAILED', 'A function call was not answered in time.')),
    (next: ReadyState) => answerCall(next, callId, output, context),
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
