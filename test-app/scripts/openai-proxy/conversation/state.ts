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
import type { FunctionOutcome, FunctionTarget } from './function-target.js';
import type { Playback, TextPart } from './playback.js';
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
  | { readonly type: 'upstream.congested' }
  | { readonly type: 'upstream.closed'; readonly code: number; readonly reason: string }
  | { readonly type: 'function.settled'; readonly callId: string; readonly outcome: FunctionOutcome }
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
  /** The agent speaks a given text: in its turn, or at once, whoever speaks. */
  | { readonly kind: 'say'; readonly text: string; readonly manner: 'queue' | 'interrupt' }
  | { readonly kind: 'native'; readonly response: RealtimeResponseCreateParams | undefined };

/** One call of the model. `complete`: not announced to the client yet. */
export interface Call {
  readonly name: string;
  /** JSON, as the model wrote it. */
  readonly arguments: string;
  readonly runner: 'client' | 'server';
  readonly status: 'complete' | 'open' | 'answered';
}

/** The calls of one turn that the model made, by call id. */
export type Calls = ReadonlyMap<string, Call>;

/** When things happened in a turn, in ms; null for what has not happened. */
export interface TurnClock {
  /** The end of the user's input. */
  readonly inputAt: number;
  readonly textAt: number | null;
  readonly toolAt: number | null;
  readonly audioAt: number | null;
}

/** What every turn has that is under way. */
interface Underway {
  readonly startedAt: number;
  readonly clock: TurnClock;
  /** Of responses that are over, as long as one waits for its result. */
  readonly calls: Calls;
  readonly queue: readonly Request[];
}

export interface ActiveResponse extends Underway {
  readonly status: 'active';
  /** Null where the upstream names none. */
  readonly responseId: string | null;
  /** An upstream that never announces a response still answers: then its output implies one. */
  readonly origin: 'created' | 'implied';
  /** Ours, which the upstream may yet reject because this response came first. */
  readonly request: SentRequest | null;
  /** What the client gets of it: nothing yet, its speech, of what it heard the text since it was cut short, or nothing. */
  readonly voice: 'silent' | 'speaking' | 'withheld' | 'dropped';
  /** When its first text came, in ms. */
  readonly textAt: number | null;
  /** Names of function calls by item, as far as known. */
  readonly callNames: ReadonlyMap<string, string>;
  /** Texts by item and part that are not complete yet. */
  readonly partialTexts: ReadonlyMap<string, TextPart>;
}

export interface SentRequest {
  readonly eventId: string;
  readonly request: Request;
}

/** At most one response is ever open; a further request is remembered, not sent. */
export type Turn =
  | { readonly status: 'idle' }
  | (Underway & { readonly status: 'awaiting_items' })
  | (Underway & { readonly status: 'requested'; readonly sent: SentRequest })
  /** Refused because of a response that we have not seen; asked again when that is over. */
  | (Underway & { readonly status: 'blocked' })
  | ActiveResponse
  | (Underway & { readonly status: 'awaiting_results' });

/** Where an utterance lies in the session's audio, in ms since its first sample. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The user's voice, as the upstream's turn detection hears it. */
export type Speech =
  | { readonly status: 'silent' }
  | { readonly status: 'speaking'; readonly itemId: string | null; readonly startMs: number; readonly at: number }
  /** The client ended the turn; the upstream is yet to make an item of the audio. */
  | { readonly status: 'committing'; readonly span: Span; readonly at: number }
  /** Heard out; its answer has not begun. */
  | { readonly status: 'ended'; readonly span: Span; readonly at: number };

/** The transcript of the user's last utterance. */
export type Transcript =
  /** `tookMs`: from the end of the speech, until a `LatencyReport` has told it. */
  | { readonly status: 'settled'; readonly tookMs: number | null }
  /** The agent's text waits for it, so that it comes after the user's. */
  | (Utterance & { readonly status: 'awaited'; readonly held: readonly ServerMessage[] })
  /** Nothing waits for it any longer. */
  | (Utterance & { readonly status: 'late' });

export interface Utterance {
  readonly itemId: string;
  readonly span: Span;
  readonly endedAt: number;
  /** What the interim transcripts said so far. */
  readonly text: string;
}

/** A change of the session, as a client asked for it, or several that go out together. */
export interface SessionUpdate {
  readonly acknowledgements: readonly UpdateAcknowledgement[];
  readonly session: Partial<RealtimeSessionCreateRequest>;
  /** Which functions the server runs from then on; absent where that does not change. */
  readonly targets?: ReadonlyMap<string, FunctionTarget> | undefined;
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
  readonly playback: Playback;
  readonly updates: SessionUpdates;
  /** Audio of the client that no item holds yet. */
  readonly inputAudio: 'none' | 'buffered';
  /** OpenAI fixes the voice with a session's first audio. */
  readonly voice: 'open' | 'locked';
  /** Whether the upstream announces its responses; one that never does is understood by their output. */
  readonly upstream: 'announcing' | 'silent';
  /** Ids of the last responses that ended: what still comes of them is late. */
  readonly finished: readonly string[];
  /** Item parts whose text the client has, the latest last. */
  readonly said: readonly string[];
  /** Ids that a native client gave to its items, the latest last. */
  readonly nativeItems: readonly string[];
  /** What was said and done, as the items that would restore it, oldest first. */
  readonly history: readonly ConversationItem[];
  /** Characters of `history`, as JSON. */
  readonly historySize: number;
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
