import { lazy, type ComponentType } from 'react';

/** What a panel is told about the conversation beside it. */
export interface PanelProps {
  /** Of the newest connection, from Welcome; null before the first one. */
  readonly requestId: string | null;
  /** Whether that connection is established. */
  readonly isLive: boolean;
}

export interface Panel {
  readonly id: string;
  /** On its tab. */
  readonly label: string;
  /** Loaded when its tab is first opened. */
  readonly component: ComponentType<PanelProps>;
}

export const PANELS: readonly Panel[] = [
  { id: 'settings', label: 'Settings', component: lazy(() => import('./panels/settings-panel.js')) },
];
