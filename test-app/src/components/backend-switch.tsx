import { useId, useRef } from 'react';
import type { Availability } from '../demo/server-info.js';
import styles from './backend-switch.module.css';
import { ChevronIcon } from './icons.js';

/** One who could answer. */
export interface AgentChoice {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly availability: Availability;
}

export interface BackendSwitchProps {
  readonly choices: readonly AgentChoice[];
  readonly chosen: string;
  /** The agent cannot be changed during a conversation. */
  readonly isLocked: boolean;
  readonly onChoose: (id: string) => void;
}

/** Chooses who answers; those that cannot be had say why. */
export function BackendSwitch({ choices, chosen, isLocked, onChoose }: BackendSwitchProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  return (
    <>
      <button type="button" className={styles['button']} data-testid="backend" popoverTarget={id}>
        <span className={styles['caption']}>Agent</span>
        {choices.find(({ id: choiceId }) => choiceId === chosen)?.label}
        <ChevronIcon />
      </button>
      <div ref={list} id={id} popover="auto" className={styles['popover']}>
        <fieldset className={styles['list']}>
          <legend>Who answers</legend>
          {choices.map(({ id: choiceId, label, description, availability }) => {
            const isUsable = availability.status === 'available' && !isLocked;
            return (
              <label key={choiceId} className={styles['option']} data-disabled={!isUsable}>
                <input
                  type="radio"
                  name={id}
                  value={choiceId}
                  data-testid={`backend-${choiceId}`}
                  checked={choiceId === chosen}
                  disabled={!isUsable}
                  onChange={() => {
                    onChoose(choiceId);
                    list.current?.hidePopover();
                  }}
                />
                <span>
                  <strong>{label}</strong>
                  <span className={styles['description']}>
                    {availability.status === 'available' ? description : availability.reason}
                  </span>
                </span>
              </label>
            );
          })}
        </fieldset>
        {isLocked && <p className={styles['hint']}>End the conversation to change the agent.</p>}
      </div>
    </>
  );
}
