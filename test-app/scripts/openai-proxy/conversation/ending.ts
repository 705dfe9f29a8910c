import { sayPartialTexts } from './answer.js';
import type { CloseCode } from './close-codes.js';
import { close, errorMessage, type Effect } from './effects.js';
import { deliver, release } from './outbox.js';
import { step, then, type Context, type ReadyState, type State, type Step } from './state.js';
import type { Fault } from './upstream-error.js';

/** Ends the conversation: first what the running turn still owes the client, then the fault, then the close. */
export function endConversation(state: State, fault: Fault, context: Context): Step {
  return finish(state, [errorMessage(fault.code, fault.description), close(fault.closeCode)], context);
}

/** Ends the conversation without a fault. */
export function hangUp(state: State, code: CloseCode, context: Context): Step {
  return finish(state, [close(code)], context);
}

function finish(state: State, last: readonly Effect[], context: Context): Step {
  if (state.phase !== 'ready') return step<State>({ phase: 'closed' }, ...last);
  return then<ReadyState, State>(finishTurn(state, context), () => step<State>({ phase: 'closed' }, ...last));
}

function finishTurn(state: ReadyState, context: Context): Step<ReadyState> {
  const isOpen = state.turn.status !== 'idle' || state.speech.status !== 'silent';
  const texts = sayPartialTexts(state, context);
  const done = isOpen ? then(texts, (next) => deliver(next, [{ type: 'AgentAudioDone' }], context)) : texts;
  return then(done, release);
}
