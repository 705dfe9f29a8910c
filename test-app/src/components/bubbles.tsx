import type { AssistantEntry, UserEntry } from '../voice-agent/transcript.js';
import styles from './bubbles.module.css';

/** Somebody is about to say something. */
export const TypingDots = () => (
  <span className={styles['dots']} aria-hidden="true">
    <span />
    <span />
    <span />
  </span>
);

/** What the user says, as it is understood. */
export function UserBubble({ entry: { text, phase } }: { readonly entry: UserEntry }) {
  return (
    <div className={styles['user']} data-testid="user-bubble" data-phase={phase}>
      <span className="visually-hidden">You: </span>
      {text === '' ? <TypingDots /> : text}
    </div>
  );
}

/** What the agent says; what nobody heard of it is struck. */
export function AssistantBubble({ entry: { text, heard } }: { readonly entry: AssistantEntry }) {
  if (heard === null) {
    return (
      <div className={styles['assistant']}>
        <span className="visually-hidden">Agent: </span>
        {text}
      </div>
    );
  }
  const unheard = text.slice(heard);
  return (
    <div className={styles['assistant']} data-testid="cut" data-heard={heard}>
      <span className="visually-hidden">Agent: </span>
      {text.slice(0, heard)}
      {unheard === '' ? (
        '…'
      ) : (
        <del className={styles['unheard']}>
          <span className="visually-hidden"> not heard: </span>
          {unheard}
        </del>
      )}
      <span className={styles['cut']}>interrupted</span>
    </div>
  );
}
