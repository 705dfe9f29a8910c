import { useEffect, useState } from 'react';
import type { Entry, Links } from './entries.js';
import { familyOf, FAMILY_LABELS } from './family.js';
import { FamilyIcon } from './family-icon.js';
import styles from './detail.module.css';
import { Waveform } from './waveform.js';
import { bytesOf, remarkOf, sizeInWords, timeInWords, titleOf, wayOf } from './words.js';

export interface DetailProps {
  readonly entry: Entry;
  readonly entries: readonly Entry[];
  readonly links: Links;
  readonly since: number;
  readonly onSelect: (id: number | null) => void;
}

const COPIED_MS = 1_500;
const DETAIL_BARS = 240;

function bodyOf(entry: Entry): unknown {
  if (entry.kind === 'burst') return entry.record.json ?? entry.record.audio;
  return entry.kind === 'message' ? entry.record.json : entry.record;
}

/** One message: where it comes from, what it led to, and all that it says. */
export function Detail({ entry, entries, links, since, onSelect }: DetailProps) {
  const json = JSON.stringify(bodyOf(entry), null, 2);
  const { record } = entry;
  const size = bytesOf(entry);
  const family = familyOf(record);
  return (
    <aside
      className={styles['detail']}
      aria-label={`Message ${titleOf(entry)}`}
      data-part="detail"
      data-testid="wire-detail"
    >
      <header className={styles['detailHead']}>
        <FamilyIcon family={family} />
        <h3>{titleOf(entry)}</h3>
        <button type="button" className={styles['quiet']} onClick={() => onSelect(null)} aria-label="Close the message">
          ✕
        </button>
      </header>
      <dl className={styles['facts']}>
        {record.kind !== 'gap' && (
          <div>
            <dt>Way</dt>
            <dd>{wayOf(record)}</dd>
          </div>
        )}
        <div>
          <dt>Time</dt>
          <dd>{timeInWords(record.at - since)} s</dd>
        </div>
        {size > 0 && (
          <div>
            <dt>Size</dt>
            <dd>{sizeInWords(size)}</dd>
          </div>
        )}
        <div>
          <dt>About</dt>
          <dd>{FAMILY_LABELS[family]}</dd>
        </div>
        <LinkList
          label="Caused by"
          ids={links.causes.get(entry.id)}
          none="nothing on the wires"
          {...{ entries, onSelect }}
        />
        <LinkList label="Led to" ids={links.effects.get(entry.id)} none="no message" {...{ entries, onSelect }} />
      </dl>
      {entry.kind === 'burst' && (
        <figure className={styles['figure']}>
          <Waveform pieces={entry.pieces} bars={DETAIL_BARS} />
          <figcaption>
            {remarkOf(entry)}, {entry.record.audio.encoding} at {entry.record.audio.sampleRateHz} Hz
          </figcaption>
        </figure>
      )}
      <div className={styles['json']}>
        <CopyButton text={json} />
        <pre tabIndex={0} aria-label="The message as JSON" data-testid="wire-json">
          {json}
        </pre>
      </div>
    </aside>
  );
}

interface LinkListProps extends Pick<DetailProps, 'entries' | 'onSelect'> {
  readonly label: string;
  readonly ids: ReadonlySet<number> | undefined;
  readonly none: string;
}

const MAX_LINKS = 12;

function LinkList({ label, ids, none, entries, onSelect }: LinkListProps) {
  const linked = entries.filter(({ id }) => ids?.has(id));
  return (
    <div className={styles['links']}>
      <dt>{label}</dt>
      <dd>
        {linked.length === 0 && none}
        {linked.slice(0, MAX_LINKS).map((entry) => (
          <button key={entry.id} type="button" className={styles['link']} onClick={() => onSelect(entry.id)}>
            <FamilyIcon family={familyOf(entry.record)} />
            {titleOf(entry)}
          </button>
        ))}
        {linked.length > MAX_LINKS && ` and ${linked.length - MAX_LINKS} more`}
      </dd>
    </div>
  );
}

function CopyButton({ text }: { readonly text: string }) {
  const [status, setStatus] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (status === 'idle') return;
    const timer = window.setTimeout(() => setStatus('idle'), COPIED_MS);
    return () => window.clearTimeout(timer);
  }, [status]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setStatus('copied'),
      () => setStatus('failed'),
    );
  };
  return (
    <button type="button" className={styles['copy']} onClick={copy} aria-live="polite">
      {{ idle: 'Copy', copied: 'Copied', failed: 'Not allowed' }[status]}
    </button>
  );
}
