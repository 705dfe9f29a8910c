import { lazy, type ComponentType } from 'react';
import type { PanelProps } from './panel-props.js';

export interface Panel {
  readonly id: string;
  /** On its tab. */
  readonly label: string;
  /** Loaded when its tab is first opened. */
  readonly component: ComponentType<PanelProps>;
}

export const PANELS: readonly Panel[] = [
  { id: 'settings', label: 'Settings', component: lazy(() => import('./panels/settings-panel.js')) },
  { id: 'wires', label: 'Wires', component: lazy(() => import('./inspector/inspector.js')) },
  { id: 'numbers', label: 'Numbers', component: lazy(() => import('./numbers/numbers.js')) },
];
