import { get, type IncomingMessage } from 'node:http';
import type { InspectorRecord } from '../../../test-app/scripts/openai-proxy/inspector/record.js';
import { own } from './server-world.js';

/** A reader of `GET /inspector`. It hangs up after the test. */
export interface InspectorFeed {
  readonly records: readonly InspectorRecord[];
  /** All that came, as it came. */
  readonly raw: () => string;
  /** The id of the last event. */
  readonly lastEventId: () => string;
  /** The `nth` record that fits, past ones included; rejects when the feed ends before. */
  waitFor(fits: (record: InspectorRecord) => boolean, nth?: number): Promise<InspectorRecord>;
  readonly ended: Promise<void>;
  pause(): void;
  resume(): void;
  hangUp(): void;
}

/** @param origin `ws://127.0.0.1:port` @throws when the answer is not a feed. */
export async function openFeed(
  origin: string,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): Promise<InspectorFeed> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = get(`${origin.replace('ws:', 'http:')}/inspector${query}`, { headers }, resolve);
    request.on('error', reject);
    own(() => request.destroy());
  });
  if (response.statusCode !== 200) throw new Error(`The inspector answered ${String(response.statusCode)}.`);
  response.setEncoding('utf8');
  response.on('error', () => undefined);

  const records: InspectorRecord[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  let raw = '';
  let rest = '';
  let lastEventId = '';
  let status: 'open' | 'ended' = 'open';
  response.on('data', (chunk: string) => {
    raw += chunk;
    const events = `${rest}${chunk}`.split('\n\n');
    rest = events.pop() ?? '';
    for (const line of events.flatMap((event) => event.split('\n'))) {
      if (line.startsWith('id: ')) lastEventId = line.slice(4);
      if (line.startsWith('data: ')) records.push(JSON.parse(line.slice(6)) as InspectorRecord);
    }
    wake();
  });
  const ended = new Promise<void>((resolve) => response.once('close', resolve)).then(() => {
    status = 'ended';
    wake();
  });

  return {
    records,
    raw: () => raw,
    lastEventId: () => lastEventId,
    ended,
    pause: () => response.pause(),
    resume: () => response.resume(),
    hangUp: () => response.destroy(),
    waitFor: (fits, nth = 1) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = records.filter(fits)[nth - 1];
          if (found === undefined && status === 'open') return;
          waiting.delete(look);
          if (found === undefined) reject(new Error('The feed ended before.'));
          else resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}
