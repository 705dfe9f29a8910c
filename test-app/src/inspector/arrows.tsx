import type { Entry, Links } from './entries.js';
import styles from './lanes.module.css';

export interface ArrowsProps {
  readonly entries: readonly Entry[];
  /** The row of each entry, by id. */
  readonly rowOf: ReadonlyMap<number, number>;
  readonly links: Links;
  readonly selected: number | null;
  /** The rows that are drawn. */
  readonly first: number;
  readonly end: number;
  readonly rowHeight: number;
}

/** Of the space between the lanes, in its own units. */
const WIDTH = 100;
const HEAD = 9;

interface Link {
  readonly key: string;
  readonly path: string;
  readonly isLit: boolean;
}

const sideOf = (entry: Entry): number => (entry.kind !== 'gap' && entry.record.leg === 'client' ? 0 : WIDTH);

/** From the inner edge of a card to that of another: across, or around on the same side. */
function pathBetween(from: Entry, to: Entry, fromY: number, toY: number): string {
  const [x1, x2] = [sideOf(from), sideOf(to)];
  const inward = x2 === 0 ? HEAD : -HEAD;
  const tip = `M${x2 + inward} ${toY - 3}L${x2} ${toY}L${x2 + inward} ${toY + 3}`;
  const bend = x1 === x2 ? (x1 === 0 ? 0.3 * WIDTH : 0.7 * WIDTH) : WIDTH / 2;
  return `M${x1} ${fromY}C${bend} ${fromY} ${bend} ${toY} ${x2} ${toY}${tip}`;
}

/** Lines from what came to what was sent because of it, as far as one end is in view; the selected one's are lit. */
export function Arrows({ entries, rowOf, links, selected, first, end, rowHeight }: ArrowsProps) {
  const drawn = entries.slice(first, end).flatMap((entry, offset): Link[] => {
    const row = first + offset;
    return [...(links.causes.get(entry.id) ?? [])].flatMap((causeId): Link[] => {
      const causeRow = rowOf.get(causeId);
      const cause = causeRow === undefined ? undefined : entries[causeRow];
      if (causeRow === undefined || cause === undefined) return [];
      const middle = (index: number) => (index - first + 0.5) * rowHeight;
      return [
        {
          key: `${causeId}-${entry.id}`,
          path: pathBetween(cause, entry, middle(causeRow), middle(row)),
          isLit: selected === entry.id || selected === causeId,
        },
      ];
    });
  });
  const height = (end - first) * rowHeight;
  return (
    <svg
      className={styles['arrows']}
      style={{ top: `${first * rowHeight}px`, height: `${height}px` }}
      viewBox={`0 0 ${WIDTH} ${Math.max(1, height)}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {drawn
        .toSorted((one, other) => Number(one.isLit) - Number(other.isLit))
        .map(({ key, path, isLit }) => (
          <path key={key} d={path} data-lit={isLit} />
        ))}
    </svg>
  );
}
