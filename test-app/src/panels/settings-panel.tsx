import { useAgentSettings } from '../demo/agent-settings.js';
import { shareLink } from '../demo/use-agent-config.js';
import type { PanelProps } from '../panel-props.js';
import { AURA_VOICES, OPENAI_VOICES } from '../voice-agent/settings.js';
import { AudioFields } from './audio-fields.js';
import { CopyButton } from './copy-button.js';
import { ChoiceField, LongTextField, TextField } from './fields.js';
import styles from './settings-panel.module.css';
import { ToolsEditor } from './tools-editor.js';
import { TurnFields } from './turn-fields.js';

const LANGUAGES = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'German' },
  { value: 'es', label: 'Spanish' },
  { value: 'fr', label: 'French' },
  { value: 'it', label: 'Italian' },
  { value: 'ja', label: 'Japanese' },
  { value: 'nl', label: 'Dutch' },
  { value: 'pt', label: 'Portuguese' },
  { value: 'multi', label: 'Several' },
] as const;
const MODELS = ['gpt-realtime', 'gpt-realtime-mini', 'gpt-4o-mini'];

/** Everything about the agent that can be set, as a form and as the message that it makes. */
export default function SettingsPanel({ isLive }: PanelProps) {
  const { config, onChange, onReset, settings } = useAgentSettings();
  // A link may name a language that the list does not.
  const languages = LANGUAGES.some(({ value }) => value === config.language)
    ? LANGUAGES
    : [...LANGUAGES, { value: config.language, label: config.language }];
  const json = JSON.stringify(settings, null, 2);
  return (
    <form className={styles['panel']} onSubmit={(event) => event.preventDefault()} aria-label="Settings">
      <p className={styles['note']} data-testid="settings-note">
        {isLive ? 'Changes apply to the next conversation.' : 'The next conversation begins with these.'}
      </p>
      <div className={styles['actions']}>
        <CopyButton label="Copy link" testId="copy-link" text={() => shareLink(config)} />
        <CopyButton label="Copy JSON" testId="copy-json" text={() => json} />
        <button type="button" className={styles['button']} data-testid="reset-settings" onClick={onReset}>
          Reset
        </button>
      </div>

      <fieldset>
        <legend>Agent</legend>
        <LongTextField label="Prompt" name="prompt" value={config.prompt} onChange={(prompt) => onChange({ prompt })} />
        <TextField
          label="Greeting"
          name="greeting"
          value={config.greeting}
          placeholder="none"
          onChange={(greeting) => onChange({ greeting })}
        />
        <div className={styles['pair']}>
          <TextField
            label="Voice"
            name="voice"
            value={config.voice}
            placeholder={AURA_VOICES[0]}
            choices={[...OPENAI_VOICES, ...AURA_VOICES]}
            onChange={(voice) => onChange({ voice })}
          />
          <TextField
            label="Model"
            name="model"
            value={config.model}
            placeholder="the agent’s default"
            choices={MODELS}
            onChange={(model) => onChange({ model })}
          />
        </div>
        <ChoiceField
          label="Language"
          name="language"
          value={config.language}
          choices={languages}
          onChange={(language) => onChange({ language })}
        />
      </fieldset>

      <fieldset>
        <legend>Taking turns</legend>
        <TurnFields />
      </fieldset>

      <fieldset>
        <legend>Functions</legend>
        <ToolsEditor />
      </fieldset>

      <fieldset>
        <legend>Audio</legend>
        <AudioFields />
      </fieldset>

      <details className={styles['json']}>
        <summary>The Settings message</summary>
        <pre data-testid="settings-json" tabIndex={0} aria-label="Settings message">
          {json}
        </pre>
      </details>
    </form>
  );
}
