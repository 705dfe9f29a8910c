import type { ServerMessage } from '../protocol/agent-server.js';
import type { ConversationItem } from '../protocol/realtime.js';
import { clearTimer, startTimer, type Effect } from './effects.js';
import { EMPTY_BACKLOG } from './backlog.js';
import { step, type Context, type ReadyState, type State, type Step } from './state.js';

/*
 * OpenAI ends every session at 60 minutes. Before that, in a quiet moment, the conversation moves to a new session:
 * configured like the old one, with what was said restored as text. The client notices nothing.
 */

const MAX_HISTORY_ITEMS = 500;
/** Characters; about what the context of a session holds. */
const MAX_HISTORY_SIZE = 500_000;

export const sizeOf = (item: ConversationItem): number => JSON.stringify(item).length;

/** Keeps what was said and done, as the items that would restore it. */
export const record = (state: ReadyState, effects: readonly Effect[]): ReadyState =>
  effects.reduce((next, effect) => append(next, itemsOf(effect, next.history)), state);

/** Adds to the history; the oldest items give way. */
export function append(state: ReadyState, items: readonly ConversationItem[]): ReadyState {
  if (items.length === 0) return state;
  const history = [...state.history, ...items];
  let historySize = items.reduce((sum, item) => sum + sizeOf(item), state.historySize);
  while (history.length > MAX_HISTORY_ITEMS || historySize > MAX_HISTORY_SIZE) {
    const oldest = history.shift();
    historySize -= oldest === undefined ? historySize : sizeOf(oldest);
  }
  return { ...state, history, historySize };
}

/** The client heard only the beginning of the last answer that was told with this text. */
export function correctRecord(state: ReadyState, told: string, heard: string): ReadyState {
  const index = state.history.findLastIndex(
    (item) => item.type === 'message' && item.role === 'assistant' && item.content[0]?.text === told,
  );
  if (index === -1) return state;
  const rest = state.history.slice(index + 1);
  const kept = state.history.slice(0, index);
  const sizes = state.history.slice(index).reduce((sum, item) => sum + sizeOf(item), 0);
  const before: ReadyState = { ...state, history: kept, historySize: state.historySize - sizes };
  return append(before, [...(heard === '' ? [] : [agentText(heard)]), ...rest]);
}

/** The session has reached its age: it is replaced as soon as nobody speaks and nothing is owed. */
export const age = (state: ReadyState): ReadyState => ({ ...state, age: 'due' });

/** When that moment has come, in ms from now; null as long as something is under way. */
export function dueIn(state: ReadyState, { now }: Context): number | null {
  const { turn, speech, transcript, updates, inputAudio, configuration, playback } = state;
  if (turn.status !== 'idle' || speech.status !== 'silent') return null;
  // The user's words, which the new session is to be told, or a turn that nobody but the client ends.
  if (transcript.status === 'awaited') return null;
  if (inputAudio === 'buffered' && configuration.session.audio?.input?.turn_detection === null) return null;
  if (updates.sent !== null || updates.waiting !== null) return null;
  // The new session could not be told how much the user heard of an answer that they interrupt.
  return Math.max(0, playback.endsAt - now);
}

/** Leaves the session for a new one. What the client sends meanwhile waits, as it did before the first. */
export function rollOver({ configuration, history }: ReadyState, context: Context): Step {
  const renewed = { ...configuration, origin: 'rollover', history: withoutOrphans(history), greeting: null } as const;
  return step<State>(
    { phase: 'connecting', configuration: renewed, backlog: EMPTY_BACKLOG },
    clearTimer('transcript'),
    { type: 'upstream.dial', model: configuration.model },
    startTimer('upstream', context.deadlines.upstreamMs),
  );
}

type History = readonly ConversationItem[];

function itemsOf(effect: Effect, history: History): History {
  if (effect.type === 'client.send') return itemsOfMessage(effect.message, history);
  if (effect.type !== 'upstream.send' || effect.event.type !== 'conversation.item.create') return [];
  const { item } = effect.event;
  return item.type === 'function_call_output' ? [{ type: item.type, call_id: item.call_id, output: item.output }] : [];
}

function itemsOfMessage(message: ServerMessage, history: History): History {
  if (message.type === 'FunctionCallRequest') {
    return message.functions.map(({ id, name, arguments: args }) => ({
      type: 'function_call',
      call_id: id,
      name,
      arguments: args,
    }));
  }
  if (message.type !== 'ConversationText') return [];
  const text = message.content;
  if (message.role === 'user') return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }];
  if (history.some((item) => item.type === 'function_call' && text === describeCall(item.name, item.arguments)))
    return [];
  return [agentText(text)];
}

const agentText = (text: string): ConversationItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});

/** How `dg_react_agent` is shown a call, as a line of the conversation. */
export const describeCall = (name: string, args: string): string => `Function call: ${name}(${args})`;

/** The API refuses the output of a call that it does not know. */
function withoutOrphans(history: readonly ConversationItem[]): readonly ConversationItem[] {
  const calls = new Set(history.flatMap((item) => (item.type === 'function_call' ? [item.call_id] : [])));
  return history.filter((item) => item.type !== 'function_call_output' || calls.has(item.call_id));
}
