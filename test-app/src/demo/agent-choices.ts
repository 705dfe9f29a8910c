import type { AgentChoice } from '../components/backend-switch.js';
import type { ServerInfo } from './server-info.js';

export const COMPONENT_ID = 'component';

/** All who could answer, in the order of the switch; empty until the server has said what it offers. */
export function agentChoices(info: ServerInfo | undefined): readonly AgentChoice[] {
  if (!info) return [];
  return [
    ...info.services.map(({ backend: { id, label, description }, availability }) => ({
      id,
      label,
      description,
      availability,
    })),
    {
      id: COMPONENT_ID,
      label: 'dg_react_agent',
      description: 'Deepgram’s React component in place of this page’s own client.',
      availability: info.component,
    },
  ];
}
