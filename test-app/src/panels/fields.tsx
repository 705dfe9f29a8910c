import { useId, type ReactNode } from 'react';
import styles from './settings-panel.module.css';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
}

/** A label over its control; `children` gets the ids that join them. */
function Field({
  label,
  hint,
  children,
}: FieldProps & { readonly children: (ids: { id: string; 'aria-describedby'?: string }) => ReactNode }) {
  const id = useId();
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{label}</label>
      {children({ id, ...(hint !== undefined && { 'aria-describedby': `${id}-hint` }) })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface ValueProps<T> extends FieldProps {
  readonly name: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

export const TextField = ({ label, hint, name, value, onChange, ...rest }: ValueProps<string> & TextExtras) => (
  <Field label={label} {...(hint !== undefined && { hint })}>
    {(ids) => (
      <>
        <input
          {...ids}
          data-testid={`setting-${name}`}
          value={value}
          placeholder={rest.placeholder}
          list={rest.choices && `${ids.id}-choices`}
          onChange={({ target }) => onChange(target.value)}
        />
        {rest.choices && (
          <datalist id={`${ids.id}-choices`}>
            {rest.choices.map((choice) => (
              <option key={choice} value={choice} />
            ))}
          </datalist>
        )}
      </>
    )}
  </Field>
);

interface TextExtras {
  readonly placeholder?: string;
  /** Offered, not imposed. */
  readonly choices?: readonly string[];
}

export const LongTextField = ({ label, name, value, onChange }: ValueProps<string>) => (
  <Field label={label}>
    {(ids) => (
      <textarea
        {...ids}
        data-testid={`setting-${name}`}
        rows={4}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    )}
  </Field>
);

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

export function ChoiceField<T extends string>({
  label,
  hint,
  name,
  value,
  choices,
  onChange,
}: ValueProps<T> & { readonly choices: readonly Choice<T>[] }) {
  return (
    <Field label={label} {...(hint !== undefined && { hint })}>
      {(ids) => (
        <select
          {...ids}
          data-testid={`setting-${name}`}
          value={value}
          onChange={({ target }) => {
            const choice = choices.find((one) => one.value === target.value);
            if (choice) onChange(choice.value);
          }}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A number between two bounds; empty leaves it to the server. */
export function NumberField({
  label,
  name,
  value,
  bounds: [min, max],
  step,
  fallback,
  onChange,
}: ValueProps<number | null> & {
  readonly bounds: readonly [number, number];
  readonly step: number;
  /** What the server takes where nothing is given. */
  readonly fallback: string;
}) {
  const isOutside = value !== null && !(value >= min && value <= max);
  return (
    <Field label={label} hint={isOutside ? `Not sent: it must be ${min} to ${max}.` : `${min} to ${max}`}>
      {(ids) => (
        <input
          {...ids}
          type="number"
          data-testid={`setting-${name}`}
          min={min}
          max={max}
          step={step}
          placeholder={fallback}
          aria-invalid={isOutside}
          value={value ?? ''}
          onChange={({ target }) => onChange(target.value === '' ? null : target.valueAsNumber)}
        />
      )}
    </Field>
  );
}

export const CheckField = ({ label, name, value, onChange }: ValueProps<boolean>) => (
  <label className={styles['check']}>
    <input
      type="checkbox"
      data-testid={`setting-${name}`}
      checked={value}
      onChange={({ target }) => onChange(target.checked)}
    />
    {label}
  </label>
);
