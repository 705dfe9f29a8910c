import { useEffect, useState } from 'react';
import { DEFAULT_CONFIG, fromFragment, toFragment, type AgentConfig } from '../voice-agent/agent-config.js';

/** The page's address with these settings; of its query nothing is kept, as that may hold the token. */
export function shareLink(config: AgentConfig): string {
  const { origin, pathname } = window.location;
  const fragment = toFragment(config);
  return `${origin}${pathname}${fragment === '' ? '' : `#${fragment}`}`;
}

export interface AgentConfigState {
  readonly config: AgentConfig;
  readonly change: (changes: Partial<AgentConfig>) => void;
  readonly reset: () => void;
}

/** The settings, kept in the fragment of the page's address: reloading or sharing it restores them. */
export function useAgentConfig(): AgentConfigState {
  const [config, setConfig] = useState(() => fromFragment(window.location.hash));

  useEffect(() => {
    const { pathname, search, hash } = window.location;
    const fragment = toFragment(config);
    if (fragment !== toFragment(fromFragment(hash)) || (fragment === '' && hash !== '')) {
      window.history.replaceState(null, '', `${pathname}${search}${fragment === '' ? '' : `#${fragment}`}`);
    }
  }, [config]);

  useEffect(() => {
    const onHashChange = () => setConfig(fromFragment(window.location.hash));
    window.addEventListener('hashchange', onHashChange);
    return () => window.removeEventListener('hashchange', onHashChange);
  }, []);

  return {
    config,
    change: (changes) => setConfig((current) => ({ ...current, ...changes })),
    reset: () => setConfig(DEFAULT_CONFIG),
  };
}
