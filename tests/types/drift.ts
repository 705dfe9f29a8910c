/*
 * Compiled by `npm run typecheck`, never run: it fails when a new version of an official package has a message that the
 * proxy does not know, or spells a member that the proxy reads in another way.
 */
import type { agent } from '@deepgram/sdk';
import type { V1Socket } from '@deepgram/sdk/agent/v1';
import type { RealtimeClientEvent } from 'openai/resources/realtime/realtime';
import type {
  AgentSettings,
  FormatSettings,
  ListenSettings,
  SettingsMessage,
  SpeakSettings,
  ThinkSettings,
} from '../../test-app/scripts/openai-proxy/protocol/agent-settings.js';
import type { ClientMessageOf, ClientMessageType } from '../../test-app/scripts/openai-proxy/protocol/agent-client.js';
import type { ServerMessageType } from '../../test-app/scripts/openai-proxy/protocol/agent-server.js';

type Expect<T extends true> = T;
type IsNever<T> = [T] extends [never] ? true : false;
/** Without the index signature of what is parsed leniently. */
type Known<T> = { [K in keyof T as string extends K ? never : K]: T[K] };
/** Every member that the proxy reads is what the official type promises. */
type Reads<Official, Ours> = {
  [K in keyof Official & keyof Known<Ours>]-?: NonNullable<Official[K]> extends NonNullable<Known<Ours>[K]> ? never : K;
}[keyof Official & keyof Known<Ours>];

type KeyOfUnion<T> = T extends unknown ? keyof T : never;
type One<T> = T extends readonly (infer U)[] ? U : T;
/** The members of an official type, in any of its variants, that the schema does not know. */
type Unknown<Official, Ours> = Exclude<KeyOfUnion<Official>, keyof Known<NonNullable<Ours>>>;
type OfficialThink = One<NonNullable<agent.AgentV1Settings.Agent['think']>>;
type OfficialSpeak = One<NonNullable<agent.AgentV1Settings.Agent['speak']>>;
type OfficialListen = NonNullable<agent.AgentV1Settings.Agent['listen']>;
type OfficialFunction = One<NonNullable<OfficialThink['functions']>>;
type OurFunction = One<NonNullable<ThinkSettings['functions']>>;
type OurOutput = NonNullable<SettingsMessage['audio']>['output'];

/** The parameters of the socket's `send…` methods are the official client messages; there is no union of them. */
type Sends = { [K in keyof V1Socket as K extends `send${string}` ? K : never]: V1Socket[K] };
/** A message has a literal `type`; a `Blob` of audio has any. */
type Message<M> = M extends { type: infer T extends string } ? (string extends T ? never : M) : never;
type OfficialClientMessage = {
  [K in keyof Sends]: Sends[K] extends (message: infer M) => void ? Message<M> : never;
}[keyof Sends];
type Official<T extends OfficialClientMessage['type']> = Extract<OfficialClientMessage, { type: T }>;

export type Drift = [
  Expect<IsNever<Exclude<OfficialClientMessage['type'], ClientMessageType>>>,
  Expect<IsNever<Exclude<Exclude<V1Socket.Response, string>['type'], ServerMessageType>>>,
  Expect<IsNever<Reads<Official<'UpdatePrompt'>, ClientMessageOf<'UpdatePrompt'>>>>,
  Expect<IsNever<Reads<Official<'InjectUserMessage'>, ClientMessageOf<'InjectUserMessage'>>>>,
  Expect<IsNever<Reads<Pick<Official<'InjectAgentMessage'>, 'message'>, ClientMessageOf<'InjectAgentMessage'>>>>,
  Expect<IsNever<Reads<Official<'FunctionCallResponse'>, ClientMessageOf<'FunctionCallResponse'>>>>,
  Expect<IsNever<Exclude<keyof agent.AgentV1Settings.Agent, keyof Known<AgentSettings>>>>,
  Expect<IsNever<Reads<agent.AgentV1Settings.Audio.Input, FormatSettings>>>,
  Expect<IsNever<Unknown<agent.AgentV1Settings, SettingsMessage>>>,
  Expect<IsNever<Unknown<agent.AgentV1Settings.Flags, SettingsMessage['flags']>>>,
  Expect<IsNever<Unknown<agent.AgentV1Settings.Audio.Output, OurOutput>>>,
  Expect<IsNever<Unknown<OfficialListen, ListenSettings>>>,
  Expect<IsNever<Unknown<NonNullable<OfficialListen['provider']>, ListenSettings['provider']>>>,
  Expect<IsNever<Unknown<Official<'UpdateListen'>['listen']['provider'], ListenSettings['provider']>>>,
  Expect<IsNever<Unknown<OfficialThink, ThinkSettings>>>,
  Expect<IsNever<Unknown<OfficialThink['provider'], ThinkSettings['provider']>>>,
  Expect<IsNever<Unknown<OfficialFunction, OurFunction>>>,
  Expect<IsNever<Unknown<NonNullable<OfficialFunction['endpoint']>, OurFunction['endpoint']>>>,
  Expect<IsNever<Unknown<OfficialSpeak, SpeakSettings>>>,
  Expect<IsNever<Unknown<OfficialSpeak['provider'], SpeakSettings['provider']>>>,
  // Native client events that are let through exist.
  Expect<IsNever<Exclude<Extract<ClientMessageType, `${string}.${string}`>, RealtimeClientEvent['type']>>>,
];
