import type { MicrophoneFault } from '../audio/microphone.js';
import type { Closure } from './closure.js';
import type { FunctionCall, ServerMessage } from './messages.js';
import type { ToolOutcome } from './server-tools.js';

/** What the agent is doing, as the user hears it: it speaks until its sound has ended. */
export type Activity =
  | { readonly name: 'listening' }
  | { readonly name: 'thinking' }
  /** `turn: 'ended'`: the server has sent everything, the rest of the sound is still playing. */
  | { readonly name: 'speaking'; readonly turn: 'open' | 'ended' };

export type Microphone =
  | { readonly status: 'off' }
  | { readonly status: 'starting' }
  | { readonly status: 'on' }
  | { readonly status: 'failed'; readonly fault: MicrophoneFault };

export type Connection =
  | { readonly phase: 'disconnected' }
  | { readonly phase: 'connecting' }
  | { readonly phase: 'live'; readonly activity: Activity; readonly microphone: Microphone }
  | { readonly phase: 'closed'; readonly closure: Closure };

export type ToolCallState = { readonly status: 'running' } | { readonly status: 'cancelled' } | ToolOutcome;

export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly description: string;
}

/** One thing in the transcript; `id` is its place there. */
export type Entry =
  | { readonly kind: 'user' | 'assistant'; readonly id: number; readonly text: string }
  | { readonly kind: 'tool_call'; readonly id: number; readonly call: FunctionCall; readonly state: ToolCallState }
  | { readonly kind: 'problem'; readonly id: number; readonly problem: Problem };

export interface AgentState {
  readonly connection: Connection;
  readonly entries: readonly Entry[];
}

/** Everything that can happen to a session. */
export type SessionEvent =
  | { readonly type: 'connecting' }
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
  | { readonly type: 'closed'; readonly closure: Closure };

export const INITIAL_STATE: AgentState = { connection: { phase: 'disconnected' }, entries: [] };

/** The one word for the state line. */
export type Status = Exclude<Connection['phase'], 'live'> | Activity['name'];

export const statusOf = (connection: Connection): Status =>
  connection.phase === 'live' ? connection.activity.name : connection.phase;
