import { useState, type SyntheticEvent } from 'react';
import type { Meter } from '../audio/meter.js';
import type { Microphone } from '../voice-agent/state.js';
import styles from './composer.module.css';
import { SendIcon } from './icons.js';
import { MicrophoneControl } from './microphone-control.js';

export interface ComposerProps {
  readonly isDisabled: boolean;
  readonly microphone: Microphone;
  readonly meter: Meter<number>;
  readonly onSay: (text: string) => void;
  readonly onStartMicrophone: () => void;
  readonly onStopMicrophone: () => void;
}

/** Where the user speaks, in writing or aloud. */
export function Composer({ isDisabled, microphone, meter, onSay, onStartMicrophone, onStopMicrophone }: ComposerProps) {
  const [draft, setDraft] = useState('');
  const text = draft.trim();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (text === '' || isDisabled) return;
    onSay(text);
    setDraft('');
  };

  return (
    <form className={styles['composer']} onSubmit={submit}>
      <MicrophoneControl
        microphone={microphone}
        meter={meter}
        isDisabled={isDisabled}
        onStart={onStartMicrophone}
        onStop={onStopMicrophone}
      />
      <label className="visually-hidden" htmlFor="message">
        Message to the agent
      </label>
      <input
        id="message"
        className={styles['input']}
        data-testid="message"
        value={draft}
        placeholder="Type a message…"
        autoComplete="off"
        enterKeyHint="send"
        onChange={({ target }) => setDraft(target.value)}
      />
      <button
        type="submit"
        className={styles['send']}
        data-testid="send"
        aria-label="Send"
        disabled={isDisabled || text === ''}
      >
        <SendIcon />
      </button>
    </form>
  );
}
