import type { agent } from '@deepgram/sdk';
import type { V1Socket } from '@deepgram/sdk/agent/v1';

/** Any text message of a Voice Agent server. */
export type ServerMessage = Exclude<V1Socket.Response, string>;
export type ServerMessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;
/** One call inside a FunctionCallRequest. */
export type FunctionCall = ServerMessageOf<'FunctionCallRequest'>['functions'][number];

export type Settings = agent.AgentV1Settings;
/** The text messages that this page sends. */
export type ClientMessage =
  Settings | agent.AgentV1InjectUserMessage | agent.AgentV1SendFunctionCallResponse | agent.AgentV1KeepAlive;

const SERVER_MESSAGE_TYPES = {
  Welcome: true,
  SettingsApplied: true,
  ConversationText: true,
  History: true,
  UserStartedSpeaking: true,
  AgentThinking: true,
  AgentStartedSpeaking: true,
  AgentAudioDone: true,
  FunctionCallRequest: true,
  FunctionCallResponse: true,
  FunctionCallCancelled: true,
  InjectionRefused: true,
  LatencyReport: true,
  ListenUpdated: true,
  PromptUpdated: true,
  SpeakUpdated: true,
  ThinkUpdated: true,
  Error: true,
  Warning: true,
} satisfies Record<ServerMessage['type'], true>;

const isServerMessage = (value: unknown): value is ServerMessage =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  Object.hasOwn(SERVER_MESSAGE_TYPES, value.type);

/** @returns the message; `'unknown'` for a type this page has never heard of; `'unparsable'` for what is not JSON. */
export function parseServerMessage(text: string): ServerMessage | 'unknown' | 'unparsable' {
  try {
    const value: unknown = JSON.parse(text);
    return isServerMessage(value) ? value : 'unknown';
  } catch {
    return 'unparsable';
  }
}
