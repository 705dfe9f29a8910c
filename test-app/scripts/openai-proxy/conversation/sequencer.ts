import type { ServerMessage } from '../protocol/agent-server.js';
import { sayPartialTexts } from './answer.js';
import { announceCalls } from './call-announcement.js';
import { clearTimer, startTimer, toClient, toUpstream, type Effect } from './effects.js';
import { responseEventIdAt, takeSerial } from './ids.js';
import { settleCut } from './interruption.js';
import { latencyReport } from './latency.js';
import { deliver, release } from './outbox.js';
import { enqueueFirst, FOLLOW_UP, isInterrupting, parameters } from './requests.js';
import { forgetNameless, hasOpenCall, isCut, markFinished, NO_CALLS, startClock, withTurn } from './response.js';
import { step, then, type ActiveResponse, type Context, type ReadyState, type Step, type Turn } from './state.js';
import { sendWaitingUpdates } from './updates.js';

/* The one place that sends `response.create`: from the end of a response, or of a turn, to the next request. */

/** All results are in, and the response that called is over: goes on within the same turn. */
export function resume(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status !== 'awaiting_results' || hasOpenCall(turn.calls)) return step(state);
  const queue = enqueueFirst(turn.queue, FOLLOW_UP);
  const over = { ...turn, status: 'awaiting_items', startedAt: context.now, calls: NO_CALLS, queue } as const;
  return requestNext(withTurn(state, over), context);
}

/** Ends the running response for want of an end by the upstream; what came of its texts is delivered. */
export function finish(state: ReadyState, context: Context, report: ServerMessage | null = null): Step<ReadyState> {
  const told = sayPartialTexts(state, context);
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
  // Of a response that only its output implies, more may come; if it was cut short, that is not for the client.
  const ended = responseId ?? (turn.origin === 'created' || isCut(turn) ? turn.responseId : null);
  const over = then(settleCut(withTurn(state, turn)), (next) => step(forgetNameless(markFinished(next, ended))));
  const tail: readonly Effect[] = turn.voice === 'speaking' ? [{ type: 'client.audioEnd', tail: 'send' }] : [];
  const told = then(over, (next) => announceCalls(next, context));
  return then(told, (announced) => {
    if (announced.turn.status !== 'active') return step(announced);
    const { startedAt, clock, calls, queue } = announced.turn;
    const ready = withTurn(announced, { status: 'awaiting_items', startedAt, clock, calls, queue });
    return then(step(ready, ...tail), (next) => conclude(next, context, report));
  });
}

/**
 * A response is over, or will never be. While calls wait for their results the turn goes on, and what the agent is
 * to say meanwhile is said; else the turn ends for the client, and the next begins if something was asked meanwhile.
 */
export function conclude(state: ReadyState, context: Context, report: ServerMessage | null = null): Step<ReadyState> {
  const { turn } = state;
  if (turn.status !== 'idle' && turn.calls.size > 0) return awaitResults(state, turn, context, report);
  const heard: ReadyState = state.speech.status === 'ended' ? { ...state, speech: { status: 'silent' } } : state;
  const cleared = step(heard, clearTimer('response'), ...(heard === state ? [] : [clearTimer('reply')]));
  const measured = turn.status === 'idle' ? [] : latencyReport(turn.clock, state);
  const last: readonly ServerMessage[] = [
    { type: 'AgentAudioDone' },
    ...measured,
    ...(report === null ? [] : [report]),
  ];
  const done = then(cleared, (next) => deliver(forgetTranscription(next), last, context));
  return then(
    then(done, (next) => sendWaitingUpdates(next, context)),
    (next) => requestNext(next.turn.status === 'awaiting_items' ? restarted(next, next.turn, context) : next, context),
  );
}

type AwaitingItems = Extract<Turn, { status: 'awaiting_items' }>;

/** What was asked meanwhile counts from now on. */
const restarted = (state: ReadyState, turn: AwaitingItems, { now }: Context): ReadyState =>
  withTurn(state, { ...turn, startedAt: now, clock: startClock(now) });

const forgetTranscription = (state: ReadyState): ReadyState =>
  state.transcript.status === 'settled' ? { ...state, transcript: { status: 'settled', tookMs: null } } : state;

function awaitResults(
  state: ReadyState,
  { startedAt, clock, calls, queue }: Exclude<Turn, { status: 'idle' }>,
  context: Context,
  report: ServerMessage | null,
): Step<ReadyState> {
  const waiting = withTurn(state, { status: 'awaiting_results', startedAt, clock, calls, queue });
  const told = then(step(waiting, clearTimer('response')), (next) =>
    report === null ? step(next) : deliver(next, [report], context),
  );
  return then(told, (next) => sayMeanwhile(next, context));
}

/** Says what comes next in the queue while results are awaited; nothing but speech can be asked for then. */
export function sayMeanwhile(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status !== 'awaiting_results') return step(state);
  if (turn.queue[0]?.kind !== 'say') return resume(state, context);
  return requestNext(withTurn(state, { ...turn, status: 'awaiting_items', startedAt: context.now }), context);
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
  if (state.speech.status !== 'silent' && !isInterrupting(request)) return step(state, clearTimer('response'));
  const { state: numbered, serial } = takeSerial(state);
  const eventId = responseEventIdAt(serial);
  const requested: Turn = { ...turn, status: 'requested', sent: { eventId, request }, queue };
  return then(release(withTurn(numbered, requested)), (next) =>
    step(
      next,
      ...(request.kind === 'say' ? [] : [toClient({ type: 'AgentThinking', content: '' })]),
      toUpstream({ type: 'response.create', event_id: eventId, ...parameters(request) }),
      startTimer('response', context.deadlines.responseStartMs),
    ),
  );
}
