import { parseRecord, type WireRecord } from './record.js';

/** What was read from a file of records. */
export interface RecordFile {
  readonly records: readonly WireRecord[];
  /** Lines that are no records, by number from 1. */
  readonly badLines: readonly number[];
}

/** One record a line. */
export const toLines = (records: readonly WireRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** Reads what {@link toLines} wrote. Empty lines are skipped, others that are no records are counted. */
export function fromLines(text: string): RecordFile {
  const badLines: number[] = [];
  const records = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const record = parseRecord(line);
    if (record === undefined) badLines.push(index + 1);
    return record ?? [];
  });
  return { records, badLines };
}
