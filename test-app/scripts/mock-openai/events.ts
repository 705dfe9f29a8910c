import type {
  ConversationItem,
  RealtimeResponse,
  RealtimeServerEvent,
  RealtimeSessionCreateRequest,
  RealtimeTranscriptionSessionCreateRequest,
} from 'openai/resources/realtime/realtime';
import type { SessionConfig } from './config.js';
import type { Accepted, AcceptedOf, AcceptedType } from './validation/schemas.js';

/** What a client may send: a part of the official union, with null where that clears a setting. */
export type ClientEvent = Accepted;
export type ClientEventType = AcceptedType;
export type ClientEventOf<T extends ClientEventType> = AcceptedOf<T>;

export type ServerEvent = RealtimeServerEvent;
export type ServerEventType = ServerEvent['type'];
export type ServerEventOf<T extends ServerEventType> = Extract<ServerEvent, { type: T }>;

type WithoutId<E> = E extends unknown ? Omit<E, 'event_id'> & { event_id?: string } : never;
/** A server event before its `event_id` is drawn. Nothing else ever reaches the socket, but for `emitRaw`. */
export type Outgoing = WithoutId<ServerEvent>;

type Modalities = NonNullable<RealtimeResponse['output_modalities']>;

/** A response as it is on the wire: with nulls where the official type has only optional members. */
export interface WireResponse {
  readonly object: 'realtime.response';
  readonly id: string;
  readonly status: NonNullable<RealtimeResponse['status']>;
  readonly status_details: StatusDetails | null;
  readonly output: readonly ConversationItem[];
  readonly conversation_id: string | null;
  readonly output_modalities: Modalities;
  readonly max_output_tokens: number | 'inf';
  readonly audio: { readonly output: { readonly format: unknown; readonly voice: unknown } };
  readonly usage: RealtimeResponse['usage'] | null;
  readonly metadata: RealtimeResponse['metadata'];
}

export type StatusDetails =
  | { readonly type: 'cancelled'; readonly reason: 'turn_detected' | 'client_cancelled' }
  | { readonly type: 'incomplete'; readonly reason: 'max_output_tokens' | 'content_filter' }
  | {
      readonly type: 'failed';
      readonly error: { readonly type: string; readonly code: string | null; readonly message: string };
    };

/*
 * The only casts between the wire and the official types. The wire differs in this:
 * - a session also has `object`, `id`, `expires_at`; `transcription`, `noise_reduction`, `include` and a tool's
 *   `description` may be null;
 * - a response's `status_details`, `usage`, `conversation_id` and `status_details.error.code` may be null, its voice an object;
 * - the transcript of an audio part may be null, and a retrieved assistant part has the type `audio` and a `format`.
 */
export const sessionOnWire = (
  config: SessionConfig,
): RealtimeSessionCreateRequest | RealtimeTranscriptionSessionCreateRequest =>
  config as unknown as RealtimeSessionCreateRequest | RealtimeTranscriptionSessionCreateRequest;

export const responseOnWire = (response: WireResponse): RealtimeResponse => response as unknown as RealtimeResponse;

/** An item with a part whose shape only the wire knows. */
export const itemOnWire = (item: { readonly type: 'message'; readonly [member: string]: unknown }): ConversationItem =>
  item as unknown as ConversationItem;

const PADDED_LENGTH = 16;
const PADDING = 'Zq7LwX2mRk9TfB4v';

/** Adds the random string that pads text-like deltas. */
export const obfuscated = <const E extends { readonly delta?: string }>(event: E): E & { obfuscation: string } => ({
  ...event,
  obfuscation: PADDING.slice(0, Math.max(0, PADDED_LENGTH - (event.delta ?? '').length)),
});
