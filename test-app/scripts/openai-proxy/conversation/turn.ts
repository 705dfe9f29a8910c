import type { ServerMessage } from '../protocol/agent-server.js';
import { cancelResponse, cutShort } from './cut.js';
import { clearTimer, errorMessage, errorOf, startTimer } from './effects.js';
import { deliver } from './outbox.js';
import {
  awaits,
  enqueue,
  enqueueFirst,
  FOLLOW_UP,
  isInterrupting,
  isOpen,
  isPlain,
  joined,
  MAX_QUEUED,
  withoutItem,
  withoutWaiting,
} from './requests.js';
import { activate, between, inputEnd, markFinished, NO_CALLS, opened, startClock, withTurn } from './response.js';
import { conclude, finish, requestNext, sayMeanwhile, settle } from './sequencer.js';
import {
  step,
  then,
  type ActiveResponse,
  type Context,
  type ReadyState,
  type Request,
  type Speech,
  type Step,
} from './state.js';

/*
 * Whose turn it is. A request goes out only while no response is open; any other is remembered, and sent when
 * `response.done` comes. Nothing else moves this machine but the deadlines.
 */

const LATE = errorOf('RESPONSE_TIMEOUT', 'The agent did not answer in time.');

/** Asks for an answer: now, or as soon as the running response is over. */
export function ask(state: ReadyState, request: Request, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status === 'idle') {
    const clock = startClock(inputEnd(state, context));
    const begun = {
      status: 'awaiting_items',
      startedAt: context.now,
      clock,
      calls: NO_CALLS,
      queue: [request],
    } as const;
    return requestNext(withTurn(state, begun), context);
  }
  if (turn.status === 'awaiting_results' && turn.queue.length === 0 && request.kind === 'say') {
    return sayMeanwhile(withTurn(state, { ...turn, queue: [request] }), context);
  }
  if (turn.status === 'active' && turn.origin === 'implied') {
    return then(finish(state, context), (settled) => ask(settled, request, context));
  }
  // A native client asks for the answer to its results, which has just been asked for.
  if (turn.status === 'requested' && turn.sent.request.kind === 'reply' && isPlain(request)) return step(state);
  const queue = enqueue(turn.queue, request);
  if (queue.length <= MAX_QUEUED) return step(withTurn(state, { ...turn, queue }));
  return step(state, errorMessage('TOO_MANY_REQUESTS', 'Too many answers are waiting; this one is dropped.'));
}

/** The upstream began a response, ours or its own. */
export function begin(state: ReadyState, responseId: string | null, context: Context): Step<ReadyState> {
  const { turn, speech } = state;
  if (responseId !== null && state.finished.includes(responseId)) return step(state);
  const announced: ReadyState = { ...state, upstream: 'announcing' };
  if (turn.status === 'active' && turn.origin === 'created' && turn.responseId === responseId) return step(announced);
  const active = activate(state, responseId, 'created', context);
  const timer = startTimer('response', context.deadlines.responseMs);
  const isCutIn = turn.status === 'requested' && isInterrupting(turn.sent.request);
  if (turn.status !== 'active') {
    const waiting = turn.status === 'idle' ? [] : turn.queue;
    const isOvertaken = (turn.status === 'requested' || turn.status === 'blocked') && isInterrupting(waiting[0]);
    if (isOvertaken || (speech.status === 'speaking' && !isCutIn)) {
      // Somebody was faster: nothing of this answer is for the user, and what was asked is asked again later.
      const asked = turn.status === 'requested' ? [turn.sent.request] : [];
      const queue = isOvertaken ? overtaken(asked, waiting, speech) : joined([...asked, ...waiting]);
      const dropped = withTurn(announced, { ...active, voice: 'dropped', request: null, queue });
      return step(dropped, timer, cancelResponse(responseId));
    }
  }
  // What cuts in is not the answer to what the user is saying; that one follows.
  if (speech.status !== 'ended' || isCutIn) return opened(step(withTurn(announced, active), timer), turn);
  // Turn detection answers the speech, and with it every item that is there already.
  const answering = withTurn(
    { ...announced, speech: { status: 'silent' } },
    {
      ...active,
      clock: { ...active.clock, inputAt: speech.at },
      calls: new Map([...active.calls].filter(([, { status }]) => status !== 'answered')),
      queue: active.queue.filter(isOpen),
    },
  );
  return opened(step(answering, timer, clearTimer('reply')), turn);
}

/** The queue once an injected message, its first entry, comes before what was asked and what the user said. */
function overtaken(
  asked: readonly Request[],
  [injected, ...rest]: readonly Request[],
  speech: Speech,
): readonly Request[] {
  const again = asked.filter((request) => !isInterrupting(request));
  const answered = speech.status === 'ended' ? [FOLLOW_UP] : [];
  return joined([injected, ...again, ...answered, ...rest]);
}

/** How a response ended, and what the client is to know of it after the end of the turn. */
export interface Outcome {
  readonly isCancelled: boolean;
  readonly report: ServerMessage | null;
}

/** A response is over, whatever its outcome. Its texts have been delivered before. */
export function end(
  state: ReadyState,
  responseId: string | null,
  { isCancelled, report }: Outcome,
  context: Context,
): Step<ReadyState> {
  const { turn } = state;
  if (responseId !== null && state.finished.includes(responseId)) return step(state);
  if (turn.status === 'active') {
    const isOther = responseId !== null && turn.responseId !== null && responseId !== turn.responseId;
    return isOther ? step(markFinished(state, responseId)) : settle(state, turn, context, { responseId, report });
  }
  const marked = markFinished(state, responseId);
  if (turn.status === 'blocked') return requestNext(withTurn(marked, between(turn, turn.queue)), context);
  if (turn.status !== 'requested') return step(marked);
  if (isCancelled && state.speech.status !== 'silent') {
    // Cut off by the user before it was announced, perhaps ours: it is asked for again when they are done.
    return requestNext(withTurn(marked, between(turn, joined([turn.sent.request, ...turn.queue]))), context);
  }
  if (isCancelled || state.upstream === 'announcing') return step(marked);
  return settle(marked, activate(marked, responseId, 'implied', context), context, { responseId, report });
}

/** The upstream refused a response; a conflict means that another came first. Null where it does not say whose. */
export function refuse(
  state: ReadyState,
  eventId: string | null,
  isConflict: boolean,
  context: Context,
): Step<ReadyState> {
  const { turn } = state;
  const isUnnamed = eventId === null && isConflict;
  if (turn.status === 'requested' && (eventId === turn.sent.eventId || isUnnamed)) {
    if (!isConflict) return conclude(withTurn(state, between(turn, turn.queue)), context);
    const blocked = { ...between(turn, joined([turn.sent.request, ...turn.queue])), status: 'blocked' } as const;
    return step(withTurn(state, blocked), startTimer('response', context.deadlines.blockedMs));
  }
  if (turn.status !== 'active') return step(state);
  // What turn detection wanted to answer, or an upstream that attributes nothing, is answered after this response.
  if (isUnnamed) return step(withTurn(state, { ...turn, queue: enqueueFirst(turn.queue, FOLLOW_UP) }));
  if (turn.request === null || turn.request.eventId !== eventId) return step(state);
  const { request } = turn.request;
  const queue = isConflict ? joined([request, ...turn.queue]) : turn.queue;
  const refused: ActiveResponse = { ...turn, request: null, queue };
  // What was to cut in came too late for that, but not too late to cut this one short.
  if (isConflict && isInterrupting(request)) return cutShort(state, refused, queue);
  return step(withTurn(state, refused));
}

/** The upstream has an item of ours (or never will): requests wait for it no longer. */
export function settleItem(state: ReadyState, itemId: string, isLost: boolean, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status === 'idle' || !turn.queue.some((request) => awaits(request, itemId))) return step(state);
  const queue = withoutItem(turn.queue, itemId, isLost);
  const settled = withTurn(state, { ...turn, queue });
  if (turn.status !== 'awaiting_items') return step(settled);
  const isOver = queue.length === 0 && state.speech.status === 'silent';
  return isOver ? conclude(settled, context) : requestNext(settled, context);
}

/** The `response` timer fired: the wait of the current status has taken too long. */
export function expire(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  switch (turn.status) {
    case 'awaiting_items':
      return requestNext(withTurn(state, { ...turn, queue: turn.queue.map(withoutWaiting) }), context);
    case 'blocked':
      if (context.now - turn.startedAt < context.deadlines.responseStartMs) {
        return requestNext(withTurn(state, between(turn, turn.queue)), context);
      }
      return conclude(withTurn(state, between(turn, turn.queue.slice(1))), context, LATE);
    case 'requested':
      return conclude(withTurn(state, between(turn, turn.queue)), context, LATE);
    case 'active':
      if (turn.origin === 'implied') return finish(state, context);
      return then(step(state, cancelResponse(turn.responseId)), (next) => finish(next, context, LATE));
    case 'idle':
    case 'awaiting_results':
      return step(state);
  }
}

/** The user has finished without an answer of the upstream's own: what waited for them goes on. */
export function yieldFloor(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status === 'awaiting_items') {
    const clock = { ...turn.clock, inputAt: context.now };
    return requestNext(withTurn(state, { ...turn, startedAt: context.now, clock }), context);
  }
  return turn.status === 'idle' ? deliver(state, [{ type: 'AgentAudioDone' }], context) : step(state);
}
