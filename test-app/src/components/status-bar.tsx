import type { Meter } from '../audio/meter.js';
import type { PlaybackLevel } from '../audio/playback.js';
import { statusOf, type Connection } from '../voice-agent/state.js';
import styles from './status-bar.module.css';
import { Waveform } from './waveform.js';

export interface StatusBarProps {
  readonly connection: Connection;
  readonly meter: Meter<PlaybackLevel>;
  readonly canClear: boolean;
  readonly onClear: () => void;
  readonly onEnd: () => void;
  readonly onReconnect: () => void;
}

function describe(connection: Connection): readonly [label: string, hint: string] {
  switch (connection.phase) {
    case 'disconnected':
      return ['Ready', 'Press Talk, or type a message.'];
    case 'connecting':
      return ['Connecting…', ''];
    case 'closed': {
      const { reason, advice, code } = connection.closure;
      return ['Closed', `${reason} (${code}). ${advice}`.trim()];
    }
    case 'live':
      break;
  }
  const { activity, microphone } = connection;
  switch (activity.name) {
    case 'thinking':
      return ['Thinking…', ''];
    case 'speaking':
      return ['Speaking', microphone.status === 'on' ? 'Interrupt it whenever you like.' : ''];
    case 'interrupted':
      return ['Interrupted', 'Go on, it listens.'];
    case 'listening':
      if (activity.isUserSpeaking) return ['Listening', 'It hears you.'];
      return ['Listening', microphone.status === 'on' ? 'Speak, or type.' : 'Type, or unmute the microphone.'];
  }
}

/** Says in words what is going on, and offers the way on. */
export function StatusBar({ connection, meter, canClear, onClear, onEnd, onReconnect }: StatusBarProps) {
  const [label, hint] = describe(connection);
  const { phase } = connection;
  return (
    <div className={styles['bar']} data-state={statusOf(connection)}>
      <p className={styles['line']} role="status" data-testid="status" data-state={statusOf(connection)}>
        <span className={styles['dot']} aria-hidden="true" />
        <strong>{label}</strong>
        {hint !== '' && <span className={styles['hint']}>{hint}</span>}
      </p>
      {phase === 'live' && <Waveform meter={meter} />}
      <div className={styles['actions']}>
        {phase === 'closed' && (
          <button type="button" className={styles['primary']} data-testid="reconnect" onClick={onReconnect}>
            Reconnect
          </button>
        )}
        {canClear && phase !== 'live' && phase !== 'connecting' && (
          <button type="button" className={styles['quiet']} data-testid="clear" onClick={onClear}>
            Clear<span className="visually-hidden"> the conversation</span>
          </button>
        )}
        {phase === 'live' && (
          <button type="button" className={styles['end']} data-testid="end" onClick={onEnd}>
            End
          </button>
        )}
      </div>
    </div>
  );
}
