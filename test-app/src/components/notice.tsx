import type { ReactNode } from 'react';
import type { ServerInfo } from '../demo/server-info.js';
import type { ServerInfoState } from '../demo/use-server-info.js';
import type { Backend } from '../voice-agent/settings.js';
import styles from './notice.module.css';

export interface NoticeProps {
  readonly server: ServerInfoState;
  readonly backend: Backend;
}

/** Where there is room, the details are open from the start. */
const WIDE_SCREEN = window.matchMedia('(min-width: 52rem)');
const VOICES = { synthetic: 'a synthetic voice', tone: 'a plain tone for a voice' } as const;

const OfflineNotice = ({ voice }: { readonly voice: ServerInfo['voice'] }) => (
  <>
    <h2>Offline stand-in</h2>
    <p>
      No OpenAI here: a small rule-based brain
      {voice === null ? ' answers in text only, ' : ` and ${VOICES[voice]} answer, `}
      entirely on this machine. It understands what you type and, by voice, the phrases below.
    </p>
    <details open={WIDE_SCREEN.matches}>
      <summary>Use a real key</summary>
      <p>Stop the server and start it again with</p>
      <pre>OPENAI_API_KEY=sk-… npm run dev</pre>
    </details>
  </>
);

function contentOf({ server, backend }: NoticeProps): ReactNode {
  if (server.status === 'loading') return <p>Asking the server what it offers…</p>;
  if (server.status === 'failed') {
    return (
      <>
        <h2>The server does not answer</h2>
        <p>It did not say what it offers. Is it running? Reload this page once it is.</p>
      </>
    );
  }
  if (!server.info.ready) {
    return (
      <>
        <h2>The server is not ready</h2>
        <p>It is starting up or shutting down. Reload this page in a moment.</p>
      </>
    );
  }
  if (backend === 'deepgram') {
    return (
      <>
        <h2>Deepgram</h2>
        <p>The real Deepgram Voice Agent answers, with the key that the server holds. Its use is billed to that key.</p>
      </>
    );
  }
  switch (server.info.upstream) {
    case 'offline':
      return <OfflineNotice voice={server.info.voice} />;
    case 'openai':
      return (
        <>
          <h2>OpenAI Realtime</h2>
          <p>OpenAI answers, with the key that the server holds. Its use is billed to that key.</p>
        </>
      );
    case 'custom':
      return (
        <>
          <h2>Custom server</h2>
          <p>
            A server that speaks OpenAI’s Realtime protocol answers; its address was set where this page was started.
          </p>
        </>
      );
  }
}

/** Who answers here, in plain words. */
export function Notice(props: NoticeProps) {
  const { server } = props;
  const upstream = server.status === 'loaded' ? server.info.upstream : undefined;
  return (
    <aside className={styles['notice']} aria-label="Who answers" data-testid="notice" data-upstream={upstream}>
      {contentOf(props)}
    </aside>
  );
}
