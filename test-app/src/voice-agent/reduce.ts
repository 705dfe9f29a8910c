import type { FunctionCall, ServerMessage } from './messages.js';
import type { Activity, AgentState, Entry, SessionEvent, ToolCallState } from './state.js';

type NewEntry = Entry extends infer One ? (One extends Entry ? Omit<One, 'id'> : never) : never;

const LISTENING: Activity = { name: 'listening' };
const THINKING: Activity = { name: 'thinking' };

/** The next state of a conversation; the same object where nothing changes. */
export function reduce(state: AgentState, event: SessionEvent): AgentState {
  switch (event.type) {
    case 'connecting':
      return { connection: { phase: 'connecting' }, entries: [] };
    case 'message':
      return onMessage(state, event.message);
    case 'audio':
      return withActivity(state, (activity) =>
        activity.name === 'speaking' && activity.turn === 'open' ? activity : { name: 'speaking', turn: 'open' },
      );
    case 'dry':
      // Silence before AgentAudioDone: the agent is busy with something, such as a function's result.
      return withActivity(state, (activity) =>
        activity.name === 'speaking' ? (activity.turn === 'open' ? THINKING : LISTENING) : activity,
      );
    case 'tool_call.finished':
      return settleCalls(state, [event.callId], event.outcome);
    case 'microphone':
      return state.connection.phase === 'live'
        ? { ...state, connection: { ...state.connection, microphone: event.microphone } }
        : state;
    case 'problem':
      return append(state, { kind: 'problem', problem: event.problem });
    case 'disconnected':
      return abandonCalls({ ...state, connection: { phase: 'disconnected' } });
    case 'closed':
      return abandonCalls({ ...state, connection: { phase: 'closed', closure: event.closure } });
  }
}

function onMessage(state: AgentState, message: ServerMessage): AgentState {
  switch (message.type) {
    case 'SettingsApplied':
      return { ...state, connection: { phase: 'live', activity: LISTENING, microphone: { status: 'off' } } };
    case 'ConversationText':
      return onConversationText(state, message.role === 'user' ? 'user' : 'assistant', message.content);
    case 'AgentThinking':
      return withActivity(state, whileSilent(THINKING));
    case 'UserStartedSpeaking':
      return withActivity(state, () => LISTENING);
    case 'AgentAudioDone':
      return withActivity(state, (activity) =>
        activity.name === 'speaking' ? { name: 'speaking', turn: 'ended' } : LISTENING,
      );
    case 'FunctionCallRequest':
      return withActivity(message.functions.reduce(addCall, state), whileSilent(THINKING));
    case 'FunctionCallResponse':
      return message.id === undefined
        ? state
        : settleCalls(state, [message.id], { status: 'answered', content: message.content });
    case 'FunctionCallCancelled':
      return settleCalls(
        state,
        message.functions.map(({ id }) => id),
        { status: 'cancelled' },
      );
    case 'InjectionRefused':
      return append(state, {
        kind: 'problem',
        problem: { severity: 'warning', code: 'INJECTION_REFUSED', description: message.message },
      });
    case 'Error':
    case 'Warning': {
      const severity = message.type === 'Error' ? 'error' : 'warning';
      const { code, description } = message;
      return append(state, { kind: 'problem', problem: { severity, code, description } });
    }
    // The first sound, not its announcement, is what makes the agent speak.
    case 'AgentStartedSpeaking':
    case 'Welcome':
    case 'History':
    case 'LatencyReport':
    case 'ListenUpdated':
    case 'PromptUpdated':
    case 'SpeakUpdated':
    case 'ThinkUpdated':
      return state;
  }
}

function onConversationText(state: AgentState, kind: 'user' | 'assistant', text: string): AgentState {
  if (text.trim() === '') return state;
  const next = append(state, { kind, text });
  return kind === 'user' ? withActivity(next, whileSilent(THINKING)) : next;
}

const whileSilent = (next: Activity) => (activity: Activity) => (activity.name === 'speaking' ? activity : next);

function withActivity(state: AgentState, change: (activity: Activity) => Activity): AgentState {
  const { connection } = state;
  if (connection.phase !== 'live') return state;
  const activity = change(connection.activity);
  return activity === connection.activity ? state : { ...state, connection: { ...connection, activity } };
}

const append = (state: AgentState, entry: NewEntry): AgentState => ({
  ...state,
  entries: [...state.entries, { ...entry, id: state.entries.length }],
});

function addCall(state: AgentState, call: FunctionCall): AgentState {
  const isKnown = state.entries.some((entry) => entry.kind === 'tool_call' && entry.call.id === call.id);
  return isKnown ? state : append(state, { kind: 'tool_call', call, state: { status: 'running' } });
}

/** Gives calls that still run their outcome. */
function settleCalls(state: AgentState, callIds: readonly string[], outcome: ToolCallState): AgentState {
  const entries = state.entries.map((entry) =>
    entry.kind === 'tool_call' && entry.state.status === 'running' && callIds.includes(entry.call.id)
      ? { ...entry, state: outcome }
      : entry,
  );
  return { ...state, entries };
}

const abandonCalls = (state: AgentState): AgentState =>
  settleCalls(
    state,
    state.entries.flatMap((entry) => (entry.kind === 'tool_call' ? [entry.call.id] : [])),
    { status: 'cancelled' },
  );
