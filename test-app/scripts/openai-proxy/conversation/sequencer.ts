import type { ServerMessage } from '../protocol/agent-server.js';
import { sayPartialTexts } from './answer.js';
import { clearTimer, startTimer, toClient, toUpstream, type Effect } from './effects.js';
import { responseEventIdAt, takeSerial } from './ids.js';
import { deliver, release } from './outbox.js';
import { enqueueFirst, FOLLOW_UP, parameters } from './requests.js';
import { forgetNameless, hasOpenCall, markFinished, withTurn } from './response.js';
import { step, then, type ActiveResponse, type Context, type ReadyState, type Step, type Turn } from './state.js';
import { sendWaitingUpdates } from './updates.js';

/* The one place that sends `response.create`: from the end of a response, or of a turn, to the next request. */

/** All results are in, or the response that called is over: goes on within the same turn. */
export function resume(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status !== 'awaiting_results' || hasOpenCall(turn.calls)) return step(state);
  const queue = enqueueFirst(turn.queue, FOLLOW_UP);
  return requestNext(withTurn(state, { status: 'awaiting_items', startedAt: context.now, queue }), context);
}

/** Ends the running response for want of an end by the upstream; what came of its texts is delivered. */
export function finish(state: ReadyState, context: Context, report: ServerMessage | null = null): Step<ReadyState> {
  const told = sayPartialTexts(state, null, context);
  return then(told, (next) =>
    next.turn.status === 'active' ? settle(next, next.turn, context, { responseId: null, report }) : step(next),
  );
}

export function settle(
  state: ReadyState,
  turn: ActiveResponse,
  context: Context,
  { responseId, report }: { readonly responseId: string | null; readonly report: ServerMessage | null },
): Step<ReadyState> {
  // Of a response that only its output implies, more may come.
  const ended = responseId ?? (turn.origin === 'created' ? turn.responseId : null);
  const over = forgetNameless(markFinished(state, ended));
  const { calls, queue, startedAt } = turn;
  const tail: readonly Effect[] = turn.voice === 'speaking' ? [{ type: 'client.audioEnd', tail: 'send' }] : [];
  if (calls.size === 0) {
    const concluded = withTurn(over, { status: 'awaiting_items', startedAt, queue });
    return then(step(concluded, ...tail), (next) => conclude(next, context, report));
  }
  const waiting = withTurn(over, { status: 'awaiting_results', startedAt, calls, queue });
  const told = then(step(waiting, clearTimer('response'), ...tail), (next) =>
    report === null ? step(next) : deliver(next, report, context),
  );
  return then(told, (next) => resume(next, context));
}

/** Ends the turn for the client, then begins the next one if something was asked meanwhile. */
export function conclude(state: ReadyState, context: Context, report: ServerMessage | null = null): Step<ReadyState> {
  const heard: ReadyState = state.speech.status === 'ended' ? { ...state, speech: { status: 'silent' } } : state;
  const cleared = step(heard, clearTimer('response'), ...(heard === state ? [] : [clearTimer('reply')]));
  const done = then(cleared, (next) => deliver(next, { type: 'AgentAudioDone' }, context));
  const told = report === null ? done : then(done, (next) => deliver(next, report, context));
  return then(
    then(told, (next) => sendWaitingUpdates(next, context)),
    (next) =>
      requestNext(
        next.turn.status === 'awaiting_items' ? withTurn(next, { ...next.turn, startedAt: context.now }) : next,
        context,
      ),
  );
}

/** Sends the `response.create` of the first request in the queue, if its items are there. */
export function requestNext(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status !== 'awaiting_items') return step(state);
  const [request, ...queue] = turn.queue;
  if (request === undefined) return step(withTurn(state, { status: 'idle' }));
  if (request.kind === 'reply' && request.awaits.size > 0) {
    return step(state, startTimer('response', context.deadlines.itemMs));
  }
  // The user has the floor: a request now would talk over them, or keep turn detection from answering them.
  if (state.speech.status !== 'silent') return step(state, clearTimer('response'));
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
