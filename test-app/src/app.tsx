import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import styles from './app.module.css';
import { ClientChoice, type Client } from './component-client/client-choice.js';
import { Composer } from './components/composer.js';
import { Header } from './components/header.js';
import { Notice } from './components/notice.js';
import { Suggestions } from './components/suggestions.js';
import { StatusLine } from './components/status-line.js';
import { Transcript } from './components/transcript.js';
import { useServerInfo } from './demo/use-server-info.js';
import type { Backend, ToolDefinition } from './voice-agent/settings.js';
import { statusOf } from './voice-agent/state.js';
import { useVoiceAgent } from './voice-agent/use-voice-agent.js';

const ComponentClient = lazy(() => import('./component-client/component-client.js'));

const NO_TOOLS: readonly ToolDefinition[] = [];

export function App() {
  const root = useRef<HTMLDivElement>(null);
  const server = useServerInfo();
  const info = server.status === 'loaded' ? server.info : undefined;
  const [client, setClient] = useState<Client>('page');
  const component = info?.services.component;
  const [backend, setBackend] = useState<Backend>('openai');
  const agent = useVoiceAgent({ backend, tools: info?.tools ?? NO_TOOLS });
  const { connection, entries, meters } = agent;
  const status = statusOf(connection);
  const microphone = connection.phase === 'live' ? connection.microphone : undefined;

  useEffect(
    () =>
      meters.playback.subscribe(({ rms, audibleMs }) => {
        if (!root.current) return;
        root.current.dataset['playbackRms'] = rms.toFixed(4);
        root.current.dataset['audibleMs'] = String(audibleMs);
      }),
    [meters],
  );

  return (
    <div
      ref={root}
      className={styles['app']}
      data-testid="app"
      data-state={status}
      data-server={server.status}
      data-microphone={microphone?.status ?? 'off'}
      data-playback-rms="0"
      data-audible-ms="0"
    >
      <Header
        phase={connection.phase}
        isReady={server.status !== 'loading' && client === 'page'}
        backend={backend}
        hasDeepgram={info?.deepgram ?? false}
        onBackend={setBackend}
        onConnect={agent.connect}
        onDisconnect={agent.disconnect}
      />
      {component && (
        <ClientChoice
          client={client}
          unavailable={component.status === 'unavailable' ? component.reason : undefined}
          onClient={(next) => {
            agent.disconnect();
            setClient(next);
          }}
        />
      )}
      <main className={styles['main']}>
        <section className={styles['chat']} aria-label="Conversation with the agent">
          {client === 'component' ? (
            <Suspense fallback="Loading…">
              <ComponentClient />
            </Suspense>
          ) : (
            <>
              <StatusLine connection={connection} />
              <Transcript entries={entries} isThinking={status === 'thinking'} />
              <Composer
                isDisabled={connection.phase === 'connecting' || server.status === 'loading'}
                microphone={microphone ?? { status: 'off' }}
                meter={meters.microphone}
                onSay={agent.say}
                onStartMicrophone={agent.startMicrophone}
                onStopMicrophone={agent.stopMicrophone}
              />
            </>
          )}
        </section>
        <Notice server={server} backend={backend} />
        {info && (
          <Suggestions
            info={info}
            isDisabled={connection.phase === 'connecting' || client === 'component'}
            onPhrase={agent.say}
          />
        )}
      </main>
    </div>
  );
}
