import { useSyncExternalStore } from 'react';
import { parseRecord, type WireRecord } from './record.js';

export type FeedStatus =
  | 'connecting'
  | 'live'
  /** The server's inspector is off. */
  | 'off'
  /** The server does not let this page read it. */
  | 'refused'
  /** The server does not answer; the browser tries again. */
  | 'lost';

/** What the server's inspector has told so far. */
export interface Feed {
  readonly status: FeedStatus;
  readonly records: readonly WireRecord[];
}

const PATH = '/inspector';
/** Records that are kept; the oldest give way. */
const MAX_RECORDS = 20_000;
/** How often what came is shown, in ms. */
const FLUSH_MS = 100;

let feed: Feed = { status: 'connecting', records: [] };
let arrived: WireRecord[] = [];
let timer: number | undefined;
let source: EventSource | undefined;
const listeners = new Set<() => void>();

function publish(change: Partial<Feed>): void {
  feed = { ...feed, ...change };
  for (const listener of listeners) listener();
}

function flush(): void {
  timer = undefined;
  const records = [...feed.records, ...arrived].slice(-MAX_RECORDS);
  arrived = [];
  publish({ records });
}

/** A page that was opened with `?token=` hands it on: EventSource sends no headers. */
function address(): string {
  const token = new URLSearchParams(window.location.search).get('token');
  return token === null ? PATH : `${PATH}?token=${encodeURIComponent(token)}`;
}

function open(): void {
  const opened = new EventSource(address());
  source = opened;
  opened.onopen = () => publish({ status: 'live' });
  opened.onmessage = ({ data }: MessageEvent<string>) => {
    const record = parseRecord(data);
    if (record === undefined) return;
    arrived.push(record);
    timer ??= window.setTimeout(flush, FLUSH_MS);
  };
  opened.onerror = () => {
    if (opened.readyState !== EventSource.CLOSED) publish({ status: 'lost' });
    else void explain();
  };
}

/** An EventSource does not say why it was refused. */
async function explain(): Promise<void> {
  const status = await fetch(address(), { method: 'HEAD' }).then(
    (response) => response.status,
    () => 0,
  );
  publish({ status: status === 404 ? 'off' : status === 401 || status === 403 ? 'refused' : 'lost' });
}

function close(): void {
  source?.close();
  source = undefined;
  window.clearTimeout(timer);
  timer = undefined;
  arrived = [];
  feed = { status: 'connecting', records: [] };
}

/** One connection for all who look; it is closed when nobody does. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (source === undefined) open();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) close();
  };
}

export const useFeed = (): Feed => useSyncExternalStore(subscribe, () => feed);
