import { useState, type SyntheticEvent } from 'react';
import type { Meter } from '../audio/meter.js';
import type { Connection } from '../voice-agent/state.js';
import styles from './composer.module.css';
import { SendIcon } from './icons.js';
import { MicrophoneButton, MicrophoneFaultLine } from './microphone-button.js';

export interface ComposerProps {
  readonly connection: Connection;
  /** The server offers no agent, at least not now. */
  readonly isDisabled: boolean;
  /** False while the page shows a larger one. */
  readonly hasTalkButton: boolean;
  readonly meter: Meter<number>;
  /** The user says when they have finished. */
  readonly isManual: boolean;
  readonly onSay: (text: string) => void;
  readonly onTalk: () => void;
  readonly onMute: () => void;
  readonly onEndTurn: () => void;
  readonly onCancel: () => void;
}

/** Where the user speaks, in writing or aloud. */
export function Composer({ connection, isDisabled, hasTalkButton, meter, isManual, onSay, ...actions }: ComposerProps) {
  const [draft, setDraft] = useState('');
  const text = draft.trim();
  const microphone = connection.phase === 'live' ? connection.microphone : ({ status: 'off' } as const);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (text === '' || isDisabled) return;
    onSay(text);
    setDraft('');
  };

  return (
    <form className={styles['composer']} onSubmit={submit}>
      <MicrophoneFaultLine microphone={microphone} onRetry={actions.onTalk} />
      {hasTalkButton && (
        <MicrophoneButton
          phase={connection.phase}
          microphone={microphone}
          meter={meter}
          isDisabled={isDisabled}
          onTalk={actions.onTalk}
          onMute={actions.onMute}
          onCancel={actions.onCancel}
        />
      )}
      {isManual && microphone.status === 'on' && (
        <button type="button" className={styles['done']} data-testid="end-turn" onClick={actions.onEndTurn}>
          I’m done
        </button>
      )}
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
