import type { FeedStatus } from './feed.js';
import styles from './inspector.module.css';

const NOTICES: Readonly<Record<Exclude<FeedStatus, 'live'>, { readonly title: string; readonly text: string }>> = {
  connecting: { title: 'Connecting to the inspector…', text: '' },
  off: {
    title: 'The inspector is off on this server',
    text: 'npm run dev turns it on. Elsewhere set INSPECTOR=true, or the option inspector: true, and start again.',
  },
  refused: {
    title: 'The server does not let this page watch',
    text: 'Open the page with the client’s token, as ?token=…, or from the machine that the server runs on.',
  },
  lost: { title: 'The server does not answer', text: 'The page tries again by itself.' },
};

/** Why there is nothing to see, and what to do about it. */
export function FeedNotice({ status }: { readonly status: Exclude<FeedStatus, 'live'> }) {
  const { title, text } = NOTICES[status];
  return (
    <div className={styles['empty']} role="status" data-testid="feed-notice" data-status={status}>
      <strong>{title}</strong>
      {text !== '' && <p>{text}</p>}
    </div>
  );
}
