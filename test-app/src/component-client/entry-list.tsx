import styles from './component-client.module.css';
import type { Entry } from './state.js';

const SPEAKERS = { user: 'You', agent: 'Agent' } as const;

/** What the component told of the conversation, in the order in which it did. */
export function EntryList({ entries }: { readonly entries: readonly Entry[] }) {
  return (
    <ol className={styles['entries']} role="log" aria-label="Transcript">
      {entries.length === 0 && <li className={styles['hint']}>What the component reports appears here.</li>}
      {entries.map((entry, index) => (
        // Entries are only ever added.
        <li key={index} data-testid="component-entry" data-kind={entry.kind}>
          {entry.kind === 'tool' ? (
            <ToolCall entry={entry} />
          ) : (
            <>
              <strong>{SPEAKERS[entry.kind]}:</strong> {entry.text}
            </>
          )}
        </li>
      ))}
    </ol>
  );
}

function ToolCall({ entry }: { readonly entry: Extract<Entry, { kind: 'tool' }> }) {
  const { name, args, outcome } = entry;
  return (
    <span data-status={outcome.status}>
      <strong>Function</strong> <code>{`${name}(${args})`}</code> {outcome.status === 'running' && 'runs…'}
      {outcome.status === 'answered' && <code>{outcome.content}</code>}
      {outcome.status === 'failed' && `${outcome.code}: ${outcome.message}`}
    </span>
  );
}
