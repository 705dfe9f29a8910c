import type { WireRecord } from '../../../test-app/src/inspector/record.js';

type Leg = 'client' | 'upstream';

/** Writes the records of one connection, each 10 ms after the last unless `at` says more. */
export function createScript(connectionId = 'c') {
  const records: WireRecord[] = [];
  let at = 1_000;

  const place = (later: number) => {
    at += later;
    return { connectionId, seq: records.length + 1, at };
  };
  const frame =
    (leg: Leg, direction: 'received' | 'sent') =>
    (
      json: { readonly type: string; readonly [name: string]: unknown },
      { later = 10, cause = null as number | null } = {},
    ): number => {
      records.push({ kind: 'text', ...place(later), leg, direction, type: json.type, bytes: 10, json, cause });
      return records.length;
    };
  return {
    records,
    fromClient: frame('client', 'received'),
    toClient: frame('client', 'sent'),
    fromUpstream: frame('upstream', 'received'),
    toUpstream: frame('upstream', 'sent'),
    audio(
      leg: Leg,
      direction: 'received' | 'sent',
      { later = 10, ms = 20, cause = null as number | null } = {},
    ): number {
      const type =
        leg === 'client'
          ? 'binary'
          : direction === 'sent'
            ? 'input_audio_buffer.append'
            : 'response.output_audio.delta';
      const audio = { ms, encoding: 'linear16', sampleRateHz: 24_000, peaks: [0.5, 0.1] };
      records.push({ kind: 'audio', ...place(later), leg, direction, type, bytes: 48 * ms, json: null, cause, audio });
      return records.length;
    },
    opened(leg: Leg, detail: string): number {
      records.push({ kind: 'opened', ...place(10), leg, detail, cause: null });
      return records.length;
    },
    closed(leg: Leg): number {
      records.push({ kind: 'closed', ...place(10), leg, code: 1000, detail: '', cause: null });
      return records.length;
    },
  };
}
