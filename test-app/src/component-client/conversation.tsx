import {
  DeepgramVoiceInteraction,
  type AgentFunction,
  type DeepgramVoiceInteractionHandle,
  type DeepgramVoiceInteractionProps,
} from '@signal-meaning/voice-agent-react';
import { useEffect, useMemo, useReducer, useRef, useState, type SyntheticEvent } from 'react';
import { runServerTool, type ToolOutcome } from '../voice-agent/server-tools.js';
import { clientToken, createAgentOptions, proxyEndpoint } from './agent-options.js';
import styles from './component-client.module.css';
import { EntryList } from './entry-list.js';
import { INITIAL_STATE, reduce } from './state.js';

/** Shows what the component reports, and has it do what the user wants. */
export default function Conversation({ functions }: { readonly functions: readonly AgentFunction[] }) {
  const handle = useRef<DeepgramVoiceInteractionHandle>(null);
  const [state, dispatch] = useReducer(reduce, INITIAL_STATE);
  const [draft, setDraft] = useState('');
  const calls = useRef(new AbortController());
  const { connection, isMicrophoneOn, problem } = state;
  const isConnected = connection === 'connected';
  const isIdle = connection === 'closed' || connection === 'error';

  useEffect(() => {
    const controller = new AbortController();
    calls.current = controller;
    return () => controller.abort();
  }, []);

  // The component takes a new object for a change of the agent, and a new callback for a reason to begin anew.
  const props = useMemo<DeepgramVoiceInteractionProps>(() => {
    const token = clientToken();
    return {
      proxyEndpoint: proxyEndpoint(),
      ...(token !== null && { proxyAuthToken: token }),
      agentOptions: createAgentOptions(functions),
      onConnectionStateChange: (service, next) => {
        if (service === 'agent') dispatch({ type: 'connection', state: next });
      },
      onAgentStateChange: (next) => dispatch({ type: 'agent', state: next }),
      onAgentUtterance: ({ text }) => dispatch({ type: 'said', by: 'agent', text }),
      onUserMessage: ({ text }) => dispatch({ type: 'said', by: 'user', text }),
      onError: ({ code, message }) => dispatch({ type: 'failed', problem: { code, message } }),
      onFunctionCallRequest: (call, send) => {
        const { id, name, arguments: args } = call;
        dispatch({ type: 'call', id, name, args });
        const { signal } = calls.current;
        void runServerTool(call, signal).then((outcome) => {
          if (signal.aborted) return;
          dispatch({ type: 'outcome', id, outcome });
          send({ id, ...resultOf(outcome) });
        });
      },
    };
  }, [functions]);

  const attempt = (action: Promise<unknown> | undefined, code: string): void => {
    action?.catch((error: unknown) => {
      const message = error instanceof Error ? error.message : 'The component gave no reason.';
      dispatch({ type: 'failed', problem: { code, message } });
    });
  };
  const start = () => {
    dispatch({ type: 'started' });
    const options = { agent: true, transcription: false, userInitiated: true };
    const starting = handle.current?.start(options).catch((error: unknown) => {
      dispatch({ type: 'connection', state: 'error' });
      throw error;
    });
    attempt(starting, 'START_FAILED');
  };
  const toggleMicrophone = () => {
    const toggling = isMicrophoneOn ? handle.current?.stopAudioCapture() : handle.current?.startAudioCapture();
    attempt(
      toggling?.then(() => dispatch({ type: 'microphone', isOn: !isMicrophoneOn })),
      'MICROPHONE_FAILED',
    );
  };
  const say = (event: SyntheticEvent) => {
    event.preventDefault();
    const text = draft.trim();
    if (text === '') return;
    attempt(handle.current?.injectUserMessage(text), 'NOT_SENT');
    setDraft('');
  };

  return (
    <section
      className={styles['client']}
      aria-label="Conversation through the component"
      data-testid="component-client"
      data-connection={connection}
      data-agent-state={state.agent}
    >
      <DeepgramVoiceInteraction ref={handle} {...props} />
      <div className={styles['bar']}>
        <span role="status">{isConnected ? `Connected: ${state.agent}` : connection}</span>
        <button type="button" disabled={!isConnected} aria-pressed={isMicrophoneOn} onClick={toggleMicrophone}>
          {isMicrophoneOn ? 'Stop microphone' : 'Start microphone'}
        </button>
        <button
          type="button"
          data-testid="component-start"
          onClick={isIdle ? start : () => attempt(handle.current?.stop(), 'STOP_FAILED')}
        >
          {isIdle ? 'Start' : 'Stop'}
        </button>
      </div>
      {problem && (
        <p role="alert" className={styles['problem']} data-testid="component-problem" data-code={problem.code}>
          {problem.code}: {problem.message}
        </p>
      )}
      <EntryList entries={state.entries} />
      <form className={styles['composer']} onSubmit={say}>
        <input
          aria-label="Message to the agent"
          data-testid="component-message"
          value={draft}
          placeholder="Type a message…"
          autoComplete="off"
          disabled={!isConnected}
          onChange={({ target }) => setDraft(target.value)}
        />
        <button type="submit" disabled={!isConnected || draft.trim() === ''}>
          Send
        </button>
      </form>
    </section>
  );
}

/** The component turns a result into JSON itself. */
function resultOf(outcome: ToolOutcome): { readonly result: unknown } | { readonly error: string } {
  return outcome.status === 'answered'
    ? { result: JSON.parse(outcome.content) as unknown }
    : { error: `${outcome.code}: ${outcome.message}` };
}
