import type { ServerMessage, UpdateAcknowledgement } from '../protocol/agent-server.js';
import type { ClientMessage } from '../protocol/agent-client.js';
import type { Rejection } from '../protocol/agent-client.js';
import type { AudioDelta } from '../protocol/frame.js';
import type {
  ConversationItem,
  RealtimeResponseCreateParams,
  RealtimeSessionCreateRequest,
  UpstreamEvent,
} from '../protocol/realtime.js';
import type { Deadlines } from './deadlines.js';
import type { Effect, TimerName } from './effects.js';
import type { Configuration, SessionDefaults } from './settings.js';

/** Why the upstream could not be reached: the HTTP status of its refusal, or null for a network fault. */
export interface DialFailure {
  readonly status: number | null;
}

export type Input =
  | { readonly type: 'client.message'; readonly message: ClientMessage }
  | { readonly type: 'client.rejected'; readonly rejection: Rejection }
  | { readonly type: 'client.audio'; readonly audio: Uint8Array }
  | { readonly type: 'client.closed'; readonly code: number }
  | { readonly type: 'upstream.opened' }
  | { readonly type: 'upstream.failed'; readonly failure: DialFailure }
  | { readonly type: 'upstream.event'; readonly event: UpstreamEvent }
  | { readonly type: 'upstream.audio'; readonly delta: AudioDelta }
  | { readonly type: 'upstream.closed'; readonly code: number; readonly reason: string }
  | { readonly type: 'proxy.closing' }
  | { readonly type: 'timer.fired'; readonly timer: TimerName };

/** `component` also speaks `dg_react_agent`'s extra messages; `strict` is Deepgram's protocol alone. */
export type Dialect = 'component' | 'strict';

/** What a step may know beside the state: fixed for the connection, but for the time. */
export interface Context {
  /** Milliseconds on a monotonic clock. */
  readonly now: number;
  readonly dialect: Dialect;
  readonly defaults: SessionDefaults;
  readonly deadlines: Deadlines;
  /** Bytes that may wait for the session to be ready. */
  readonly backlogBytes: number;
}

/** What a client sent before the session was ready, in order. */
export interface Backlog {
  readonly entries: readonly BacklogEntry[];
  readonly bytes: number;
  readonly overflow: 'none' | 'warned';
}

export type BacklogEntry = Extract<Input, { type: 'client.message' | 'client.audio' }>;

/** One answer that is owed. Only `turn.ts` turns it into a `response.create`. */
export type Request =
  /** An answer to what was added; waits until the upstream has acknowledged these items. */
  | { readonly kind: 'reply'; readonly awaits: ReadonlySet<string>; readonly items: number }
  /** The agent speaks a given text. */
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'native'; readonly response: RealtimeResponseCreateParams | undefined };

/** The calls of one turn that the model made, by call id. */
export type Calls = ReadonlyMap<string, { readonly name: string; readonly status: 'open' | 'answered' }>;

export interface ActiveResponse {
  readonly status: 'active';
  /** Null where the upstream names none. */
  readonly responseId: string | null;
  /** An upstream that never announces a response still answers: then its output implies one. */
  readonly origin: 'created' | 'implied';
  /** Ours, which the upstream may yet reject because this response came first. */
  readonly request: SentRequest | null;
  /** What the client gets of it: nothing yet, its speech, or nothing more since the user cut in. */
  readonly voice: 'silent' | 'speaking' | 'withheld';
  readonly startedAt: number;
  /** When its first text or audio came, in ms. */
  readonly firstOutputAt: number | null;
  readonly calls: Calls;
  /** Names of function calls by item, as far as known. */
  readonly callNames: ReadonlyMap<string, string>;
  /** Texts by item and part that are not complete yet. */
  readonly partialTexts: ReadonlyMap<string, string>;
  readonly queue: readonly Request[];
}

export interface SentRequest {
  readonly eventId: string;
  readonly request: Request;
}

/** At most one response is ever open; a further request is remembered, not sent. */
export type Turn =
  | { readonly status: 'idle' }
  | { readonly status: 'awaiting_items'; readonly startedAt: number; readonly queue: readonly Request[] }
  | {
      readonly status: 'requested';
      readonly sent: SentRequest;
      readonly startedAt: number;
      readonly queue: readonly Request[];
    }
  /** Refused because of a response that we have not seen; asked again when that is over. */
  | { readonly status: 'blocked'; readonly startedAt: number; readonly queue: readonly Request[] }
  | ActiveResponse
  | {
      readonly status: 'awaiting_results';
      readonly startedAt: number;
      readonly calls: Calls;
      readonly queue: readonly Request[];
    };

/** Where an utterance lies in the session's audio, in ms since its first sample. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The user's voice, as the upstream's turn detection hears it. */
export type Speech =
  | { readonly status: 'silent' }
  | { readonly status: 'speaking'; readonly startMs: number }
  /** Heard out; its answer has not begun. */
  | { readonly status: 'ended'; readonly span: Span };

/** The transcript of the user's last utterance. */
export type Transcript =
  | { readonly status: 'settled' }
  /** The agent's text waits for it, so that it comes after the user's. */
  | (Utterance & { readonly status: 'awaited'; readonly held: readonly ServerMessage[] })
  /** Nothing waits for it any longer. */
  | (Utterance & { readonly status: 'late' });

export interface Utterance {
  readonly itemId: string;
  readonly span: Span;
  /** What the interim transcripts said so far. */
  readonly text: string;
}

/** A change of the session, as a client asked for it, or several that go out together. */
export interface SessionUpdate {
  readonly acknowledgements: readonly UpdateAcknowledgement[];
  readonly session: Partial<RealtimeSessionCreateRequest>;
  /** To go back to when the upstream refuses. */
  readonly instructionsBefore: string;
}

export interface SessionUpdates {
  /** The instructions, once all changes have been applied. */
  readonly instructions: string;
  /** On its way: the upstream answers without naming it, so there is only one at a time. */
  readonly sent: (SessionUpdate & { readonly eventId: string }) | null;
  readonly waiting: SessionUpdate | null;
}

export interface ReadyState {
  readonly phase: 'ready';
  readonly configuration: Configuration;
  readonly turn: Turn;
  readonly speech: Speech;
  readonly transcript: Transcript;
  readonly updates: SessionUpdates;
  /** Whether the upstream announces its responses; one that never does is understood by their output. */
  readonly upstream: 'announcing' | 'silent';
  /** Ids of the last responses that ended: what still comes of them is late. */
  readonly finished: readonly string[];
  /** Item parts whose text the client has, the latest last. */
  readonly said: readonly string[];
  /** What was said and done, as the items that would restore it, oldest first. */
  readonly history: readonly ConversationItem[];
  /** `due`: the session is old, and replaced in the next quiet moment. */
  readonly age: 'fresh' | 'due';
  /** Counter behind the ids that we choose. */
  readonly serial: number;
}

export type State =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'connecting'; readonly configuration: Configuration; readonly backlog: Backlog }
  | { readonly phase: 'configuring'; readonly configuration: Configuration; readonly backlog: Backlog }
  | ReadyState
  | { readonly phase: 'closed' };

export interface Step<S extends State = State> {
  readonly state: S;
  readonly effects: readonly Effect[];
}

export const INITIAL_STATE: State = { phase: 'waiting' };

export const step = <S extends State>(state: S, ...effects: readonly Effect[]): Step<S> => ({ state, effects });

/** Takes one step for each entry, in order. */
export function stepThrough<S extends State, T>(
  first: Step<S>,
  entries: readonly T[],
  next: (state: S, entry: T) => Step<S>,
): Step<S> {
  let { state } = first;
  const effects = [...first.effects];
  for (const entry of entries) {
    const taken = next(state, entry);
    state = taken.state;
    effects.push(...taken.effects);
  }
  return { state, effects };
}

/** Goes on from a step; the effects add up in order. */
export function then<A extends State, B extends State>(first: Step<A>, next: (state: A) => Step<B>): Step<B> {
  const second = next(first.state);
  return { state: second.state, effects: [...first.effects, ...second.effects] };
}
