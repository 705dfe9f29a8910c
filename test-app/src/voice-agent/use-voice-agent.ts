import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { AgentSession, createMeters, type Meters } from './agent-session.js';
import { reduce } from './reduce.js';
import { runServerTool } from './server-tools.js';
import { BACKENDS, createSettings, type Backend, type ToolDefinition } from './settings.js';
import { INITIAL_STATE, type AgentState } from './state.js';

export interface VoiceAgentOptions {
  readonly backend: Backend;
  /** Functions that the agent may call; they run on the page's server. */
  readonly tools: readonly ToolDefinition[];
}

/** A conversation and what the user can do with it. Call the actions from clicks or key presses. */
export interface VoiceAgent extends AgentState {
  readonly meters: Meters;
  readonly connect: () => void;
  readonly disconnect: () => void;
  /** Sends a typed message; connects first where necessary. */
  readonly say: (text: string) => void;
  /** Opens the microphone; connects first where necessary. */
  readonly startMicrophone: () => void;
  readonly stopMicrophone: () => void;
}

export function useVoiceAgent({ backend, tools }: VoiceAgentOptions): VoiceAgent {
  const [state, dispatch] = useReducer(reduce, INITIAL_STATE);
  const [meters] = useState(createMeters);
  const session = useRef<AgentSession | undefined>(undefined);
  const { phase } = state.connection;

  useEffect(() => () => session.current?.close(), []);

  const open = useCallback(
    (greets: boolean, whenReady?: (session: AgentSession) => void) => {
      session.current?.close();
      session.current = new AgentSession(
        {
          url: BACKENDS[backend].path,
          settings: createSettings(backend, tools, greets),
          runTool: runServerTool,
          meters,
          onEvent: dispatch,
        },
        whenReady,
      );
    },
    [backend, tools, meters],
  );

  return {
    ...state,
    meters,
    connect: () => open(true),
    disconnect: () => session.current?.close(),
    say: (text) => {
      if (phase === 'live') session.current?.say(text);
      else if (phase !== 'connecting') open(false, (ready) => ready.say(text));
    },
    startMicrophone: () => {
      if (phase === 'live') void session.current?.startMicrophone();
      else if (phase !== 'connecting') open(true, (ready) => void ready.startMicrophone());
    },
    stopMicrophone: () => session.current?.stopMicrophone(),
  };
}
