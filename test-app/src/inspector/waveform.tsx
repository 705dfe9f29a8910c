import styles from './waveform.module.css';
import type { AudioRecord } from './record.js';

const HEIGHT = 20;
/** Quieter peaks are still seen as a line. */
const LEAST = 0.06;

/** The loudest of each of so many stretches of equal count. */
export function strip(pieces: readonly AudioRecord[], bars: number): readonly number[] {
  const peaks = pieces.flatMap(({ audio }) => audio.peaks);
  const count = Math.min(bars, peaks.length);
  return Array.from({ length: count }, (_, index) => {
    const part = peaks.slice(
      Math.floor((index * peaks.length) / count),
      Math.floor(((index + 1) * peaks.length) / count),
    );
    return part.reduce((loudest, peak) => Math.max(loudest, peak), 0);
  });
}

/** A burst of audio, drawn. It stretches to the width that it has. */
export function Waveform({ pieces, bars }: { readonly pieces: readonly AudioRecord[]; readonly bars: number }) {
  const peaks = strip(pieces, bars);
  const path = peaks
    .map((peak, index) => {
      const half = (Math.min(1, Math.max(LEAST, Math.sqrt(peak))) * HEIGHT) / 2;
      return `M${index + 0.5} ${(HEIGHT / 2 - half).toFixed(1)}v${(2 * half).toFixed(1)}`;
    })
    .join('');
  return (
    <svg
      className={styles['waveform']}
      viewBox={`0 0 ${Math.max(1, peaks.length)} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  );
}
