import { useId, useLayoutEffect, useMemo, type KeyboardEvent } from 'react';
import { Arrows } from './arrows.js';
import type { Entry, Links } from './entries.js';
import styles from './lanes.module.css';
import { Row } from './row.js';
import { useRowWindow } from './use-window.js';

export interface LanesProps {
  readonly entries: readonly Entry[];
  readonly links: Links;
  /** When the connection began, in ms since the epoch. */
  readonly since: number;
  readonly selected: number | null;
  readonly onSelect: (id: number | null) => void;
}

const ROW_HEIGHT = 34;
const HEAD_HEIGHT = 30;
const PAGE_ROWS = 10;

/** What happened on both wires, in one order: the client's on the left, OpenAI's on the right. */
export function Lanes({ entries, links, since, selected, onSelect }: LanesProps) {
  const listId = useId();
  const { scroller, first, end, onScroll, reveal } = useRowWindow(entries.length, ROW_HEIGHT, HEAD_HEIGHT);
  const rowOf = useMemo(() => new Map(entries.map(({ id }, index) => [id, index])), [entries]);
  const at = selected === null ? -1 : (rowOf.get(selected) ?? -1);

  // Wherever it was chosen, and when a filter moves it.
  useLayoutEffect(() => {
    if (at !== -1) reveal(at);
  }, [at, reveal]);

  const domIdOf = (id: number) => `${listId}-${id}`;

  function goTo(index: number): void {
    const entry = entries[Math.min(entries.length - 1, Math.max(0, index))];
    if (entry !== undefined) onSelect(entry.id);
  }

  /** The nearest that is shown of those linked with the selected one. */
  const linked = (map: Links['causes']): number =>
    selected === null ? -1 : entries.findIndex(({ id }) => map.get(selected)?.has(id));

  function onKeyDown(event: KeyboardEvent): void {
    const targets: Partial<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at === -1 ? entries.length - 1 : at - 1,
      PageDown: at + PAGE_ROWS,
      PageUp: at - PAGE_ROWS,
      Home: 0,
      End: entries.length - 1,
      ArrowLeft: linked(links.causes),
      ArrowRight: linked(links.effects),
      Enter: at,
    };
    const target = targets[event.key];
    if (event.key === 'Escape') onSelect(null);
    else if (target === undefined) return;
    else if (target >= 0 || event.key.startsWith('Page')) goTo(target);
    event.preventDefault();
  }

  return (
    <div
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label="Messages on both wires, in order. Left goes to the cause of one, right to what it caused."
      aria-activedescendant={at >= first && at < end && selected !== null ? domIdOf(selected) : undefined}
      className={styles['lanes']}
      data-testid="wire-lanes"
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div className={styles['laneHeads']} role="presentation" style={{ height: HEAD_HEIGHT }}>
        <span className={styles['timeHead']}>time, s</span>
        <span>Client ⇄ proxy</span>
        <span />
        <span>Proxy ⇄ OpenAI</span>
      </div>
      <div role="presentation" className={styles['rows']} style={{ height: entries.length * ROW_HEIGHT }}>
        <Arrows {...{ entries, rowOf, links, selected, first, end }} rowHeight={ROW_HEIGHT} />
        {entries.slice(first, end).map((entry, offset) => (
          <Row
            key={entry.id}
            entry={entry}
            domId={domIdOf(entry.id)}
            position={first + offset + 1}
            count={entries.length}
            top={(first + offset) * ROW_HEIGHT}
            since={since}
            isSelected={entry.id === selected}
            relation={relationOf(entry.id, selected, links)}
            onSelect={onSelect}
          />
        ))}
      </div>
    </div>
  );
}

function relationOf(id: number, selected: number | null, { causes, effects }: Links): 'cause' | 'effect' | null {
  if (selected === null) return null;
  if (causes.get(selected)?.has(id)) return 'cause';
  return effects.get(selected)?.has(id) ? 'effect' : null;
}
