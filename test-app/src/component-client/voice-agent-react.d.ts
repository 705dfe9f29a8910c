/**
 * What this page uses of `@signal-meaning/voice-agent-react` 0.11. The package is on no registry: the module is the user's
 * own checkout, or `no-checkout.ts` where there is none.
 */
declare module '@signal-meaning/voice-agent-react' {
  import type { ForwardRefExoticComponent, RefAttributes } from 'react';

  export type ServiceType = 'agent' | 'transcription';
  export type ConnectionState = 'connecting' | 'connected' | 'error' | 'closed';

  export interface AgentFunction {
    readonly name: string;
    readonly description: string;
    /** JSON Schema of the arguments. */
    readonly parameters: Readonly<Record<string, unknown>>;
  }

  export interface AgentOptions {
    readonly language?: string;
    readonly thinkProviderType?: string;
    readonly thinkModel?: string;
    readonly voice?: string;
    readonly instructions?: string;
    readonly greeting?: string;
    readonly functions?: readonly AgentFunction[];
    readonly idleTimeoutMs?: number;
  }

  export interface FunctionCallRequest {
    readonly id: string;
    readonly name: string;
    /** JSON text. */
    readonly arguments: string;
    readonly client_side: boolean;
  }

  export type FunctionCallResponse =
    { readonly id: string; readonly result: unknown } | { readonly id: string; readonly error: string };

  export interface AgentError {
    readonly code: string;
    readonly message: string;
    readonly service: ServiceType;
  }

  export interface DeepgramVoiceInteractionProps {
    /** Absolute WebSocket URL. */
    readonly proxyEndpoint: string;
    readonly proxyAuthToken?: string;
    /** Must keep its identity: another one is a change of the agent. */
    readonly agentOptions: AgentOptions;
    readonly onConnectionStateChange?: (service: ServiceType, state: ConnectionState) => void;
    readonly onAgentStateChange?: (state: string) => void;
    readonly onAgentUtterance?: (utterance: { readonly text: string }) => void;
    readonly onUserMessage?: (message: { readonly text: string }) => void;
    readonly onError?: (error: AgentError) => void;
    readonly onFunctionCallRequest?: (
      call: FunctionCallRequest,
      send: (response: FunctionCallResponse) => void,
    ) => void;
  }

  export interface DeepgramVoiceInteractionHandle {
    start(options: {
      readonly agent: boolean;
      readonly transcription: boolean;
      readonly userInitiated: boolean;
    }): Promise<void>;
    stop(): Promise<void>;
    injectUserMessage(text: string): Promise<void>;
    startAudioCapture(): Promise<void>;
    stopAudioCapture(): Promise<void>;
  }

  /** Shows nothing itself. */
  export const DeepgramVoiceInteraction: ForwardRefExoticComponent<
    DeepgramVoiceInteractionProps & RefAttributes<DeepgramVoiceInteractionHandle>
  >;
}
