import type { ServerMessage } from '../protocol/agent-server.js';
import { clearTimer, startTimer, toClient } from './effects.js';
import { step, type Context, type ReadyState, type Step } from './state.js';

/**
 * Sends a message that must not overtake the user's own words. While their transcript is awaited, the agent's text
 * is held, and whatever must follow that text is held behind it.
 */
export function deliver(state: ReadyState, messages: readonly ServerMessage[], context: Context): Step<ReadyState> {
  const { transcript } = state;
  const isAgentText = messages.some((message) => message.type === 'ConversationText' && message.role === 'assistant');
  if (transcript.status !== 'awaited' || (transcript.held.length === 0 && !isAgentText)) {
    return step(state, ...messages.map(toClient));
  }
  const held: ReadyState = { ...state, transcript: { ...transcript, held: [...transcript.held, ...messages] } };
  return transcript.held.length === 0
    ? step(held, startTimer('transcript', context.deadlines.transcriptMs))
    : step(held);
}

/** A text of the conversation; `History` comes first, for clients that keep a record: there it may say more. */
export function conversationText(
  { configuration }: ReadyState,
  role: 'user' | 'assistant',
  content: string,
  recorded = content,
): readonly ServerMessage[] {
  const text: ServerMessage = { type: 'ConversationText', role, content };
  return configuration.reportsHistory ? [{ type: 'History', role, content: recorded }, text] : [text];
}

/** Sends what was held; the transcript may come after it now. */
export function release(state: ReadyState): Step<ReadyState> {
  const { transcript } = state;
  if (transcript.status !== 'awaited' || transcript.held.length === 0) return step(state);
  const { held, ...utterance } = transcript;
  const late: ReadyState = { ...state, transcript: { ...utterance, status: 'late' } };
  return step(late, clearTimer('transcript'), ...held.map(toClient));
}
