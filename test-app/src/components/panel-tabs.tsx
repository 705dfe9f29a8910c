import { Suspense, useId, useState, type KeyboardEvent } from 'react';
import type { PanelProps } from '../panel-props.js';
import { PANELS } from '../panels.js';
import styles from './panel-tabs.module.css';

/** The panels beside the conversation, one at a time. */
export function PanelTabs(props: PanelProps) {
  const [selected, setSelected] = useState(PANELS[0]?.id);
  const id = useId();
  const panel = PANELS.find((one) => one.id === selected) ?? PANELS[0];

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const index = PANELS.findIndex((one) => one.id === selected);
    const next = step === undefined ? undefined : PANELS[(index + step + PANELS.length) % PANELS.length];
    if (!next) return;
    event.preventDefault();
    setSelected(next.id);
    document.getElementById(`${id}-${next.id}-tab`)?.focus();
  };

  if (!panel) return null;
  const Component = panel.component;
  return (
    <aside className={styles['panels']} aria-label="Panels" data-panel={panel.id}>
      <div className={styles['tabs']} role="tablist" aria-label="Panels" onKeyDown={onKeyDown}>
        {PANELS.map(({ id: panelId, label }) => (
          <button
            key={panelId}
            type="button"
            role="tab"
            id={`${id}-${panelId}-tab`}
            data-testid={`tab-${panelId}`}
            aria-selected={panelId === panel.id}
            aria-controls={`${id}-panel`}
            tabIndex={panelId === panel.id ? 0 : -1}
            onClick={() => setSelected(panelId)}
          >
            {label}
          </button>
        ))}
      </div>
      <div
        className={styles['content']}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${panel.id}-tab`}
        tabIndex={0}
      >
        <Suspense fallback={<p className={styles['loading']}>Loading…</p>}>
          <Component {...props} />
        </Suspense>
      </div>
    </aside>
  );
}
