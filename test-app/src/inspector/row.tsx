import { memo } from 'react';
import type { Entry } from './entries.js';
import { familyOf } from './family.js';
import { FamilyIcon } from './family-icon.js';
import styles from './lanes.module.css';
import { Waveform } from './waveform.js';
import { bytesOf, remarkOf, sizeInWords, timeInWords, titleOf, wayOf } from './words.js';

export interface RowProps {
  readonly entry: Entry;
  readonly domId: string;
  /** Its place from 1, and how many there are. */
  readonly position: number;
  readonly count: number;
  readonly top: number;
  /** When the connection began, in ms since the epoch. */
  readonly since: number;
  readonly isSelected: boolean;
  /** How it hangs together with the selected one. */
  readonly relation: 'cause' | 'effect' | null;
  readonly onSelect: (id: number) => void;
}

const STRIP_BARS = 90;

/** Towards the proxy is to the right on the client's lane, to the left on OpenAI's. */
function Arrow({ entry }: { readonly entry: Entry }) {
  if (entry.kind === 'gap' || entry.kind === 'socket') return <span className={styles['arrow']} />;
  const { leg, direction } = entry.record;
  return (
    <span className={styles['arrow']} aria-hidden="true">
      {(leg === 'client') === (direction === 'received') ? '→' : '←'}
    </span>
  );
}

/** One entry on its lane. */
export const Row = memo(function Row({ entry, domId, position, count, top, since, relation, ...props }: RowProps) {
  const { isSelected, onSelect } = props;
  const remark = remarkOf(entry);
  const bytes = bytesOf(entry);
  return (
    <div
      id={domId}
      role="option"
      aria-selected={isSelected}
      aria-setsize={count}
      aria-posinset={position}
      className={styles['row']}
      style={{ transform: `translateY(${top}px)` }}
      data-testid="wire-entry"
      data-leg={entry.kind === 'gap' ? 'both' : entry.record.leg}
      data-kind={entry.kind}
      data-type={titleOf(entry)}
      data-family={familyOf(entry.record)}
      data-relation={relation ?? undefined}
      onClick={() => onSelect(entry.id)}
    >
      {entry.kind !== 'gap' && <span className="visually-hidden">{wayOf(entry.record)}, </span>}
      <time className={styles['time']}>{timeInWords(entry.record.at - since)}</time>
      <div className={styles['card']}>
        <Arrow entry={entry} />
        <FamilyIcon family={familyOf(entry.record)} />
        <span className={styles['type']}>{titleOf(entry)}</span>
        {entry.kind === 'burst' && <Waveform pieces={entry.pieces} bars={STRIP_BARS} />}
        {remark !== '' && <span className={styles['remark']}>{remark}</span>}
        {bytes > 0 && <span className={styles['bytes']}>{sizeInWords(bytes)}</span>}
      </div>
    </div>
  );
});
