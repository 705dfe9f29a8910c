import { useId } from 'react';
import { useAgentSettings } from '../demo/agent-settings.js';
import styles from './settings-panel.module.css';

/** The agent's functions as JSON: the server's own, or the user's. */
export function ToolsEditor() {
  const { config, onChange, tools, serverTools } = useAgentSettings();
  const id = useId();
  const isOwn = config.tools.trim() !== '';
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>Functions it can call, JSON</label>
      <textarea
        id={id}
        data-testid="setting-tools"
        className={styles['code']}
        rows={8}
        spellCheck={false}
        value={isOwn ? config.tools : serverTools}
        aria-invalid={tools.status === 'invalid'}
        aria-describedby={`${id}-message`}
        onChange={({ target }) => onChange({ tools: target.value === serverTools ? '' : target.value })}
      />
      <p
        id={`${id}-message`}
        className={tools.status === 'invalid' ? styles['fault'] : styles['hint']}
        role={tools.status === 'invalid' ? 'alert' : undefined}
        data-testid="tools-message"
      >
        {tools.status === 'invalid'
          ? `${tools.message} The server’s functions are used until this is right.`
          : `${tools.tools.length} ${tools.tools.length === 1 ? 'function' : 'functions'}. The server runs those it knows; others answer with an error.`}
      </p>
      {isOwn && (
        <button type="button" className={styles['link']} onClick={() => onChange({ tools: '' })}>
          Back to the server’s functions
        </button>
      )}
    </div>
  );
}
