import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Rows above and below what is seen that are drawn as well. */
const SPARE_ROWS = 8;

/** Which rows of a long list are drawn. */
export interface RowWindow {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly first: number;
  /** Behind the last row. */
  readonly end: number;
  readonly onScroll: () => void;
  /** Scrolls a row into view, if it is not. */
  readonly reveal: (index: number) => void;
}

/** Draws only what is seen of rows of equal height, and stays at the end of a list that grows, once it is there. */
export function useRowWindow(count: number, rowHeight: number, headHeight: number): RowWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [view, setView] = useState({ top: 0, height: 600 });

  const measure = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const { scrollTop: top, clientHeight: height, scrollHeight } = element;
    isAtEnd.current = top + height >= scrollHeight - rowHeight;
    setView((before) => (before.top === top && before.height === height ? before : { top, height }));
  }, [rowHeight]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [measure]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    measure();
  }, [count, measure]);

  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (element === null) return;
      const top = index * rowHeight;
      const room = element.clientHeight - headHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeight > element.scrollTop + room) element.scrollTop = top + rowHeight - room;
      measure();
    },
    [rowHeight, headHeight, measure],
  );

  // A list that became shorter is drawn once before its scroller knows.
  const seen = Math.min(Math.floor(view.top / rowHeight), Math.max(0, count - 1));
  return {
    scroller,
    first: Math.max(0, seen - SPARE_ROWS),
    end: Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + SPARE_ROWS),
    onScroll: measure,
    reveal,
  };
}
