import { useState } from 'react';
import styles from './settings-panel.module.css';

export interface CopyButtonProps {
  readonly label: string;
  readonly testId: string;
  readonly text: () => string;
}

/** Copies a text, and says whether that worked: browsers allow it on https and localhost alone. */
export function CopyButton({ label, testId, text }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'idle' | 'copied' | 'failed'>('idle');
  const copy = () => {
    Promise.resolve()
      .then(() => navigator.clipboard.writeText(text()))
      .then(
        () => setOutcome('copied'),
        () => setOutcome('failed'),
      );
  };
  return (
    <button
      type="button"
      className={styles['button']}
      data-testid={testId}
      data-outcome={outcome}
      onClick={copy}
      onBlur={() => setOutcome('idle')}
    >
      {label}
      <span role="status">{{ idle: '', copied: ' ✓ copied', failed: ' – not allowed here' }[outcome]}</span>
    </button>
  );
}
