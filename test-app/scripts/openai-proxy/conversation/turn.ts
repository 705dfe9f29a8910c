import { clearTimer, errorMessage, startTimer, toClient, toUpstream, type Effect } from './effects.js';
import { responseEventIdAt, takeSerial } from './ids.js';
import { deliver, release } from './outbox.js';
import { awaits, enqueue, enqueueFirst, FOLLOW_UP, parameters, withoutItem, withoutWaiting } from './requests.js';
import {
  step,
  then,
  type ActiveResponse,
  type Calls,
  type Context,
  type ReadyState,
  type Request,
  type Step,
  type Turn,
} from './state.js';
import { sendWaitingUpdates } from './updates.js';

/*
 * The one owner of `response.create`. A request goes out only while no response is open; any other is remembered,
 * and sent when `response.done` comes. Nothing else moves this machine but the deadlines.
 */

const NO_CALLS: Calls = new Map();
const FINISHED_KEPT = 8;

/** Asks for an answer: now, or as soon as the running response is over. */
export function ask(state: ReadyState, request: Request, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status === 'idle') {
    return requestNext(
      withTurn(state, { status: 'awaiting_items', startedAt: context.now, queue: [request] }),
      context,
    );
  }
  if (turn.status === 'active' && turn.origin === 'implied') {
    return then(settle(state, turn, context), (settled) => ask(settled, request, context));
  }
  return step(withTurn(state, { ...turn, queue: enqueue(turn.queue, request) }));
}

/** The upstream began a response, ours or its own. */
export function begin(state: ReadyState, responseId: string | null, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status === 'active' && turn.origin === 'created' && turn.responseId === responseId) return step(state);
  const unasked = turn.status === 'idle' || turn.status === 'awaiting_items';
  const begun = withTurn(state, activate(turn, responseId, 'created', context));
  const timer = startTimer('response', context.deadlines.responseMs);
  if (!unasked) return step(begun, timer);
  return then(release(begun), (released) => step(released, timer, toClient({ type: 'AgentThinking', content: '' })));
}

/**
 * Finds the running response that an output event belongs to. Output of a response that nobody announced implies
 * one; output of one that is over, or of another, belongs to none (null).
 */
export function attribute(
  state: ReadyState,
  responseId: string | null,
  context: Context,
): (Step<ReadyState> & { turn: ActiveResponse }) | null {
  const { turn } = state;
  if (responseId !== null && state.finished.includes(responseId)) return null;
  if (turn.status === 'active') {
    if (responseId !== null && turn.responseId !== null && responseId !== turn.responseId) return null;
    if (turn.origin === 'created') return { ...step(state), turn };
    const named = { ...turn, responseId: turn.responseId ?? responseId };
    const timer = startTimer('response', context.deadlines.impliedEndMs);
    return { ...step(withTurn(state, named), timer), turn: named };
  }
  const implied = activate(turn, responseId, 'implied', context);
  const timer = startTimer('response', context.deadlines.impliedEndMs);
  return { ...step(withTurn(state, implied), timer), turn: implied };
}

/** A response is over, whatever its outcome. Its texts have been delivered before. */
export function end(
  state: ReadyState,
  responseId: string | null,
  isCancelled: boolean,
  context: Context,
): Step<ReadyState> {
  const { turn } = state;
  if (responseId !== null && state.finished.includes(responseId)) return step(state);
  if (turn.status === 'active') {
    const isOther = responseId !== null && turn.responseId !== null && responseId !== turn.responseId;
    return isOther ? step(markFinished(state, responseId)) : settle(state, turn, context, responseId);
  }
  const marked = markFinished(state, responseId);
  if (turn.status === 'blocked') return requestNext(withTurn(marked, { ...turn, status: 'awaiting_items' }), context);
  if (turn.status === 'requested' && !isCancelled) {
    return settle(marked, activate(turn, responseId, 'implied', context), context);
  }
  return step(marked);
}

/** The upstream refused our `response.create`; a conflict means that another response came first. */
export function refuse(
  state: ReadyState,
  eventId: string | null,
  isConflict: boolean,
  context: Context,
): Step<ReadyState> {
  const { turn } = state;
  if (turn.status === 'requested' && (eventId === turn.sent.eventId || (eventId === null && isConflict))) {
    const { startedAt } = turn;
    if (!isConflict)
      return conclude(withTurn(state, { status: 'awaiting_items', startedAt, queue: turn.queue }), context);
    const queue = [turn.sent.request, ...turn.queue];
    return step(
      withTurn(state, { status: 'blocked', startedAt, queue }),
      startTimer('response', context.deadlines.blockedMs),
    );
  }
  if (turn.status === 'active' && turn.request !== null && turn.request.eventId === eventId) {
    const queue = isConflict ? [turn.request.request, ...turn.queue] : turn.queue;
    return step(withTurn(state, { ...turn, request: null, queue }));
  }
  return step(state);
}

/** The upstream has an item of ours (or never will): requests wait for it no longer. */
export function settleItem(state: ReadyState, itemId: string, isLost: boolean, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status === 'idle' || !turn.queue.some((request) => awaits(request, itemId))) return step(state);
  const queue = withoutItem(turn.queue, itemId, isLost);
  const settled = withTurn(state, { ...turn, queue });
  if (turn.status !== 'awaiting_items') return step(settled);
  return queue.length < turn.queue.length ? conclude(settled, context) : requestNext(settled, context);
}

/** All results are in, or the response that called is over: goes on within the same turn. */
export function resume(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status !== 'awaiting_results' || hasOpenCall(turn.calls)) return step(state);
  const queue = enqueueFirst(turn.queue, FOLLOW_UP);
  return requestNext(withTurn(state, { status: 'awaiting_items', startedAt: context.now, queue }), context);
}

/** The `response` timer fired: the wait of the current status has taken too long. */
export function expire(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  const late = errorMessage('RESPONSE_TIMEOUT', 'The agent did not answer in time.');
  switch (turn.status) {
    case 'awaiting_items':
      return requestNext(withTurn(state, { ...turn, queue: turn.queue.map(withoutWaiting) }), context);
    case 'blocked':
      return requestNext(withTurn(state, { ...turn, status: 'awaiting_items' }), context);
    case 'requested':
      return then(step(state, late), () =>
        conclude(withTurn(state, { status: 'awaiting_items', startedAt: turn.startedAt, queue: turn.queue }), context),
      );
    case 'active':
      if (turn.origin === 'implied') return settle(state, turn, context);
      return then(step(state, toUpstream({ type: 'response.cancel' }), late), () => settle(state, turn, context));
    case 'idle':
    case 'awaiting_results':
      return step(state);
  }
}

export const hasOpenCall = (calls: Calls): boolean => [...calls.values()].includes('open');

export const withTurn = (state: ReadyState, turn: Turn): ReadyState => ({ ...state, turn });

function settle(
  state: ReadyState,
  turn: ActiveResponse,
  context: Context,
  endedId = turn.responseId,
): Step<ReadyState> {
  const over = markFinished(state, endedId);
  const { calls, queue, startedAt } = turn;
  const tail: readonly Effect[] = turn.voice === 'speaking' ? [{ type: 'client.audioEnd', tail: 'send' }] : [];
  if (calls.size > 0) {
    const waiting = withTurn(over, { status: 'awaiting_results', startedAt, calls, queue });
    return then(step(waiting, clearTimer('response'), ...tail), (next) => resume(next, context));
  }
  const concluded = withTurn(over, { status: 'awaiting_items', startedAt, queue });
  return then(step(concluded, ...tail), (next) => conclude(next, context));
}

/** Ends the turn for the client, then begins the next one if something was asked meanwhile. */
function conclude(state: ReadyState, context: Context): Step<ReadyState> {
  const heard: ReadyState = state.speech.status === 'ended' ? { ...state, speech: { status: 'silent' } } : state;
  const cleared = step(heard, clearTimer('response'), ...(heard === state ? [] : [clearTimer('reply')]));
  const done = then(cleared, (next) => deliver(next, { type: 'AgentAudioDone' }, context));
  return then(then(done, sendWaitingUpdates), (next) => requestNext(next, context));
}

/** Sends the `response.create` of the first request in the queue, if its items are there. */
function requestNext(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status !== 'awaiting_items') return step(state);
  const [request, ...queue] = turn.queue;
  if (request === undefined) return step(withTurn(state, { status: 'idle' }));
  if (request.kind === 'reply' && request.awaits.size > 0) {
    return step(state, startTimer('response', context.deadlines.itemMs));
  }
  const { state: numbered, serial } = takeSerial(state);
  const eventId = responseEventIdAt(serial);
  const requested: Turn = { status: 'requested', sent: { eventId, request }, startedAt: turn.startedAt, queue };
  return then(release(withTurn(numbered, requested)), (next) =>
    step(
      next,
      ...(request.kind === 'say' ? [] : [toClient({ type: 'AgentThinking', content: '' })]),
      toUpstream({ type: 'response.create', event_id: eventId, ...parameters(request) }),
      startTimer('response', context.deadlines.responseStartMs),
    ),
  );
}

function activate(
  turn: Turn,
  responseId: string | null,
  origin: ActiveResponse['origin'],
  context: Context,
): ActiveResponse {
  return {
    status: 'active',
    responseId,
    origin,
    request: turn.status === 'requested' ? turn.sent : turn.status === 'active' ? turn.request : null,
    voice: 'silent',
    startedAt: turn.status === 'idle' ? context.now : turn.startedAt,
    firstOutputAt: null,
    calls: turn.status === 'active' || turn.status === 'awaiting_results' ? turn.calls : NO_CALLS,
    callNames: new Map(),
    partialTexts: new Map(),
    queue: turn.status === 'idle' ? [] : turn.queue,
  };
}

const markFinished = (state: ReadyState, responseId: string | null): ReadyState =>
  responseId === null ? state : { ...state, finished: [...state.finished, responseId].slice(-FINISHED_KEPT) };
