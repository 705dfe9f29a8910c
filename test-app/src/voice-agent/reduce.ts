import type { ServerMessage } from './messages.js';
import type { Activity, AgentState, SessionEvent } from './state.js';
import {
  addAssistantText,
  addCall,
  addProblem,
  addTyped,
  addUserText,
  closeTranscript,
  EMPTY_TRANSCRIPT,
  endInterruption,
  endTurn,
  markHeard,
  settleCalls,
  showInterim,
  startUtterance,
  type Transcript,
} from './transcript.js';

const LISTENING: Activity = { name: 'listening', isUserSpeaking: false };
const HEARING: Activity = { name: 'listening', isUserSpeaking: true };
const THINKING: Activity = { name: 'thinking' };

/** The next state of a conversation; the same object where nothing changes. */
export function reduce(state: AgentState, event: SessionEvent): AgentState {
  switch (event.type) {
    case 'connecting':
      return { ...state, connection: { phase: 'connecting' }, requestId: null };
    case 'typed':
      return withTranscript(state, addTyped(state.transcript, event.text));
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
      return withTranscript(
        state,
        settleCalls(state.transcript, (id) => id === event.callId, event.outcome),
      );
    case 'microphone':
      return state.connection.phase === 'live'
        ? { ...state, connection: { ...state.connection, microphone: event.microphone } }
        : state;
    case 'problem':
      return withTranscript(state, addProblem(state.transcript, event.problem));
    case 'disconnected':
      return { ...state, connection: { phase: 'disconnected' }, transcript: closeTranscript(state.transcript) };
    case 'closed': {
      const { connection: before } = state;
      const hadMicrophone = before.phase === 'live' && before.microphone.status === 'on';
      const connection = { phase: 'closed', closure: event.closure, hadMicrophone } as const;
      return { ...state, connection, transcript: closeTranscript(state.transcript) };
    }
    case 'cleared':
      return withTranscript(state, EMPTY_TRANSCRIPT);
  }
}

function onMessage(state: AgentState, message: ServerMessage): AgentState {
  const { transcript } = state;
  switch (message.type) {
    case 'Welcome':
      return { ...state, requestId: message.request_id };
    case 'SettingsApplied':
      return { ...state, connection: { phase: 'live', activity: LISTENING, microphone: { status: 'off' } } };
    case 'ConversationText':
      if (message.role !== 'user') return withTranscript(state, addAssistantText(transcript, message.content));
      return withActivity(withTranscript(state, addUserText(transcript, message.content)), whileSilent(THINKING));
    case 'Transcript':
      // The final one only repeats the ConversationText.
      return message.is_final ? state : withTranscript(state, showInterim(transcript, message.transcript));
    case 'History':
      return 'role' in message && message.role === 'assistant'
        ? withTranscript(state, markHeard(transcript, message.content))
        : state;
    case 'UserStartedSpeaking':
      return onUserStarted(state);
    case 'UserStoppedSpeaking':
    case 'UtteranceEnd':
    case 'AgentThinking':
      return withActivity(withTranscript(state, endInterruption(transcript)), whileSilent(THINKING));
    case 'AgentAudioDone':
      return withActivity(withTranscript(state, endTurn(transcript)), afterTurn);
    case 'FunctionCallRequest':
      return withActivity(withTranscript(state, message.functions.reduce(addCall, transcript)), whileSilent(THINKING));
    case 'FunctionCallResponse':
      return withTranscript(
        state,
        settleCalls(transcript, (id) => id === message.id, { status: 'answered', content: message.content }),
      );
    case 'FunctionCallCancelled': {
      const isMeant = (callId: string) => message.functions.some(({ id }) => id === callId);
      return withTranscript(state, settleCalls(transcript, isMeant, { status: 'cancelled' }));
    }
    case 'InjectionRefused': {
      const problem = { severity: 'warning', code: 'INJECTION_REFUSED', description: message.message } as const;
      return withTranscript(state, addProblem(transcript, problem));
    }
    case 'Error':
    case 'Warning': {
      const severity = message.type === 'Error' ? 'error' : 'warning';
      const { code, description } = message;
      return withTranscript(state, addProblem(transcript, { severity, code, description }));
    }
    case 'AgentStartedSpeaking':
      // The first sound, not its announcement, is what makes the agent speak.
      return withTranscript(state, endInterruption(transcript));
    case 'LatencyReport':
    case 'ListenUpdated':
    case 'PromptUpdated':
    case 'SpeakUpdated':
    case 'ThinkUpdated':
      return state;
  }
}

function onUserStarted(state: AgentState): AgentState {
  const { connection, transcript } = state;
  if (connection.phase !== 'live') return state;
  const { activity } = connection;
  const isTurnOpen = activity.name === 'thinking' || ('turn' in activity && activity.turn === 'open');
  const isInterrupted = activity.name === 'speaking' || activity.name === 'interrupted' || isTurnOpen;
  const next: Activity = isInterrupted ? { name: 'interrupted', turn: isTurnOpen ? 'open' : 'ended' } : HEARING;
  return withActivity(withTranscript(state, startUtterance(transcript, isTurnOpen)), () => next);
}

/** AgentAudioDone: an interrupted turn ends while the user is still speaking. */
function afterTurn(activity: Activity): Activity {
  if (activity.name === 'speaking') return { name: 'speaking', turn: 'ended' };
  if (activity.name === 'interrupted' && activity.turn === 'open') return { name: 'interrupted', turn: 'ended' };
  return LISTENING;
}

const whileSilent = (next: Activity) => (activity: Activity) => (activity.name === 'speaking' ? activity : next);

const withTranscript = (state: AgentState, transcript: Transcript): AgentState =>
  transcript === state.transcript ? state : { ...state, transcript };

function withActivity(state: AgentState, change: (activity: Activity) => Activity): AgentState {
  const { connection } = state;
  if (connection.phase !== 'live') return state;
  const activity = change(connection.activity);
  return activity === connection.activity ? state : { ...state, connection: { ...connection, activity } };
}
