/** Who answers. */
export type BackendId = 'openai' | 'offline' | 'deepgram';

export interface Backend {
  readonly id: BackendId;
  readonly label: string;
  readonly description: string;
  /** Path of the server under which `/v1/agent/converse` is this agent's. */
  readonly basePath: string;
  /** Where the server tells what passes on its wires; Deepgram's own are not observed. */
  readonly inspectorPath: string;
  /** Query of the connection: the proxy's extra messages, such as live transcripts, have to be asked for. */
  readonly query: Readonly<Record<string, string>>;
  /** Language model where the settings name none. */
  readonly model: string;
}

const COMPONENT_DIALECT = { service: 'agent' };

export const BACKENDS: Readonly<Record<BackendId, Backend>> = {
  openai: {
    id: 'openai',
    label: 'OpenAI',
    description: 'OpenAI Realtime, through the proxy.',
    basePath: '',
    inspectorPath: '/inspector',
    query: COMPONENT_DIALECT,
    model: 'gpt-realtime',
  },
  offline: {
    id: 'offline',
    label: 'Offline',
    description: 'A small stand-in on the server. No key, no network.',
    basePath: '/offline',
    inspectorPath: '/offline/inspector',
    query: COMPONENT_DIALECT,
    model: 'gpt-realtime',
  },
  deepgram: {
    id: 'deepgram',
    label: 'Deepgram',
    description: 'Deepgram’s own Voice Agent, passed through.',
    basePath: '/deepgram-proxy',
    inspectorPath: '/inspector',
    query: {},
    model: 'gpt-4o-mini',
  },
};
