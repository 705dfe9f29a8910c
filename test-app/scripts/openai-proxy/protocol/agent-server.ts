import type { V1Socket } from '@deepgram/sdk/agent/v1';

type Official = Exclude<V1Socket.Response, string>;

/** Extras that `dg_react_agent` understands; they are in no official type. */
export type ComponentMessage =
  | { readonly type: 'UserStoppedSpeaking' }
  | { readonly type: 'UtteranceEnd'; readonly channel: readonly [number, number]; readonly last_word_end: number }
  | {
      readonly type: 'Transcript';
      readonly transcript: string;
      readonly is_final: boolean;
      readonly speech_final: boolean;
      readonly channel: number;
      readonly channel_index: readonly number[];
      /** Seconds since the first audio of the session. */
      readonly start: number;
      /** Seconds. */
      readonly duration: number;
      readonly alternatives: readonly {
        readonly transcript: string;
        readonly confidence: number;
        readonly words: readonly never[];
      }[];
    };

/** Answer to a client that opened with a native `session.update`; it carries nothing of the upstream's. */
export interface NativeSessionCreated {
  readonly type: 'session.created';
  readonly session: { readonly type: 'realtime' };
}

/** Every message that a client can receive. */
export type ServerMessage = Official | ComponentMessage | NativeSessionCreated;
export type ServerMessageType = ServerMessage['type'];

/** The acknowledgement of each update message. */
export type UpdateAcknowledgement = 'PromptUpdated' | 'ThinkUpdated' | 'SpeakUpdated' | 'ListenUpdated';
