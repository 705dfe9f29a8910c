import type { AgentChoice } from '../components/backend-switch.js';
import { COMPONENT_CLIENT } from '../component-client.js';
import type { Availability, ServerInfo } from './server-info.js';

export const COMPONENT_ID = 'component';

const NOT_BUILT_IN: Availability = { status: 'unavailable', reason: 'This page was built without it.' };

/** All who could answer, in the order of the switch; empty until the server has said what it offers. */
export function agentChoices(info: ServerInfo | undefined): readonly AgentChoice[] {
  if (!info) return [];
  const isMissing = info.component.status === 'available' && COMPONENT_CLIENT === null;
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
      availability: isMissing ? NOT_BUILT_IN : info.component,
    },
  ];
}
