import type { RealtimeClientEvent, RealtimeServerEvent } from 'openai/resources/realtime/realtime';

export type {
  ConversationItem,
  RealtimeClientEvent,
  RealtimeFunctionTool,
  RealtimeResponseCreateParams,
  RealtimeSessionCreateRequest,
  RealtimeServerEvent,
} from 'openai/resources/realtime/realtime';

export type ServerEventType = RealtimeServerEvent['type'];

/** What arrives may lack any member that the official type promises; only `type` is certain. */
type Tolerant<T> = T extends readonly (infer U)[]
  ? readonly Tolerant<U>[]
  : T extends object
    ? { readonly [K in keyof T]?: Tolerant<T[K]> | null }
    : T;

/** A server event of one type, as tolerant as the wire requires. */
export type ServerEvent<T extends ServerEventType> = Tolerant<
  Omit<Extract<RealtimeServerEvent, { type: T }>, 'type'>
> & {
  readonly type: T;
};

export type Item = NonNullable<ServerEvent<'conversation.item.done'>['item']>;
export type Response = NonNullable<ServerEvent<'response.done'>['response']>;
export type UpstreamError = NonNullable<ServerEvent<'error'>['error']>;

/** Carries audio; it takes its own road as bytes and never reaches the handler table. */
export const AUDIO_EVENT = 'response.output_audio.delta' satisfies ServerEventType;

/** Known events with no counterpart in the Voice Agent protocol. */
export const IGNORED_EVENTS = [
  'conversation.created',
  'conversation.item.deleted',
  'conversation.item.input_audio_transcription.segment',
  'conversation.item.retrieved',
  'conversation.item.truncated',
  'input_audio_buffer.cleared',
  'input_audio_buffer.dtmf_event_received',
  'input_audio_buffer.timeout_triggered',
  'mcp_list_tools.completed',
  'mcp_list_tools.failed',
  'mcp_list_tools.in_progress',
  'output_audio_buffer.cleared',
  'output_audio_buffer.started',
  'output_audio_buffer.stopped',
  'rate_limits.updated',
  'response.content_part.added',
  'response.function_call_arguments.delta',
  'response.mcp_call.completed',
  'response.mcp_call.failed',
  'response.mcp_call.in_progress',
  'response.mcp_call_arguments.delta',
  'response.mcp_call_arguments.done',
] as const satisfies readonly ServerEventType[];

export type IgnoredEventType = (typeof IGNORED_EVENTS)[number];
export type HandledEventType = Exclude<ServerEventType, IgnoredEventType | typeof AUDIO_EVENT>;

/** Any text frame of the upstream: a JSON object with a `type`, known or not. */
export interface UpstreamEvent {
  readonly type: string;
}

/** The events that leave this proxy. Those that can be refused carry an `event_id`, so that an error is attributed. */
export type ClientEvent = RealtimeClientEvent;
