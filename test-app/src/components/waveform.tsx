import { useEffect, useRef } from 'react';
import { toShare } from '../audio/loudness.js';
import type { Meter } from '../audio/meter.js';
import type { PlaybackLevel } from '../audio/playback.js';
import styles from './waveform.module.css';

const BARS = 24;
const PLACES = Array.from({ length: BARS }, (_, index) => index);

/** The last second of the agent's voice. Written past React: 20 readings a second need no rendering. */
export function Waveform({ meter }: { readonly meter: Meter<PlaybackLevel> }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const levels = PLACES.map(() => 0);
    return meter.subscribe(({ rms }) => {
      levels.push(toShare(rms));
      levels.shift();
      const bars = element.current?.children ?? [];
      for (const [index, bar] of [...bars].entries()) {
        if (bar instanceof HTMLElement)
          bar.style.transform = `scaleY(${Math.max(0.08, levels[index] ?? 0).toFixed(2)})`;
      }
    });
  }, [meter]);
  return (
    <div ref={element} className={styles['wave']} data-testid="waveform" aria-hidden="true">
      {PLACES.map((place) => (
        <span key={place} />
      ))}
    </div>
  );
}
