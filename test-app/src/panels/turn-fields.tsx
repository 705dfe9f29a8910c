import { BOUNDS, EAGERNESS, NOISE_REDUCTIONS, TURN_MODES, type NumericKey } from '../voice-agent/agent-config.js';
import { useAgentSettings } from '../demo/agent-settings.js';
import { CheckField, ChoiceField, NumberField } from './fields.js';
import styles from './settings-panel.module.css';

const TURN_LABELS = {
  auto: 'Left to the server',
  server_vad: 'By silence (server_vad)',
  semantic_vad: 'By meaning (semantic_vad)',
  flux: 'Flux, Deepgram’s numbers',
  manual: 'Manual: a button ends my turn',
} as const satisfies Record<(typeof TURN_MODES)[number], string>;
const NOISE_LABELS = {
  auto: 'Left to the server',
  none: 'Off',
  near_field: 'Near: a headset',
  far_field: 'Far: a laptop',
} as const;

const NUMBERS = {
  threshold: { label: 'Threshold', step: 0.05, fallback: '0.5' },
  prefixMs: { label: 'Padding before speech, ms', step: 50, fallback: '300' },
  silenceMs: { label: 'Silence that ends a turn, ms', step: 50, fallback: '500' },
  idleMs: { label: 'Agent speaks up after, ms', step: 500, fallback: 'never' },
  eot: { label: 'End of turn, confidence', step: 0.05, fallback: '0.7' },
  eagerEot: { label: 'Eager end of turn, confidence', step: 0.05, fallback: 'off' },
  eotTimeoutMs: { label: 'End of turn at the latest, ms', step: 500, fallback: '5000' },
} as const satisfies Record<NumericKey, { label: string; step: number; fallback: string }>;

const NUMBERS_OF: Readonly<Record<(typeof TURN_MODES)[number], readonly NumericKey[]>> = {
  auto: [],
  server_vad: ['threshold', 'silenceMs', 'prefixMs', 'idleMs'],
  semantic_vad: [],
  flux: ['eot', 'eagerEot', 'eotTimeoutMs'],
  manual: [],
};

/** How the server tells that the user has finished, and what it makes of noise. */
export function TurnFields() {
  const { config, onChange } = useAgentSettings();
  const isVad = config.turn === 'server_vad' || config.turn === 'semantic_vad';
  return (
    <>
      <ChoiceField
        label="End of my turn"
        name="turn"
        value={config.turn}
        choices={TURN_MODES.map((value) => ({ value, label: TURN_LABELS[value] }))}
        onChange={(turn) => onChange({ turn })}
      />
      {config.turn === 'semantic_vad' && (
        <ChoiceField
          label="Eagerness"
          name="eagerness"
          value={config.eagerness}
          choices={EAGERNESS.map((value) => ({ value, label: value }))}
          onChange={(eagerness) => onChange({ eagerness })}
        />
      )}
      <div className={styles['pair']}>
        {NUMBERS_OF[config.turn].map((key) => (
          <NumberField
            key={key}
            {...NUMBERS[key]}
            name={key}
            value={config[key]}
            bounds={BOUNDS[key]}
            onChange={(value) => onChange({ [key]: value })}
          />
        ))}
      </div>
      {isVad && (
        <CheckField
          label="Speaking interrupts the agent"
          name="interrupts"
          value={config.interrupts}
          onChange={(interrupts) => onChange({ interrupts })}
        />
      )}
      <ChoiceField
        label="Noise reduction"
        name="noise"
        value={config.noise}
        choices={NOISE_REDUCTIONS.map((value) => ({ value, label: NOISE_LABELS[value] }))}
        onChange={(noise) => onChange({ noise })}
      />
    </>
  );
}
