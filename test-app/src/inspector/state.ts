import { familyOf, type Family } from './family.js';
import { recordsOf, type Entry } from './entries.js';
import type { Leg, WireRecord } from './record.js';
import type { RecordFile } from './record-file.js';

/** Where the shown records come from. */
export type Source =
  | { readonly kind: 'live' }
  /** What comes meanwhile waits. */
  | { readonly kind: 'paused'; readonly records: readonly WireRecord[] }
  /** An export that was opened again. */
  | ({ readonly kind: 'file'; readonly name: string } & RecordFile);

export interface Filter {
  readonly hidden: ReadonlySet<Family>;
  readonly leg: Leg | 'both';
  readonly query: string;
}

export interface InspectorState {
  readonly source: Source;
  /** The connection that was chosen; null follows the page's own. */
  readonly connectionId: string | null;
  readonly filter: Filter;
  /** The entry whose message is open. */
  readonly selected: number | null;
}

export type InspectorAction =
  | { readonly type: 'paused'; readonly records: readonly WireRecord[] }
  | { readonly type: 'went live' }
  | { readonly type: 'file opened'; readonly name: string; readonly file: RecordFile }
  | { readonly type: 'connection chosen'; readonly connectionId: string | null }
  | { readonly type: 'family toggled'; readonly family: Family }
  | { readonly type: 'leg chosen'; readonly leg: Filter['leg'] }
  | { readonly type: 'searched'; readonly query: string }
  | { readonly type: 'selected'; readonly id: number | null };

export const INITIAL_STATE: InspectorState = {
  source: { kind: 'live' },
  connectionId: null,
  filter: { hidden: new Set(), leg: 'both', query: '' },
  selected: null,
};

export function reduce(state: InspectorState, action: InspectorAction): InspectorState {
  const { filter } = state;
  switch (action.type) {
    case 'paused':
      return { ...state, source: { kind: 'paused', records: action.records } };
    case 'went live':
      // Places in a file mean nothing in the feed.
      if (state.source.kind === 'paused') return { ...state, source: { kind: 'live' } };
      return { ...state, source: { kind: 'live' }, connectionId: null, selected: null };
    case 'file opened':
      return {
        ...state,
        source: { kind: 'file', name: action.name, ...action.file },
        connectionId: null,
        selected: null,
      };
    case 'connection chosen':
      return { ...state, connectionId: action.connectionId, selected: null };
    case 'family toggled': {
      const hidden = new Set(filter.hidden);
      if (!hidden.delete(action.family)) hidden.add(action.family);
      return { ...state, filter: { ...filter, hidden } };
    }
    case 'leg chosen':
      return { ...state, filter: { ...filter, leg: action.leg } };
    case 'searched':
      return { ...state, filter: { ...filter, query: action.query } };
    case 'selected':
      return { ...state, selected: action.id };
  }
}

/** The records that a state shows of what the feed has told. */
export const shownRecords = ({ source }: InspectorState, live: readonly WireRecord[]): readonly WireRecord[] =>
  source.kind === 'live' ? live : source.records;

/** Connections in the order of their first record. */
export const connectionsIn = (records: readonly WireRecord[]): readonly string[] => [
  ...new Set(records.map(({ connectionId }) => connectionId)),
];

/** The chosen connection; else the page's own in a live feed; else the latest. */
export function currentConnection(
  { source, connectionId }: InspectorState,
  connections: readonly string[],
  own: string | null,
): string | undefined {
  const wanted = connectionId ?? (source.kind === 'file' ? null : own);
  return wanted !== null && connections.includes(wanted) ? wanted : connections.at(-1);
}

/** What a message is searched in; a message never changes. */
const haystacks = new WeakMap<WireRecord, string>();

function haystackOf(record: WireRecord): string {
  const known = haystacks.get(record);
  if (known !== undefined) return known;
  const text = JSON.stringify('json' in record ? [record.type, record.json] : record).toLowerCase();
  haystacks.set(record, text);
  return text;
}

/** Gaps pass every filter: what was lost may have been anything. */
export function isShown(entry: Entry, { hidden, leg, query }: Filter): boolean {
  if (entry.kind === 'gap') return true;
  if (hidden.has(familyOf(entry.record)) || (leg !== 'both' && entry.record.leg !== leg)) return false;
  const wanted = query.trim().toLowerCase();
  return wanted === '' || recordsOf(entry).some((record) => haystackOf(record).includes(wanted));
}
