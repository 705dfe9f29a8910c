import type { FunctionCall } from '../voice-agent/messages.js';
import type { ToolCallState } from '../voice-agent/transcript.js';
import { ToolIcon } from './icons.js';
import styles from './tool-call-card.module.css';

export interface ToolCallCardProps {
  readonly call: FunctionCall;
  readonly state: ToolCallState;
}

const LABELS = { running: 'running…', answered: 'answered', failed: 'failed', cancelled: 'cancelled' } as const;

/** Longest JSON that is shown on one line, in characters. */
const ONE_LINE_LENGTH = 48;

/** Lays JSON out for reading; leaves anything else as it is. */
function pretty(text: string): string {
  try {
    const indented = JSON.stringify(JSON.parse(text), null, 2);
    const oneLine = indented.replace(/\n\s*/g, ' ');
    return oneLine.length <= ONE_LINE_LENGTH ? oneLine : indented;
  } catch {
    return text;
  }
}

/** One function call of the agent: what it asked for and what it got. */
export function ToolCallCard({ call, state }: ToolCallCardProps) {
  return (
    <article className={styles['card']} data-testid="tool-call" data-name={call.name} data-status={state.status}>
      <header className={styles['head']}>
        <ToolIcon />
        <h3>
          <span className="visually-hidden">Function </span>
          {call.name}
        </h3>
        <span className={styles['status']}>{LABELS[state.status]}</span>
      </header>
      <div className={styles['part']}>
        <h4>Arguments</h4>
        <pre data-testid="tool-arguments">{pretty(call.arguments)}</pre>
      </div>
      {state.status === 'answered' && (
        <div className={styles['part']}>
          <h4>Result</h4>
          <pre data-testid="tool-result">{pretty(state.content)}</pre>
        </div>
      )}
      {state.status === 'failed' && (
        <div className={styles['part']}>
          <h4>Error</h4>
          <p>
            <code>{state.code}</code> {state.message}
          </p>
        </div>
      )}
    </article>
  );
}
