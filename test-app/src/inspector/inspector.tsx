import { useCallback, useMemo, useReducer } from 'react';
import type { PanelProps } from '../panel-props.js';
import { Detail } from './detail.js';
import { entriesOf, linksOf } from './entries.js';
import { FeedNotice } from './feed-notice.js';
import { useFeed } from './feed.js';
import styles from './inspector.module.css';
import { Lanes } from './lanes.js';
import {
  connectionsIn,
  currentConnection,
  INITIAL_STATE,
  isShown,
  reduce,
  shownRecords,
  type Source,
} from './state.js';
import { Toolbar } from './toolbar.js';

/** Both wires, live and side by side. */
export default function Inspector({ requestId, isLive, inspectorPath }: PanelProps) {
  const feed = useFeed(inspectorPath);
  const [state, dispatch] = useReducer(reduce, INITIAL_STATE);
  const { source, filter, selected } = state;

  const all = shownRecords(state, feed.records);
  const connections = useMemo(() => connectionsIn(all), [all]);
  const connectionId = currentConnection(state, connections, requestId);
  const records = useMemo(() => all.filter((record) => record.connectionId === connectionId), [all, connectionId]);
  const entries = useMemo(() => entriesOf(records), [records]);
  const links = useMemo(() => linksOf(entries), [entries]);
  const shown = useMemo(() => entries.filter((entry) => isShown(entry, filter)), [entries, filter]);

  const since = records[0]?.at ?? 0;
  const open = entries.find(({ id }) => id === selected);
  const select = useCallback((id: number | null) => dispatch({ type: 'selected', id }), []);

  return (
    <section
      className={styles['inspector']}
      aria-label="Wire inspector"
      data-testid="inspector"
      data-source={source.kind}
    >
      <Toolbar {...{ state, dispatch, connections, connectionId, records }} ownId={requestId} live={feed.records} />
      <Status source={source} shown={shown.length} total={entries.length} waiting={feed.records.length} />
      {entries.length === 0 ? (
        <Nothing source={source} status={feed.status} isLive={isLive} />
      ) : (
        <div className={styles['body']}>
          <Lanes entries={shown} links={links} since={since} selected={selected} onSelect={select} />
          {open && <Detail entry={open} entries={entries} links={links} since={since} onSelect={select} />}
        </div>
      )}
    </section>
  );
}

interface StatusProps {
  readonly source: Source;
  readonly shown: number;
  readonly total: number;
  /** Records in the feed. */
  readonly waiting: number;
}

function Status({ source, shown, total, waiting }: StatusProps) {
  const count = shown === total ? `${total} messages` : `${shown} of ${total} messages`;
  if (source.kind === 'live') return <p className={styles['status']}>{count}</p>;
  if (source.kind === 'paused') {
    return (
      <p className={styles['status']} data-tone="paused" role="status">
        Paused · {count} · {waiting - source.records.length} records since
      </p>
    );
  }
  const { badLines } = source;
  return (
    <p className={styles['status']} data-tone="file" role="status" data-testid="wire-file-status">
      Opened from the file {source.name}, not live · {count}
      {badLines.length > 0 &&
        ` · not records: ${badLines.length === 1 ? 'line' : 'lines'} ${badLines.slice(0, 5).join(', ')}`}
      {badLines.length > 5 && ` and ${badLines.length - 5} more`}
    </p>
  );
}

interface NothingProps {
  readonly source: Source;
  readonly status: ReturnType<typeof useFeed>['status'];
  readonly isLive: boolean;
}

function Nothing({ source, status, isLive }: NothingProps) {
  if (source.kind !== 'file' && status !== 'live') return <FeedNotice status={status} />;
  return (
    <div className={styles['empty']}>
      <strong>{source.kind === 'file' ? 'No records in this file' : 'Nothing has passed yet'}</strong>
      {source.kind !== 'file' && (
        <p>
          {isLive
            ? 'Say something, and both wires fill.'
            : 'Connect: every message between client, proxy and OpenAI appears here as it passes.'}
        </p>
      )}
    </div>
  );
}
