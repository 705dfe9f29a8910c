import { startTimer, toClient } from './effects.js';
import { isNameless } from './ids.js';
import { release } from './outbox.js';
import {
  step,
  then,
  type ActiveResponse,
  type Calls,
  type Context,
  type ReadyState,
  type Step,
  type Turn,
} from './state.js';

/* The running response: which output belongs to it, and what is left of it when it is over. */

const NO_CALLS: Calls = new Map();
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
  const implied = turn.status === 'active' ? turn : activate(turn, responseId, 'implied', context);
  const named = { ...implied, responseId: implied.responseId ?? responseId };
  const timer = startTimer('response', context.deadlines.impliedEndMs);
  return { ...step(withTurn(state, named), timer), turn: named };
}

/** Tells the client that the agent is at work, when it has not been told at the request. */
export function opened(begun: Step<ReadyState>, before: Turn): Step<ReadyState> {
  if (before.status !== 'idle' && before.status !== 'awaiting_items') return begun;
  return then(then(begun, release), (next) => step(next, toClient({ type: 'AgentThinking', content: '' })));
}

/** The turn, now that a response runs. */
export function activate(
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

/** Texts of an upstream that names no items cannot be told apart beyond their own response. */
export const forgetNameless = (state: ReadyState): ReadyState => ({
  ...state,
  said: state.said.filter((key) => !isNameless(key)),
});

export const markFinished = (state: ReadyState, responseId: string | null): ReadyState =>
  responseId === null ? state : { ...state, finished: [...state.finished, responseId].slice(-FINISHED_KEPT) };

export const hasOpenCall = (calls: Calls): boolean => [...calls.values()].some(({ status }) => status === 'open');

export const withTurn = (state: ReadyState, turn: Turn): ReadyState => ({ ...state, turn });
