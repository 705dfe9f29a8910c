import type { ServerMessageType } from '../../test-app/scripts/openai-proxy/protocol/agent-server.js';

/** Everything that may reach a client as text; the compiler keeps the list whole. */
export const SERVER_MESSAGE_TYPES = Object.keys({
  AgentAudioDone: true,
  AgentStartedSpeaking: true,
  AgentThinking: true,
  ConversationText: true,
  Error: true,
  FunctionCallCancelled: true,
  FunctionCallRequest: true,
  FunctionCallResponse: true,
  History: true,
  InjectionRefused: true,
  LatencyReport: true,
  ListenUpdated: true,
  PromptUpdated: true,
  'session.created': true,
  SettingsApplied: true,
  SpeakUpdated: true,
  ThinkUpdated: true,
  Transcript: true,
  UserStartedSpeaking: true,
  UserStoppedSpeaking: true,
  UtteranceEnd: true,
  Warning: true,
  Welcome: true,
} satisfies Record<ServerMessageType, true>) as readonly string[];
