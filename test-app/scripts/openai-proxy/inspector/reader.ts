import type { InspectorHub } from './hub.js';
import type { InspectorRecord } from './record.js';
import type { Entry } from './ring.js';

/** Where one reader's events go. */
export interface EventSink {
  /** Returns false when no more should be written until `resume`. */
  write(text: string): boolean;
}

export interface Reader {
  /** The sink takes more. What was dropped meanwhile is told as a gap. */
  resume(): void;
  /** Keeps the stream from looking dead. */
  ping(): void;
  stop(): void;
}

export interface ReaderSetup {
  readonly hub: InspectorHub;
  readonly sink: EventSink;
  /** Only this connection. Undefined: all. */
  readonly connectionId: string | undefined;
  /** Where the reader was before; 0 for a new one. */
  readonly position: number;
}

/** Sends what is kept, then what comes. A reader that falls behind is sent what is still kept when it goes on. */
export function startReader({ hub, sink, connectionId, position: start }: ReaderSetup): Reader {
  const next = new Map<string, number>();
  let position = start;
  let state: 'reading' | 'waiting' = 'reading';

  function write(entry: Entry): void {
    const gap = isAfterGap(entry) ? gapEvent(entry) : '';
    next.set(entry.connectionId, entry.seq + 1);
    position = entry.position;
    if (!sink.write(`${gap}id: ${hub.id}.${entry.position}\ndata: ${entry.line}\n\n`)) state = 'waiting';
  }

  /** One that resumes knows itself what it has, and nothing is missing where the numbers go on. */
  function isAfterGap(entry: Entry): boolean {
    const expected = next.get(entry.connectionId) ?? (start === 0 ? 1 : undefined);
    if (expected !== undefined) return entry.seq > expected;
    const [oldest] = hub.after(0, entry.connectionId);
    return entry.seq > 1 && oldest?.seq === entry.seq;
  }

  function catchUp(): void {
    state = 'reading';
    for (const entry of hub.after(position, connectionId)) {
      write(entry);
      if (isWaiting()) return;
    }
  }

  const isWaiting = (): boolean => state === 'waiting';

  const stop = hub.listen((entry) => {
    if (isWaiting() || (connectionId !== undefined && connectionId !== entry.connectionId)) return;
    write(entry);
  });
  catchUp();

  return {
    resume: catchUp,
    ping() {
      if (!isWaiting() && !sink.write(': still here\n\n')) state = 'waiting';
    },
    stop,
  };
}

function gapEvent({ connectionId, seq, at }: Entry): string {
  const gap: InspectorRecord = { kind: 'gap', connectionId, seq, at };
  return `data: ${JSON.stringify(gap)}\n\n`;
}
