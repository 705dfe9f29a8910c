import type { ClientMessageOf } from '../protocol/agent-client.js';
import { cutShort } from './cut.js';
import { errorMessage, toClient, toUpstream } from './effects.js';
import { createEventId, itemIdAt, takeSerial } from './ids.js';
import { conversationText, release } from './outbox.js';
import { isInterrupting, MAX_QUEUED, reply, saying } from './requests.js';
import { between, markFinished, withTurn } from './response.js';
import { finish, requestNext, sayMeanwhile } from './sequencer.js';
import { step, then, type Context, type ReadyState, type Request, type Step } from './state.js';
import { ask } from './turn.js';

/* What an application puts into the conversation: as the user's words, or into the agent's mouth. */

/** The user's words: the client gets them back first, then the answer. */
export function injectUserMessage(
  state: ReadyState,
  { content }: ClientMessageOf<'InjectUserMessage'>,
  context: Context,
): Step<ReadyState> {
  const { state: numbered, serial } = takeSerial(state);
  const id = itemIdAt(serial);
  // What still belongs to the turn before comes first.
  const told = then(release(numbered), (next) =>
    step(
      next,
      ...conversationText(next, 'user', content).map(toClient),
      toUpstream({
        type: 'conversation.item.create',
        event_id: createEventId(id),
        item: { id, type: 'message', role: 'user', content: [{ type: 'input_text', text: content }] },
      }),
    ),
  );
  return then(told, (next) => ask(next, reply(id), context));
}

/** The agent speaks a text; `behavior` says what happens when somebody has the floor. */
export function injectAgentMessage(
  state: ReadyState,
  { message, behavior }: ClientMessageOf<'InjectAgentMessage'>,
  context: Context,
): Step<ReadyState> {
  if (behavior === 'queue') return speakText(state, message, context);
  if (behavior === 'interrupt') return cutIn(state, saying(message, 'interrupt'), context);
  if (state.speech.status !== 'silent' || state.turn.status !== 'idle') {
    const who = state.speech.status === 'silent' ? 'agent' : 'user';
    return step(state, toClient({ type: 'InjectionRefused', message: `The ${who}'s turn is not over.` }));
  }
  return speakText(state, message, context);
}

/** Lets the agent speak a text of the application's, and remember it. */
export function speakText(state: ReadyState, text: string, context: Context): Step<ReadyState> {
  return ask(state, saying(text), context);
}

/** The request comes before all others; what the agent says now is cut short. */
function cutIn(state: ReadyState, request: Request, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status === 'idle') return ask(state, request, context);
  if (turn.queue.length >= MAX_QUEUED) {
    return step(state, errorMessage('TOO_MANY_REQUESTS', 'Too many answers are waiting; this one is dropped.'));
  }
  const queue = [request, ...turn.queue.filter((waiting) => !isInterrupting(waiting))];
  switch (turn.status) {
    case 'awaiting_items':
      return requestNext(withTurn(state, between(turn, queue)), context);
    case 'requested':
    case 'blocked':
      return step(withTurn(state, { ...turn, queue }));
    case 'awaiting_results':
      return sayMeanwhile(withTurn(state, { ...turn, queue }), context);
    case 'active':
      return turn.origin === 'implied'
        ? then(finish(state, context), (next) => cutIn(markFinished(next, turn.responseId), request, context))
        : cutShort(state, turn, queue);
  }
}
