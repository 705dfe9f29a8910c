import { useAgentSettings } from '../demo/agent-settings.js';
import { ENCODINGS, G711_RATE_HZ, RATES_HZ, type AgentConfig } from '../voice-agent/agent-config.js';
import { ChoiceField } from './fields.js';
import styles from './settings-panel.module.css';

type Rate = AgentConfig['inputRate'];
type Encoding = AgentConfig['inputEncoding'];

interface FormatFieldsProps {
  readonly title: string;
  readonly name: string;
  readonly encoding: Encoding;
  readonly rate: Rate;
  readonly onChange: (encoding: Encoding, rate: Rate) => void;
}

function FormatFields({ title, name, encoding, rate, onChange }: FormatFieldsProps) {
  // G.711 has one rate, and whoever leaves it rarely wants to stay at that.
  const rateFor = (next: Encoding): Rate => (next === 'linear16' ? 24_000 : G711_RATE_HZ);
  const rates = encoding === 'linear16' ? RATES_HZ : [G711_RATE_HZ];
  return (
    <div className={styles['pair']}>
      <ChoiceField
        label={`${title}, encoding`}
        name={`${name}Encoding`}
        value={encoding}
        choices={ENCODINGS.map((value) => ({ value, label: value }))}
        onChange={(next) => onChange(next, rateFor(next))}
      />
      <ChoiceField
        label={`${title}, rate`}
        name={`${name}Rate`}
        value={String(rate)}
        choices={rates.map((value) => ({ value: String(value), label: `${value / 1_000} kHz` }))}
        onChange={(value) => onChange(encoding, RATES_HZ.find((one) => String(one) === value) ?? rate)}
      />
    </div>
  );
}

/** What travels between the page and the server. */
export function AudioFields() {
  const { config, onChange } = useAgentSettings();
  return (
    <>
      <FormatFields
        title="Microphone"
        name="input"
        encoding={config.inputEncoding}
        rate={config.inputRate}
        onChange={(inputEncoding, inputRate) => onChange({ inputEncoding, inputRate })}
      />
      <FormatFields
        title="Agent’s voice"
        name="output"
        encoding={config.outputEncoding}
        rate={config.outputRate}
        onChange={(outputEncoding, outputRate) => onChange({ outputEncoding, outputRate })}
      />
    </>
  );
}
