import styles from './suggestions.module.css';

export interface SuggestionsProps {
  readonly phrases: readonly string[];
  readonly isDisabled: boolean;
  readonly onPhrase: (phrase: string) => void;
  /** `row`: one line that scrolls, beside a conversation. */
  readonly layout: 'wrapped' | 'row';
}

/** More than this many are a wall of words. */
const MOST = 8;

/** Phrases to click instead of typing. */
export function Suggestions({ phrases, isDisabled, onPhrase, layout }: SuggestionsProps) {
  if (phrases.length === 0) return null;
  return (
    <ul className={styles[layout]} aria-label="Things to say">
      {phrases.slice(0, MOST).map((phrase) => (
        <li key={phrase}>
          <button type="button" data-testid="phrase" disabled={isDisabled} onClick={() => onPhrase(phrase)}>
            {phrase}
          </button>
        </li>
      ))}
    </ul>
  );
}
