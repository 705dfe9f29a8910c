import { BACKENDS, type Backend } from '../voice-agent/settings.js';
import type { Connection } from '../voice-agent/state.js';
import styles from './header.module.css';
import { LogoIcon } from './icons.js';

export interface HeaderProps {
  readonly phase: Connection['phase'];
  /** False until the server has said what it offers. */
  readonly isReady: boolean;
  readonly backend: Backend;
  readonly hasDeepgram: boolean;
  readonly onBackend: (backend: Backend) => void;
  readonly onConnect: () => void;
  readonly onDisconnect: () => void;
}

export function Header({ phase, isReady, backend, hasDeepgram, onBackend, onConnect, onDisconnect }: HeaderProps) {
  const isIdle = phase === 'disconnected' || phase === 'closed';
  const label = { disconnected: 'Connect', closed: 'Reconnect', connecting: 'Cancel', live: 'Disconnect' }[phase];
  return (
    <header className={styles['header']}>
      <LogoIcon />
      <div className={styles['titles']}>
        <h1>Voice agent demo</h1>
        <p>Deepgram’s Voice Agent protocol, answered by OpenAI Realtime</p>
      </div>
      {hasDeepgram && (
        <label className={styles['backend']}>
          <span className="visually-hidden">Agent behind the page</span>
          <select
            data-testid="backend"
            value={backend}
            disabled={!isIdle}
            onChange={({ target }) => onBackend(target.value === 'deepgram' ? 'deepgram' : 'openai')}
          >
            {Object.entries(BACKENDS).map(([value, option]) => (
              <option key={value} value={value}>
                {option.label}
              </option>
            ))}
          </select>
        </label>
      )}
      <button
        type="button"
        data-testid="connect"
        className={isIdle ? styles['connect'] : styles['disconnect']}
        disabled={!isReady}
        onClick={isIdle ? onConnect : onDisconnect}
      >
        {label}
      </button>
    </header>
  );
}
