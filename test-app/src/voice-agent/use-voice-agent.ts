import { useEffect, useState, useSyncExternalStore } from 'react';
import type { AgentConfig } from './agent-config.js';
import type { Meters } from './agent-session.js';
import type { Backend } from './backends.js';
import { Conversation, type ConnectionOptions } from './conversation.js';
import { toContext } from './history.js';
import { runServerTool, type RunTool } from './server-tools.js';
import { createSettings } from './settings.js';
import type { AgentState } from './state.js';
import type { ToolDefinition } from './tools.js';

export interface VoiceAgentOptions {
  /** Who answers; takes effect with the next connection, like `config` and `tools`. */
  readonly backend: Backend;
  readonly config: AgentConfig;
  /** Functions that the agent may call. */
  readonly tools: readonly ToolDefinition[];
  /** Runs them. Default: the page's server, `POST /function-call`. */
  readonly runTool?: RunTool;
}

/** A conversation and what the user can do with it. Call the actions from clicks or key presses. */
export interface VoiceAgent extends AgentState {
  /** Levels of microphone and loudspeaker, outside React's state. */
  readonly meters: Meters;
  /** Connects with the microphone open: all that a spoken conversation needs. */
  readonly talk: () => void;
  /** Connects without the microphone. */
  readonly connect: () => void;
  readonly disconnect: () => void;
  /** Sends a typed message; connects first where necessary, and then without a greeting. */
  readonly say: (text: string) => void;
  readonly startMicrophone: () => void;
  readonly stopMicrophone: () => void;
  /** Tells the agent that the user has finished, where turn detection is `manual`. */
  readonly endTurn: () => void;
  /** Forgets the conversation, here and in this browser; a live agent goes on knowing it. */
  readonly clear: () => void;
}

/**
 * A voice agent for a component. What was said is kept in this browser, and a new connection goes on from it.
 *
 * @example
 * const agent = useVoiceAgent({ backend: BACKENDS.openai, config: DEFAULT_CONFIG, tools: [] });
 * return (
 *   <>
 *     <button onClick={agent.connection.phase === 'live' ? agent.disconnect : agent.talk}>Talk</button>
 *     <ol>{agent.transcript.entries.map((entry) => <Bubble key={entry.id} entry={entry} />)}</ol>
 *   </>
 * );
 */
export function useVoiceAgent({ backend, config, tools, runTool = runServerTool }: VoiceAgentOptions): VoiceAgent {
  const [conversation] = useState(() => new Conversation());
  const state = useSyncExternalStore(conversation.subscribe, conversation.getState);
  useEffect(() => conversation.retain(), [conversation]);

  const connection = (greets: boolean) => (): ConnectionOptions => ({
    backend,
    settings: createSettings({
      config,
      backend,
      tools,
      greets,
      context: toContext(conversation.getState().transcript),
    }),
    input: { encoding: config.inputEncoding, rate: config.inputRate },
    output: { encoding: config.outputEncoding, rate: config.outputRate },
    runTool,
  });
  const startMicrophone = () => {
    conversation.act((session) => void session.startMicrophone(), connection(true));
  };

  return {
    ...state,
    meters: conversation.meters,
    talk: startMicrophone,
    startMicrophone,
    connect: () => conversation.connect(connection(true)()),
    disconnect: () => conversation.withSession((session) => session.close()),
    say: (text) => {
      conversation.dispatch({ type: 'typed', text });
      conversation.act((session) => session.say(text), connection(false));
    },
    stopMicrophone: () => conversation.withSession((session) => session.stopMicrophone()),
    endTurn: () => conversation.withSession((session) => session.endTurn()),
    clear: () => conversation.dispatch({ type: 'cleared' }),
  };
}
