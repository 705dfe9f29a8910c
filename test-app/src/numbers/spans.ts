/** A stretch of time, in ms since the epoch; `end` null: it has not ended, or led to nothing. */
export interface Span {
  readonly start: number;
  end: number | null;
}

/** How long at least one of the spans ran, up to a moment. */
export function callTime(spans: readonly Span[], until: number): number {
  const ended = spans
    .flatMap(({ start, end }) => (end === null ? [] : [{ start, end: Math.min(end, until) }]))
    .toSorted((one, other) => one.start - other.start);
  let covered = -Infinity;
  return ended.reduce((sum, { start, end }) => {
    const own = Math.max(0, end - Math.max(start, covered));
    covered = Math.max(covered, end);
    return sum + own;
  }, 0);
}

/** All that began before a moment, added up: the proxy handles one frame at a time. */
export const proxyTime = (spans: readonly Span[], until: number): number =>
  spans.reduce((sum, { start, end }) => (end === null || start > until ? sum : sum + Math.min(end, until) - start), 0);
