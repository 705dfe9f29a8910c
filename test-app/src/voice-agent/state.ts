import type { MicrophoneFault } from '../audio/microphone.js';
import type { Closure } from './closure.js';
import { EMPTY_TRANSCRIPT, type Problem, type Transcript } from './transcript.js';
import type { ServerMessage } from './messages.js';
import type { ToolOutcome } from './server-tools.js';

/** What the agent is doing, as the user hears it: it speaks until its sound has ended. */
export type Activity =
  | { readonly name: 'listening'; readonly isUserSpeaking: boolean }
  | { readonly name: 'thinking' }
  /** `turn: 'ended'`: the server has sent everything, the rest of the sound is still playing. */
  | { readonly name: 'speaking'; readonly turn: 'open' | 'ended' }
  /** The user spoke while it was the agent's turn. `turn`: whether AgentAudioDone of that turn is still to come. */
  | { readonly name: 'interrupted'; readonly turn: 'open' | 'ended' };

export type Microphone =
  | { readonly status: 'off' }
  | { readonly status: 'starting' }
  | { readonly status: 'on' }
  | { readonly status: 'failed'; readonly fault: MicrophoneFault };

export type Connection =
  | { readonly phase: 'disconnected' }
  | { readonly phase: 'connecting' }
  | { readonly phase: 'live'; readonly activity: Activity; readonly microphone: Microphone }
  | { readonly phase: 'closed'; readonly closure: Closure; readonly hadMicrophone: boolean };

export interface AgentState {
  readonly connection: Connection;
  readonly transcript: Transcript;
  /** Of the newest connection: what the server's log and its inspector call it. */
  readonly requestId: string | null;
}

/** Everything that can happen to a session. */
export type SessionEvent =
  | { readonly type: 'connecting' }
  /** The user typed something; its echo is still to come. */
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'message'; readonly message: ServerMessage }
  /** Sound was handed to the loudspeaker. */
  | { readonly type: 'audio' }
  /** The loudspeaker has played everything. */
  | { readonly type: 'dry' }
  | { readonly type: 'tool_call.finished'; readonly callId: string; readonly outcome: ToolOutcome }
  | { readonly type: 'microphone'; readonly microphone: Microphone }
  | { readonly type: 'problem'; readonly problem: Problem }
  /** The user ended it. */
  | { readonly type: 'disconnected' }
  | { readonly type: 'closed'; readonly closure: Closure }
  /** The user wants to forget the conversation. */
  | { readonly type: 'cleared' };

export const initialState = (transcript: Transcript = EMPTY_TRANSCRIPT): AgentState => ({
  connection: { phase: 'disconnected' },
  transcript,
  requestId: null,
});

/** The one word for the state line. */
export type Status = Exclude<Connection['phase'], 'live'> | Activity['name'];

export const statusOf = (connection: Connection): Status =>
  connection.phase === 'live' ? connection.activity.name : connection.phase;
