import { useId } from 'react';
import styles from './component-client.module.css';

export type Client = 'page' | 'component';

export interface ClientChoiceProps {
  readonly client: Client;
  /** Why the component cannot be chosen; undefined where it can. */
  readonly unavailable: string | undefined;
  readonly onClient: (client: Client) => void;
}

const LABELS: Readonly<Record<Client, string>> = { page: 'This page', component: 'dg_react_agent' };

/** Which client speaks to the agent: the page's own, or the user's component. */
export function ClientChoice({ client, unavailable, onClient }: ClientChoiceProps) {
  const reasonId = useId();
  const option = (value: Client) => {
    const isDisabled = value === 'component' && unavailable !== undefined;
    return (
      <label key={value}>
        <input
          type="radio"
          name="client"
          data-testid={`client-${value}`}
          value={value}
          checked={client === value}
          disabled={isDisabled}
          aria-describedby={isDisabled ? reasonId : undefined}
          onChange={() => onClient(value)}
        />{' '}
        {LABELS[value]}
      </label>
    );
  };
  return (
    <fieldset className={styles['choice']}>
      <legend>Client</legend>
      {option('page')}
      {option('component')}
      {unavailable !== undefined && (
        <small id={reasonId} data-testid="client-reason">
          {unavailable}
        </small>
      )}
    </fieldset>
  );
}
