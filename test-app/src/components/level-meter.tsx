import { useEffect, useRef } from 'react';
import { toShare } from '../audio/loudness.js';
import type { Meter } from '../audio/meter.js';
import styles from './level-meter.module.css';

/** What remains of a peak one reading later, so that short sounds can be seen. */
const DECAY = 0.85;

/** Bars that move with the microphone. Written past React: 25 readings a second need no rendering. */
export function LevelMeter({ meter }: { readonly meter: Meter<number> }) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let shown = 0;
    return meter.subscribe((rms) => {
      shown = Math.max(toShare(rms), shown * DECAY);
      element.current?.style.setProperty('--level', shown.toFixed(3));
      element.current?.setAttribute('data-level', shown.toFixed(3));
    });
  }, [meter]);
  return (
    <span
      ref={element}
      className={styles['meter']}
      data-testid="microphone-level"
      data-level="0.000"
      aria-hidden="true"
    >
      <span />
      <span />
      <span />
      <span />
      <span />
    </span>
  );
}
