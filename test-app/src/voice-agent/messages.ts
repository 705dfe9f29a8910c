import type { agent } from '@deepgram/sdk';
import type { V1Socket } from '@deepgram/sdk/agent/v1';

/** What `dg_react_agent`'s dialect has beside Deepgram's messages; no type of the SDK knows them. */
export interface TranscriptMessage {
  readonly type: 'Transcript';
  /** All of what the user is saying that was understood so far. */
  readonly transcript: string;
  readonly is_final: boolean;
}
export type ComponentMessage =
  TranscriptMessage | { readonly type: 'UserStoppedSpeaking' } | { readonly type: 'UtteranceEnd' };

/** Any text message of a Voice Agent server. */
export type ServerMessage = Exclude<V1Socket.Response, string> | ComponentMessage;
export type ServerMessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;
/** One call inside a FunctionCallRequest. */
export type FunctionCall = ServerMessageOf<'FunctionCallRequest'>['functions'][number];

export type Settings = agent.AgentV1Settings;
/** The conversation that a new session goes on from. */
export type ContextMessage = agent.AgentV1History;

const SERVER_MESSAGE_TYPES = {
  Welcome: true,
  SettingsApplied: true,
  ConversationText: true,
  History: true,
  UserStartedSpeaking: true,
  UserStoppedSpeaking: true,
  UtteranceEnd: true,
  Transcript: true,
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

/** False for types that this page has never heard of. */
export const isServerMessage = (value: unknown): value is ServerMessage =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  Object.hasOwn(SERVER_MESSAGE_TYPES, value.type);
