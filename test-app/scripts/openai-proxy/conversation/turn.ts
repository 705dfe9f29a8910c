import type { ServerMessage } from '../protocol/agent-server.js';
import { clearTimer, errorMessage, startTimer, toUpstream } from './effects.js';
import { deliver } from './outbox.js';
import {
  awaits,
  enqueue,
  enqueueFirst,
  FOLLOW_UP,
  isOpen,
  MAX_QUEUED,
  withoutItem,
  withoutWaiting,
} from './requests.js';
import { activate, markFinished, opened, withTurn } from './response.js';
import { conclude, finish, requestNext, settle } from './sequencer.js';
import { step, then, type Context, type ReadyState, type Request, type Step } from './state.js';

/*
 * Whose turn it is. A request goes out only while no response is open; any other is remembered, and sent when
 * `response.done` comes. Nothing else moves this machine but the deadlines.
 */

const LATE: ServerMessage = {
  type: 'Error',
  code: 'RESPONSE_TIMEOUT',
  description: 'The agent did not answer in time.',
};

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
    return then(finish(state, context), (settled) => ask(settled, request, context));
  }
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
  const active = activate(turn, responseId, 'created', context);
  const timer = startTimer('response', context.deadlines.responseMs);
  if (speech.status === 'speaking' && (turn.status === 'requested' || turn.status === 'blocked')) {
    // The user was faster: nothing of this answer is for their ears, and it is asked for again when they are done.
    const queue = turn.status === 'requested' ? [turn.sent.request, ...turn.queue] : turn.queue;
    const withheld = withTurn(announced, { ...active, voice: 'withheld', request: null, queue });
    return step(withheld, timer, toUpstream({ type: 'response.cancel' }));
  }
  if (speech.status !== 'ended') return opened(step(withTurn(announced, active), timer), turn);
  // Turn detection answers the speech, and with it every item that is there already.
  const answering = withTurn(
    { ...announced, speech: { status: 'silent' } },
    { ...active, queue: active.queue.filter(isOpen) },
  );
  return opened(step(answering, timer, clearTimer('reply')), turn);
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
  if (turn.status === 'blocked') return requestNext(withTurn(marked, { ...turn, status: 'awaiting_items' }), context);
  if (turn.status !== 'requested') return step(marked);
  if (isCancelled && state.speech.status !== 'silent') {
    // Cut off by the user before it was announced, perhaps ours: it is asked for again when they are done.
    const { startedAt } = turn;
    const queue = [turn.sent.request, ...turn.queue];
    return requestNext(withTurn(marked, { status: 'awaiting_items', startedAt, queue }), context);
  }
  if (isCancelled || state.upstream === 'announcing') return step(marked);
  return settle(marked, activate(turn, responseId, 'implied', context), context, { responseId, report });
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
    const { startedAt } = turn;
    if (!isConflict)
      return conclude(withTurn(state, { status: 'awaiting_items', startedAt, queue: turn.queue }), context);
    const queue = [turn.sent.request, ...turn.queue];
    return step(
      withTurn(state, { status: 'blocked', startedAt, queue }),
      startTimer('response', context.deadlines.blockedMs),
    );
  }
  if (turn.status !== 'active') return step(state);
  // What turn detection wanted to answer, or an upstream that attributes nothing, is answered after this response.
  if (isUnnamed) return step(withTurn(state, { ...turn, queue: enqueueFirst(turn.queue, FOLLOW_UP) }));
  if (turn.request === null || turn.request.eventId !== eventId) return step(state);
  const queue = isConflict ? [turn.request.request, ...turn.queue] : turn.queue;
  return step(withTurn(state, { ...turn, request: null, queue }));
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
        return requestNext(withTurn(state, { ...turn, status: 'awaiting_items' }), context);
      }
      return conclude(
        withTurn(state, { ...turn, status: 'awaiting_items', queue: turn.queue.slice(1) }),
        context,
        LATE,
      );
    case 'requested': {
      const { startedAt, queue } = turn;
      return conclude(withTurn(state, { status: 'awaiting_items', startedAt, queue }), context, LATE);
    }
    case 'active':
      if (turn.origin === 'implied') return finish(state, context);
      return then(step(state, toUpstream({ type: 'response.cancel' })), (next) => finish(next, context, LATE));
    case 'idle':
    case 'awaiting_results':
      return step(state);
  }
}

/** The user has finished without an answer of the upstream's own: what waited for them goes on. */
export function yieldFloor(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status === 'awaiting_items') {
    return requestNext(withTurn(state, { ...turn, startedAt: context.now }), context);
  }
  return turn.status === 'idle' ? deliver(state, { type: 'AgentAudioDone' }, context) : step(state);
}
