import type { Problem } from '../voice-agent/transcript.js';
import { AlertIcon } from './icons.js';
import styles from './problem-card.module.css';

/** An Error or Warning, with its code. */
export function ProblemCard({ problem }: { readonly problem: Problem }) {
  return (
    <div className={styles['card']} data-testid="problem" data-severity={problem.severity} data-code={problem.code}>
      <AlertIcon />
      <p>
        <strong>{problem.severity === 'error' ? 'Error' : 'Warning'}</strong> <code>{problem.code}</code>
        <br />
        {problem.description}
      </p>
    </div>
  );
}
