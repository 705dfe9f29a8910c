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

/** Records that are kept; the oldest give way. */
const MAX_RECORDS = 20_000;
/** How often what came is shown, in ms. */
const FLUSH_MS = 100;
const EMPTY: Feed = { status: 'connecting', records: [] };

/** A page that was opened with `?token=` hands it on: EventSource sends no headers. */
function addressOf(path: string): string {
  const token = new URLSearchParams(window.location.search).get('token');
  return token === null ? path : `${path}?token=${encodeURIComponent(token)}`;
}

/** What one inspector tells: one connection for all who look, which is closed when nobody does. */
class FeedStore {
  readonly #address: string;
  readonly #listeners = new Set<() => void>();
  #feed = EMPTY;
  #arrived: WireRecord[] = [];
  #timer: number | undefined;
  #source: EventSource | undefined;

  constructor(path: string) {
    this.#address = addressOf(path);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#source === undefined) this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#close();
    };
  };

  readonly snapshot = (): Feed => this.#feed;

  #open(): void {
    const opened = new EventSource(this.#address);
    this.#source = opened;
    opened.onopen = () => this.#publish({ status: 'live' });
    opened.onmessage = ({ data }: MessageEvent<string>) => {
      const record = parseRecord(data);
      if (record === undefined) return;
      this.#arrived.push(record);
      this.#timer ??= window.setTimeout(() => this.#flush(), FLUSH_MS);
    };
    opened.onerror = () => {
      if (opened.readyState !== EventSource.CLOSED) this.#publish({ status: 'lost' });
      else void this.#explain();
    };
  }

  /** An EventSource does not say why it was refused. */
  async #explain(): Promise<void> {
    const status = await fetch(this.#address, { method: 'HEAD' }).then(
      (response) => response.status,
      () => 0,
    );
    this.#publish({ status: status === 404 ? 'off' : status === 401 || status === 403 ? 'refused' : 'lost' });
  }

  #flush(): void {
    this.#timer = undefined;
    const records = [...this.#feed.records, ...this.#arrived].slice(-MAX_RECORDS);
    this.#arrived = [];
    this.#publish({ records });
  }

  #publish(change: Partial<Feed>): void {
    this.#feed = { ...this.#feed, ...change };
    for (const listener of this.#listeners) listener();
  }

  #close(): void {
    this.#source?.close();
    this.#source = undefined;
    window.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#arrived = [];
    this.#feed = EMPTY;
  }
}

const stores = new Map<string, FeedStore>();

function storeAt(path: string): FeedStore {
  const known = stores.get(path) ?? new FeedStore(path);
  stores.set(path, known);
  return known;
}

/** @param path where the server's inspector is, as `/inspector` */
export function useFeed(path: string): Feed {
  const { subscribe, snapshot } = storeAt(path);
  return useSyncExternalStore(subscribe, snapshot);
}
