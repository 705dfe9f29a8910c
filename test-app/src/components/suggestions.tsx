import type { ServerInfo } from '../demo/server-info.js';
import styles from './suggestions.module.css';

export interface SuggestionsProps {
  readonly info: ServerInfo;
  readonly isDisabled: boolean;
  readonly onPhrase: (phrase: string) => void;
}

/** Phrases to click instead of typing, and the functions that the agent may call. */
export function Suggestions({ info: { phrases, tools, upstream }, isDisabled, onPhrase }: SuggestionsProps) {
  return (
    <aside className={styles['suggestions']} aria-label="Suggestions">
      {phrases.length > 0 && (
        <>
          <h2 id="phrases">{upstream === 'offline' ? 'Say one of these, or click to send it' : 'Try one of these'}</h2>
          <ul className={styles['phrases']} aria-labelledby="phrases">
            {phrases.map((phrase) => (
              <li key={phrase}>
                <button type="button" data-testid="phrase" disabled={isDisabled} onClick={() => onPhrase(phrase)}>
                  {phrase}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {tools.length > 0 && (
        <div className={styles['tools']}>
          <h2>Functions it can call</h2>
          <dl>
            {tools.map((tool) => (
              <div key={tool.name}>
                <dt>{tool.name}</dt>
                <dd>{tool.description}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </aside>
  );
}
