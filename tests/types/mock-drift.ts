/* Compiled, never run: what the mock takes from clients and what it sends are events of the official types. */
import type {
  RealtimeClientEvent,
  RealtimeServerEvent,
  ResponseCreateEvent,
  ResponseCreateEventWithReferencesParam,
} from 'openai/resources/realtime/realtime';
import type { Outgoing, ServerEvent } from '../../test-app/scripts/mock-openai/events.js';
import type { Accepted, AcceptedType } from '../../test-app/scripts/mock-openai/validation/schemas.js';

type Official = Exclude<RealtimeClientEvent, ResponseCreateEvent> | ResponseCreateEventWithReferencesParam;

type Assignable<From extends To, To> = From;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

/** Settings that null clears on the wire, though the official types have no null for them. */
type Cleared = 'transcription' | 'noise_reduction';
type WithoutClearing<T> = T extends readonly (infer Entry)[]
  ? WithoutClearing<Entry>[]
  : T extends object
    ? { [K in keyof T]: K extends Cleared ? Exclude<WithoutClearing<T[K]>, null> : WithoutClearing<T[K]> }
    : T;

export type ClientEventsAreOfficial = Assignable<WithoutClearing<Accepted>, Official>;

/** All but what exists for WebRTC and SIP calls only. */
export type ClientEventsAreComplete = Same<AcceptedType, Exclude<Official['type'], 'output_audio_buffer.clear'>>;
export const areComplete: ClientEventsAreComplete = true;

export type ServerEventsAreOfficial = Assignable<ServerEvent, RealtimeServerEvent>;
export type OutgoingTypesAreOfficial = Same<Outgoing['type'], RealtimeServerEvent['type']>;
export const areOfficial: OutgoingTypesAreOfficial = true;
