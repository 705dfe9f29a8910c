import { toUpstream, type Effect } from './effects.js';
import { FOLLOW_UP, joined } from './requests.js';
import { isCut, withTurn } from './response.js';
import { step, type ActiveResponse, type ReadyState, type Request, type Step } from './state.js';

/** Cancels this response and no other: it may be over by the time this arrives, and another one run. */
export const cancelResponse = (responseId: string | null): Effect =>
  toUpstream({ type: 'response.cancel', ...(responseId !== null && { response_id: responseId }) });

/** Ends what the agent says, for what the application lets it say instead: the first entry of the queue. */
export function cutShort(
  state: ReadyState,
  turn: ActiveResponse,
  [injected, ...rest]: readonly Request[],
): Step<ReadyState> {
  // For an answer of which nothing was heard, the user still waits: they get another, and nothing of this one.
  const isUnheard = turn.voice === 'silent' && turn.calls.size === 0 && turn.request?.request.kind !== 'say';
  const queue = joined([injected, isUnheard ? FOLLOW_UP : undefined, ...rest]);
  const wasCut = isCut(turn);
  const voice = wasCut ? turn.voice : isUnheard ? 'dropped' : 'withheld';
  return step(
    withTurn(state, { ...turn, voice, queue }),
    { type: 'client.audioEnd', tail: 'drop' },
    ...(wasCut ? [] : [cancelResponse(turn.responseId)]),
  );
}
