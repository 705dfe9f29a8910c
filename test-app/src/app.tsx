import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import styles from './app.module.css';
import { Composer } from './components/composer.js';
import { Header } from './components/header.js';
import { PanelTabs } from './components/panel-tabs.js';
import { StatusBar } from './components/status-bar.js';
import { Suggestions } from './components/suggestions.js';
import { Transcript } from './components/transcript.js';
import { Welcome } from './components/welcome.js';
import { agentChoices, COMPONENT_ID } from './demo/agent-choices.js';
import { AgentSettingsProvider } from './demo/agent-settings.js';
import { useAgentConfig } from './demo/use-agent-config.js';
import { useServerInfo } from './demo/use-server-info.js';
import { BACKENDS } from './voice-agent/backends.js';
import { createSettings } from './voice-agent/settings.js';
import { statusOf } from './voice-agent/state.js';
import { formatTools, parseTools, type ToolDefinition } from './voice-agent/tools.js';
import { useVoiceAgent } from './voice-agent/use-voice-agent.js';

/** The same conversation through `dg_react_agent` itself, in place of this page's own client. */
const ComponentClient = lazy(() => import('./component-client/component-client.js'));

const NO_TOOLS: readonly ToolDefinition[] = [];

export function App() {
  const root = useRef<HTMLDivElement>(null);
  const [server, retryServer] = useServerInfo();
  const info = server.status === 'loaded' ? server.info : undefined;
  const [chosen, setChosen] = useState<string | null>(null);
  const { config, change, reset } = useAgentConfig();

  const services = info?.services ?? [];
  const usable = services.filter(({ availability }) => availability.status === 'available');
  const service = usable.find(({ backend }) => backend.id === chosen) ?? usable[0];
  const backend = service?.backend ?? BACKENDS.openai;

  const isComponent = chosen === COMPONENT_ID;

  const serverTools = info?.tools ?? NO_TOOLS;
  const tools = useMemo(
    () => (config.tools.trim() === '' ? ({ status: 'valid', tools: serverTools } as const) : parseTools(config.tools)),
    [config.tools, serverTools],
  );
  const usedTools = tools.status === 'valid' ? tools.tools : serverTools;
  const agent = useVoiceAgent({ backend, config, tools: usedTools });
  const { connection, transcript, meters, requestId } = agent;
  const { phase } = connection;
  const status = statusOf(connection);
  const isReady = server.status === 'loaded' && server.info.ready && service !== undefined;

  useEffect(
    () =>
      meters.playback.subscribe(({ rms, audibleMs, playedMs, stopMs }) => {
        if (!root.current) return;
        const { dataset } = root.current;
        dataset['playbackRms'] = rms.toFixed(4);
        dataset['audibleMs'] = String(audibleMs);
        dataset['playedMs'] = String(playedMs);
        dataset['stopMs'] = stopMs === null ? '' : stopMs.toFixed(1);
      }),
    [meters],
  );

  const settings = createSettings({ config, backend, tools: usedTools, context: [], greets: true });
  const isEmpty = transcript.entries.length === 0;
  const isWelcoming = isEmpty && (phase === 'disconnected' || phase === 'closed');
  const phrases = info?.phrases ?? [];

  const chat = (
    <section className={styles['chat']} aria-label="Conversation with the agent">
      <StatusBar
        connection={connection}
        meter={meters.playback}
        canClear={!isEmpty}
        onClear={agent.clear}
        onEnd={agent.disconnect}
        onReconnect={connection.phase === 'closed' && connection.hadMicrophone ? agent.talk : agent.connect}
      />
      {isWelcoming ? (
        <Welcome server={server} backend={backend} isDisabled={!isReady} onTalk={agent.talk} onRetry={retryServer}>
          <Suggestions phrases={phrases} isDisabled={!isReady} onPhrase={agent.say} layout="wrapped" />
        </Welcome>
      ) : (
        <>
          <Transcript entries={transcript.entries} isThinking={status === 'thinking'} />
          <Suggestions phrases={phrases} isDisabled={!isReady} onPhrase={agent.say} layout="row" />
        </>
      )}
      <Composer
        connection={connection}
        isDisabled={!isReady}
        hasTalkButton={!isWelcoming}
        meter={meters.microphone}
        isManual={config.turn === 'manual'}
        onSay={agent.say}
        onTalk={agent.talk}
        onMute={agent.stopMicrophone}
        onEndTurn={agent.endTurn}
        onCancel={agent.disconnect}
      />
    </section>
  );

  return (
    <div
      ref={root}
      className={styles['app']}
      data-testid="app"
      data-state={status}
      data-server={server.status}
      data-backend={backend.id}
      data-microphone={connection.phase === 'live' ? connection.microphone.status : 'off'}
      data-request-id={requestId ?? ''}
    >
      <Header
        choices={agentChoices(info)}
        chosen={isComponent ? COMPONENT_ID : backend.id}
        isLocked={phase === 'live' || phase === 'connecting'}
        onChoose={setChosen}
      />
      <main className={styles['main']}>
        {isComponent ? (
          <section className={styles['chat']} aria-label="The component">
            <Suspense fallback={<p role="status">Loading…</p>}>
              <ComponentClient />
            </Suspense>
          </section>
        ) : (
          chat
        )}
        <AgentSettingsProvider
          value={{ config, onChange: change, onReset: reset, tools, serverTools: formatTools(serverTools), settings }}
        >
          <PanelTabs
            requestId={isComponent ? null : requestId}
            isLive={phase === 'live'}
            inspectorPath={(isComponent ? BACKENDS.openai : backend).inspectorPath}
          />
        </AgentSettingsProvider>
      </main>
    </div>
  );
}
