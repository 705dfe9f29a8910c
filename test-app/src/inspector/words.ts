import type { Entry } from './entries.js';
import type { FrameRecord, Leg, SocketRecord } from './record.js';
import { summaryOf } from './summary.js';

export const LEG_NAMES: Readonly<Record<Leg, string>> = { client: 'Client', upstream: 'OpenAI' };

/** 1,234 → `1.2 KB`. */
export const sizeInWords = (bytes: number): string =>
  bytes < 1_000
    ? `${bytes} B`
    : bytes < 1_000_000
      ? `${(bytes / 1_000).toFixed(1)} KB`
      : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Since the first record: `0.123`, `1:02.500`. */
export function timeInWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms % 60_000) / 1_000;
  return minutes === 0 ? seconds.toFixed(3) : `${minutes}:${seconds.toFixed(3).padStart(6, '0')}`;
}

export const lengthInWords = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

/** Where a message comes from and goes to; of a socket, whose it is. */
export function wayOf(record: FrameRecord | SocketRecord): string {
  const name = LEG_NAMES[record.leg];
  if (record.kind === 'opened' || record.kind === 'closed') return name;
  return record.direction === 'received' ? `${name} to proxy` : `proxy to ${name}`;
}

export const audioMsOf = (entry: Extract<Entry, { kind: 'burst' }>): number =>
  entry.pieces.reduce((sum, { audio }) => sum + audio.ms, 0);
export const bytesOf = (entry: Entry): number => {
  if (entry.kind === 'burst') return entry.pieces.reduce((sum, { bytes }) => sum + bytes, 0);
  return entry.kind === 'message' ? entry.record.bytes : 0;
};

/** What an entry is called. */
export function titleOf(entry: Entry): string {
  switch (entry.kind) {
    case 'message':
      return entry.record.type;
    case 'burst':
      return entry.record.type === 'binary' ? 'audio' : entry.record.type;
    case 'socket':
      return entry.record.kind === 'opened' ? 'socket opened' : `socket closed, ${entry.record.code}`;
    case 'gap':
      return `${entry.missing} ${entry.missing === 1 ? 'record is' : 'records are'} missing here`;
  }
}

/** What stands beside its name. */
export function remarkOf(entry: Entry): string {
  switch (entry.kind) {
    case 'message':
      return summaryOf(entry.record);
    case 'burst':
      return `${lengthInWords(audioMsOf(entry))}, ${entry.pieces.length} ${entry.pieces.length === 1 ? 'frame' : 'frames'}`;
    case 'socket':
      return entry.record.detail;
    case 'gap':
      return '';
  }
}
