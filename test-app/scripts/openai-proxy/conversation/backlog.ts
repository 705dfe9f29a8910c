import { errorMessage, warning, type Effect } from './effects.js';
import type { Backlog, BacklogEntry, Context } from './state.js';

export const EMPTY_BACKLOG: Backlog = { entries: [], bytes: 0, overflow: 'none' };

/** Bounds what many tiny frames may cost. */
const MAX_ENTRIES = 2_000;

const sizeOf = (entry: BacklogEntry): number =>
  entry.type === 'client.audio' ? entry.audio.byteLength : Buffer.byteLength(JSON.stringify(entry.message));

/** Keeps what came before the session is ready. When full, the oldest audio gives way, never a message. */
export function hold(
  backlog: Backlog,
  entry: BacklogEntry,
  context: Context,
): { backlog: Backlog; effects: readonly Effect[] } {
  let entries = [...backlog.entries, entry];
  let bytes = backlog.bytes + sizeOf(entry);
  if (bytes <= context.backlogBytes && entries.length <= MAX_ENTRIES)
    return { backlog: { ...backlog, entries, bytes }, effects: [] };
  while (bytes > context.backlogBytes || entries.length > MAX_ENTRIES) {
    const oldest = entries.findIndex(({ type }) => type === 'client.audio');
    const dropped = entries[oldest];
    if (dropped === undefined) {
      const full = errorMessage('BACKLOG_FULL', 'Too much was sent before SettingsApplied; the message is lost.');
      return { backlog, effects: [full] };
    }
    bytes -= sizeOf(dropped);
    entries = entries.toSpliced(oldest, 1);
  }
  const warned = warning('AUDIO_DROPPED', 'Too much audio was sent before SettingsApplied; the oldest is dropped.');
  return { backlog: { entries, bytes, overflow: 'warned' }, effects: backlog.overflow === 'warned' ? [] : [warned] };
}
