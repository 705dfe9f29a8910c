import type { Family } from './family.js';
import styles from './family.module.css';

/** A shape for each family, so that colour is not all that tells them apart. */
const PATHS: Readonly<Record<Family, string>> = {
  session: 'M6 9l6 6 6-6M6 4h12',
  settings: 'M4 8h10M18 8h2M4 16h2M10 16h10M16 5v6M8 13v6',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20a7 7 0 0 1 14 0',
  agent: 'M5 8h14v10H5zM12 8V4M9 13v.5M15 13v.5',
  tool: 'M8 6l-5 6 5 6M16 6l5 6-5 6',
  audio: 'M4 10v4M8 6v12M12 9v6M16 4v16M20 10v4',
  problem: 'M12 4l9 16H3zM12 10v4M12 17v.5',
};

export const FamilyIcon = ({ family }: { readonly family: Family }) => (
  <svg className={styles['icon']} data-family={family} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={PATHS[family]} />
  </svg>
);
