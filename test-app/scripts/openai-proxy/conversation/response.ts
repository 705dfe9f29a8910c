import { startTimer, toClient } from './effects.js';
import { isNameless } from './ids.js';
import { release } from './outbox.js';
import { closeNameless } from './playback.js';
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
  type TurnClock,
} from './state.js';

/* The running response: which output belongs to it, and what is left of it when it is over. */

export const NO_CALLS: Calls = new Map();
const FINISHED_KEPT = 8;

/**
 * Finds the running response that an output event belongs to; none (null) for output of one that is over, or of
 * another. Where the upstream announces no responses, output implies one.
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
  } else if (state.upstream === 'announcing') {
    return null;
  }
  const implied = turn.status === 'active' ? turn : activate(state, responseId, 'implied', context);
  const named = { ...implied, responseId: implied.responseId ?? responseId };
  const timer = startTimer('response', context.deadlines.impliedEndMs);
  return { ...step(withTurn(state, named), timer), turn: named };
}

/** Tells the client that the agent is at work, when it has not been told at the request. */
export function opened(begun: Step<ReadyState>, before: Turn): Step<ReadyState> {
  if (before.status !== 'idle' && before.status !== 'awaiting_items') return begun;
  return then(then(begun, release), (next) => step(next, toClient({ type: 'AgentThinking', content: '' })));
}

export const startClock = (inputAt: number): TurnClock => ({ inputAt, textAt: null, toolAt: null, audioAt: null });

/** When the user's input ended that a turn which begins now answers. */
export const inputEnd = ({ speech }: ReadyState, context: Context): number =>
  speech.status === 'ended' ? speech.at : context.now;

/** The turn, now that a response runs. */
export function activate(
  state: ReadyState,
  responseId: string | null,
  origin: ActiveResponse['origin'],
  context: Context,
): ActiveResponse {
  const { turn } = state;
  return {
    status: 'active',
    responseId,
    origin,
    request: turn.status === 'requested' ? turn.sent : turn.status === 'active' ? turn.request : null,
    voice: 'silent',
    textAt: null,
    startedAt: turn.status === 'idle' ? context.now : turn.startedAt,
    clock: turn.status === 'idle' ? startClock(inputEnd(state, context)) : turn.clock,
    calls: turn.status === 'idle' ? NO_CALLS : turn.calls,
    callNames: new Map(),
    partialTexts: new Map(),
    queue: turn.status === 'idle' ? [] : turn.queue,
  };
}

/** Whether the client hears no more of a response. */
export const isCut = ({ voice }: ActiveResponse): boolean => voice === 'withheld' || voice === 'dropped';

/** The turn when no response runs; it goes on with what is asked next. */
export const between = (
  { startedAt, clock, calls }: Exclude<Turn, { status: 'idle' }>,
  queue: readonly Request[],
): Extract<Turn, { status: 'awaiting_items' }> => ({ status: 'awaiting_items', startedAt, clock, calls, queue });

/** Texts of an upstream that names no items cannot be told apart beyond their own response. */
export const forgetNameless = (state: ReadyState): ReadyState => ({
  ...state,
  playback: closeNameless(state.playback),
  said: state.said.filter((key) => !isNameless(key)),
});

export const markFinished = (state: ReadyState, responseId: string | null): ReadyState =>
  responseId === null ? state : { ...state, finished: [...state.finished, responseId].slice(-FINISHED_KEPT) };

export const hasOpenCall = (calls: Calls): boolean => [...calls.values()].some(({ status }) => status !== 'answered');

export const withTurn = (state: ReadyState, turn: Turn): ReadyState => ({ ...state, turn });
