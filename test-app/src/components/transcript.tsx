import { useLayoutEffect, useRef } from 'react';
import { isFalseAlarm, type Entry } from '../voice-agent/transcript.js';
import { AssistantBubble, TypingDots, UserBubble } from './bubbles.js';
import { ProblemCard } from './problem-card.js';
import { ToolCallCard } from './tool-call-card.js';
import styles from './transcript.module.css';

export interface TranscriptProps {
  readonly entries: readonly Entry[];
  readonly isThinking: boolean;
}

/** Distance from the end within which new entries keep scrolling into view, in px. */
const FOLLOW_PX = 80;

function EntryView({ entry }: { readonly entry: Entry }) {
  switch (entry.kind) {
    case 'tool_call':
      return <ToolCallCard call={entry.call} state={entry.state} />;
    case 'problem':
      return <ProblemCard problem={entry.problem} />;
    case 'user':
      return <UserBubble entry={entry} />;
    case 'assistant':
      return <AssistantBubble entry={entry} />;
  }
}

/** The conversation so far; stays at its end unless the user has scrolled away from it. */
export function Transcript({ entries, isThinking }: TranscriptProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);

  useLayoutEffect(() => {
    if (scroller.current && isFollowing.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [entries, isThinking]);

  return (
    <div
      ref={scroller}
      className={styles['scroller']}
      role="log"
      aria-live="polite"
      aria-label="Transcript"
      tabIndex={0}
      data-testid="transcript"
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isFollowing.current = scrollHeight - scrollTop - clientHeight < FOLLOW_PX;
      }}
    >
      <ol className={styles['entries']}>
        {entries
          .filter((entry) => entry.kind !== 'user' || !isFalseAlarm(entry))
          .map((entry) => (
            <li key={entry.id} data-testid="entry" data-kind={entry.kind}>
              <EntryView entry={entry} />
            </li>
          ))}
      </ol>
      {isThinking && <TypingDots />}
    </div>
  );
}
