import type { ReactNode } from 'react';
import type { ServerInfo } from '../demo/server-info.js';
import type { ServerInfoState } from '../demo/use-server-info.js';
import type { Backend } from '../voice-agent/backends.js';
import { MicrophoneIcon } from './icons.js';
import styles from './welcome.module.css';

export interface WelcomeProps {
  readonly server: ServerInfoState;
  readonly backend: Backend;
  readonly isDisabled: boolean;
  readonly onTalk: () => void;
  readonly onRetry: () => void;
  /** Things to say. */
  readonly children: ReactNode;
}

const VOICES = { synthetic: 'a synthetic voice', tone: 'a plain tone for a voice' } as const;

const explainOffline = ({ voice }: ServerInfo) => (
  <>
    <strong>Offline stand-in.</strong> No OpenAI here: a small rule-based brain
    {voice === null ? ' answers in text only, ' : ` and ${VOICES[voice]} answer, `}
    entirely on this machine. It understands what you type and, by voice, a list of phrases such as these.
  </>
);

function explain(info: ServerInfo, backend: Backend): ReactNode {
  if (!info.ready) return 'The server is starting up or shutting down. Try again in a moment.';
  switch (backend.id) {
    case 'offline':
      return explainOffline(info);
    case 'openai':
      return info.upstream === 'custom'
        ? 'A server that speaks OpenAI’s Realtime protocol answers.'
        : 'OpenAI Realtime answers, with the key that the server holds. Its use is billed to that key.';
    case 'deepgram':
      return 'Deepgram’s own Voice Agent answers, with the key that the server holds. Its use is billed to that key.';
  }
}

/** What a newcomer sees: one button to talk, who will answer, and what could be said. */
export function Welcome({ server, backend, isDisabled, onTalk, onRetry, children }: WelcomeProps) {
  if (server.status === 'failed') {
    return (
      <div className={styles['welcome']} role="alert" data-testid="server-gone">
        <h2>The server does not answer</h2>
        <p>It did not say what it offers. Is it running?</p>
        <button type="button" className={styles['retry']} data-testid="retry" onClick={onRetry}>
          Try again
        </button>
      </div>
    );
  }
  return (
    <div className={styles['welcome']}>
      <button type="button" className={styles['talk']} data-testid="talk" disabled={isDisabled} onClick={onTalk}>
        <span className={styles['orb']}>
          <MicrophoneIcon />
        </span>
        Talk
      </button>
      <h2>Say something, or type below</h2>
      {server.status === 'loaded' && (
        <p data-testid="notice" data-backend={backend.id}>
          {explain(server.info, backend)}
        </p>
      )}
      {children}
    </div>
  );
}
