import type { AgentFunction, AgentOptions } from '@signal-meaning/voice-agent-react';

/** What the component is asked to be: the agent of the demo, in the component's terms. */
export const createAgentOptions = (functions: readonly AgentFunction[]): AgentOptions => ({
  language: 'en',
  thinkProviderType: 'open_ai',
  thinkModel: 'gpt-4o-mini',
  voice: 'aura-asteria-en',
  instructions:
    'You are a friendly voice assistant in a demo. Answer in one or two short spoken sentences. Use a function whenever one helps.',
  greeting: 'Hello from the component. Ask me something.',
  functions,
  idleTimeoutMs: 60_000,
});

/** The proxy's component dialect on the page's own host: the component takes absolute URLs only. */
export const proxyEndpoint = (): string => new URL('/openai', window.location.href.replace(/^http/, 'ws')).href;

/** What a page was opened with as `?token=`; a server with a client token lets nobody else in. */
export const clientToken = (): string | null => new URLSearchParams(window.location.search).get('token');
