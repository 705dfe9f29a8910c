import { useRef, type Dispatch } from 'react';
import { FAMILIES, FAMILY_LABELS } from './family.js';
import { FamilyIcon } from './family-icon.js';
import styles from './toolbar.module.css';
import type { WireRecord } from './record.js';
import { fromLines, toLines } from './record-file.js';
import type { Filter, InspectorAction, InspectorState } from './state.js';
import { LEG_NAMES } from './words.js';

export interface ToolbarProps {
  readonly state: InspectorState;
  readonly dispatch: Dispatch<InspectorAction>;
  readonly connections: readonly string[];
  readonly connectionId: string | undefined;
  readonly ownId: string | null;
  /** All that the feed has told. */
  readonly live: readonly WireRecord[];
  /** The shown connection's. */
  readonly records: readonly WireRecord[];
}

const LEGS: readonly Filter['leg'][] = ['both', 'client', 'upstream'];

function download(records: readonly WireRecord[], name: string): void {
  const url = URL.createObjectURL(new Blob([toLines(records)], { type: 'application/jsonl' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}

/** What is shown: which connection, which messages, live or not. */
export function Toolbar({ state, dispatch, connections, connectionId, ownId, live, records }: ToolbarProps) {
  const input = useRef<HTMLInputElement>(null);
  const { source, filter } = state;

  async function openFile(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    dispatch({ type: 'file opened', name: file.name, file: fromLines(await file.text()) });
  }

  return (
    <div className={styles['toolbar']}>
      <div className={styles['tools']}>
        <input
          type="search"
          className={styles['search']}
          placeholder="Search messages"
          aria-label="Search messages"
          data-testid="wire-search"
          value={filter.query}
          onChange={({ target }) => dispatch({ type: 'searched', query: target.value })}
        />
        {connections.length > 1 && (
          <select
            aria-label="Connection"
            className={styles['select']}
            value={connectionId}
            onChange={({ target }) => dispatch({ type: 'connection chosen', connectionId: target.value })}
          >
            {connections.map((id) => (
              <option key={id} value={id}>
                {id === ownId ? `this page, ${id.slice(0, 8)}` : id.slice(0, 24)}
              </option>
            ))}
          </select>
        )}
        <div className={styles['legs']} role="group" aria-label="Wires">
          {LEGS.map((leg) => (
            <button
              key={leg}
              type="button"
              aria-pressed={filter.leg === leg}
              onClick={() => dispatch({ type: 'leg chosen', leg })}
            >
              {leg === 'both' ? 'Both' : LEG_NAMES[leg]}
            </button>
          ))}
        </div>
        <div className={styles['actions']}>
          {source.kind === 'live' ? (
            <button type="button" data-testid="wire-pause" onClick={() => dispatch({ type: 'paused', records: live })}>
              Pause
            </button>
          ) : (
            <button type="button" data-testid="wire-live" onClick={() => dispatch({ type: 'went live' })}>
              {source.kind === 'paused' ? 'Go on' : 'Back to live'}
            </button>
          )}
          <button
            type="button"
            data-testid="wire-export"
            disabled={records.length === 0}
            onClick={() => download(records, `inspector-${connectionId?.slice(0, 8) ?? 'empty'}.jsonl`)}
          >
            Export
          </button>
          <button type="button" onClick={() => input.current?.click()}>
            Open…
          </button>
          <input
            ref={input}
            type="file"
            accept=".jsonl,.ndjson,application/jsonl"
            className="visually-hidden"
            tabIndex={-1}
            aria-label="Open an export"
            data-testid="wire-file"
            onChange={({ target }) => {
              void openFile(target.files?.[0]);
              target.value = '';
            }}
          />
        </div>
      </div>
      <div className={styles['families']} role="group" aria-label="Kinds of messages">
        {FAMILIES.map((family) => (
          <button
            key={family}
            type="button"
            className={styles['family']}
            data-family={family}
            data-testid={`wire-family-${family}`}
            aria-pressed={!filter.hidden.has(family)}
            onClick={() => dispatch({ type: 'family toggled', family })}
          >
            <FamilyIcon family={family} />
            {FAMILY_LABELS[family]}
          </button>
        ))}
      </div>
    </div>
  );
}
