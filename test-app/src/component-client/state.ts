import type { AgentError, ConnectionState } from '@signal-meaning/voice-agent-react';
import type { ToolOutcome } from '../voice-agent/server-tools.js';

export type Entry =
  | { readonly kind: 'user' | 'agent'; readonly text: string }
  | {
      readonly kind: 'tool';
      readonly id: string;
      readonly name: string;
      readonly args: string;
      readonly outcome: { readonly status: 'running' } | ToolOutcome;
    };

export interface ComponentState {
  readonly connection: ConnectionState;
  /** The agent's state, in the component's words. */
  readonly agent: string;
  readonly isMicrophoneOn: boolean;
  readonly entries: readonly Entry[];
  readonly problem: Pick<AgentError, 'code' | 'message'> | null;
}

export type ComponentEvent =
  | { readonly type: 'started' }
  | { readonly type: 'connection'; readonly state: ConnectionState }
  | { readonly type: 'agent'; readonly state: string }
  | { readonly type: 'microphone'; readonly isOn: boolean }
  | { readonly type: 'said'; readonly by: 'user' | 'agent'; readonly text: string }
  | { readonly type: 'call'; readonly id: string; readonly name: string; readonly args: string }
  | { readonly type: 'outcome'; readonly id: string; readonly outcome: ToolOutcome }
  | { readonly type: 'failed'; readonly problem: Pick<AgentError, 'code' | 'message'> };

export const INITIAL_STATE: ComponentState = {
  connection: 'closed',
  agent: 'idle',
  isMicrophoneOn: false,
  entries: [],
  problem: null,
};

export function reduce(state: ComponentState, event: ComponentEvent): ComponentState {
  const { entries } = state;
  switch (event.type) {
    case 'started':
      return { ...INITIAL_STATE, connection: 'connecting' };
    case 'connection':
      return { ...state, connection: event.state, isMicrophoneOn: state.isMicrophoneOn && event.state === 'connected' };
    case 'agent':
      return { ...state, agent: event.state };
    case 'microphone':
      return { ...state, isMicrophoneOn: event.isOn };
    case 'said':
      return { ...state, entries: [...entries, { kind: event.by, text: event.text }] };
    case 'call': {
      const { id, name, args } = event;
      return { ...state, entries: [...entries, { kind: 'tool', id, name, args, outcome: { status: 'running' } }] };
    }
    case 'outcome': {
      const { id, outcome } = event;
      const isOurs = (entry: Entry) => entry.kind === 'tool' && entry.id === id;
      return { ...state, entries: entries.map((entry) => (isOurs(entry) ? { ...entry, outcome } : entry)) };
    }
    case 'failed':
      return { ...state, problem: event.problem };
  }
}
