import { close, errorMessage, type Effect } from './effects.js';
import { deliver, release } from './outbox.js';
import { step, then, type Context, type ReadyState, type State, type Step } from './state.js';
import { sayPartialTexts } from './answer.js';
import type { Fault } from './upstream-error.js';

/** Ends the conversation: first what the running turn still owes the client, then the fault, then the close. */
export function endConversation(state: State, fault: Fault, context: Context): Step {
  const last: readonly Effect[] = [errorMessage(fault.code, fault.description), close(fault.closeCode, fault.code)];
  if (state.phase !== 'ready') return step<State>({ phase: 'closed' }, ...last);
  return then<ReadyState, State>(finishTurn(state, context), () => step<State>({ phase: 'closed' }, ...last));
}

/** Ends the conversation without a fault. */
export function hangUp(state: State, code: number, reason: string, context: Context): Step {
  if (state.phase !== 'ready') return step<State>({ phase: 'closed' }, close(code, reason));
  return then<ReadyState, State>(finishTurn(state, context), () =>
    step<State>({ phase: 'closed' }, close(code, reason)),
  );
}

function finishTurn(state: ReadyState, context: Context): Step<ReadyState> {
  const isOpen = state.turn.status !== 'idle' || state.speech.status !== 'silent';
  const texts = sayPartialTexts(state, null, context);
  const done = isOpen ? then(texts, (next) => deliver(next, { type: 'AgentAudioDone' }, context)) : texts;
  return then(done, release);
}
