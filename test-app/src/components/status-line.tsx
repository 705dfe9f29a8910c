import { statusOf, type Connection } from '../voice-agent/state.js';
import styles from './status-line.module.css';

export interface StatusLineProps {
  readonly connection: Connection;
}

function describe(connection: Connection): readonly [label: string, hint: string] {
  switch (connection.phase) {
    case 'disconnected':
      return ['Disconnected', 'Press Connect, or simply send a message.'];
    case 'connecting':
      return ['Connecting…', ''];
    case 'closed':
      return ['Closed', `${connection.closure.reason} (code ${connection.closure.code}).`];
    case 'live':
      break;
  }
  switch (connection.activity.name) {
    case 'thinking':
      return ['Thinking…', ''];
    case 'speaking':
      return ['Speaking', ''];
    case 'listening':
      return ['Listening', connection.microphone.status === 'on' ? 'Speak, or type.' : 'Type, or use the mic.'];
  }
}

/** Says in words what is going on. */
export function StatusLine({ connection }: StatusLineProps) {
  const [label, hint] = describe(connection);
  return (
    <p className={styles['line']} role="status" data-testid="status" data-state={statusOf(connection)}>
      <span className={styles['dot']} aria-hidden="true" />
      <strong>{label}</strong>
      {hint !== '' && <span className={styles['hint']}>{hint}</span>}
    </p>
  );
}
