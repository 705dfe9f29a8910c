import { createContext, useContext } from 'react';
import type { AgentConfig } from '../voice-agent/agent-config.js';
import type { Settings } from '../voice-agent/messages.js';
import type { ToolsReading } from '../voice-agent/tools.js';

/** What the settings panel works on. */
export interface AgentSettings {
  readonly config: AgentConfig;
  readonly onChange: (changes: Partial<AgentConfig>) => void;
  readonly onReset: () => void;
  /** The functions in force, or what is wrong with the user's own. */
  readonly tools: ToolsReading;
  /** JSON of the server's functions, to start from. */
  readonly serverTools: string;
  /** The Settings that the next connection begins with. */
  readonly settings: Settings;
}

const Context = createContext<AgentSettings | null>(null);

export const AgentSettingsProvider = Context.Provider;

export function useAgentSettings(): AgentSettings {
  const settings = useContext(Context);
  if (!settings) throw new Error('There is no AgentSettingsProvider above this component.');
  return settings;
}
