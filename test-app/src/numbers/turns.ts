import { memberOf, textOf } from '../inspector/family.js';
import type { FrameRecord, WireRecord } from '../inspector/record.js';
import { callTime, proxyTime, type Span } from './spans.js';
import { addTokens, costOf, NO_TOKENS, tokensOf, transcriptionCostOf, type Tokens } from './usage.js';

/** From the end of what the user said, or the agent's own start, to all that it led to. Times in ms from its start. */
export interface Turn {
  /** `seq` of the record that began it. */
  readonly id: number;
  readonly kind: 'spoken' | 'typed' | 'agent';
  /** The user's words, as far as they are known. */
  readonly words: string;
  /** The first text of the agent reaches the client; null while none has. */
  readonly firstTextMs: number | null;
  /** The first audio of the agent reaches the client; null while none has. */
  readonly firstAudioMs: number | null;
  /** Functions that ran, from call to result; two at once count once. */
  readonly toolMs: number;
  /** Of `firstAudioMs`: functions ran. */
  readonly toolShareMs: number;
  /** Of `firstAudioMs`: the proxy held a message that led to another. */
  readonly proxyMs: number;
  /** Audio that was sent to the client. */
  readonly audioOutMs: number;
  readonly tokens: Tokens;
  /** US dollars by the table; null where it does not know the model. */
  readonly cost: number | null;
}

export interface Numbers {
  readonly turns: readonly Turn[];
  readonly tokens: Tokens;
  readonly cost: number | null;
  readonly audioInMs: number;
  readonly audioOutMs: number;
  /** The Realtime model; empty where unknown. */
  readonly model: string;
}

interface Draft {
  readonly id: number;
  readonly kind: Turn['kind'];
  readonly startedAt: number;
  words: string;
  firstTextAt: number | null;
  firstAudioAt: number | null;
  audioOutMs: number;
  tokens: Tokens;
  cost: number | null;
  status: 'open' | 'answered';
  readonly calls: Map<string, Span>;
  /** Frames that came, and when the last that each led to was sent. */
  readonly handled: Map<number, Span>;
}

const isFrame = (record: WireRecord): record is FrameRecord => record.kind === 'text' || record.kind === 'audio';
const modelIn = (detail: string): string => /[?&]model=([^&]+)/.exec(detail)?.[1] ?? '';
const plus = (one: number | null, other: number | undefined): number | null =>
  one === null || other === undefined ? null : one + other;

/** Computes the turns of one connection from what passed on both of its wires. */
export function numbersOf(records: readonly WireRecord[]): Numbers {
  const drafts: Draft[] = [];
  let model = '';
  let transcriber = '';
  let audioInMs = 0;
  let requestedAt: number | null = null;
  const current = () => drafts.at(-1);

  function begin(kind: Turn['kind'], { seq }: FrameRecord, startedAt: number, words = ''): void {
    drafts.push({
      ...{ id: seq, kind, startedAt, words, firstTextAt: null, firstAudioAt: null, audioOutMs: 0 },
      ...{ tokens: NO_TOKENS, cost: 0, status: 'open', calls: new Map(), handled: new Map() },
    });
  }

  function readClient(record: FrameRecord): void {
    const turn = current();
    const { type, at, json } = record;
    if (record.direction === 'received') {
      if (record.kind === 'audio') audioInMs += record.audio.ms;
      if (type === 'InjectUserMessage') begin('typed', record, at, textOf(json, 'content'));
      return;
    }
    if (turn === undefined) return;
    if (record.kind === 'audio') {
      turn.firstAudioAt ??= at;
      turn.audioOutMs += record.audio.ms;
    }
    if (type === 'AgentAudioDone') turn.status = 'answered';
    if (type !== 'ConversationText') return;
    if (textOf(json, 'role') === 'assistant') turn.firstTextAt ??= at;
    else if (turn.kind === 'spoken' && turn.words === '') turn.words = textOf(json, 'content');
  }

  function readSent(record: FrameRecord): void {
    const { type, at, json } = record;
    if (type === 'response.create') requestedAt = at;
    if (type === 'session.update') readSession(json);
    const call = current()?.calls.get(textOf(json, 'item', 'call_id'));
    if (call !== undefined && textOf(json, 'item', 'type') === 'function_call_output') call.end = at;
  }

  function readSession(json: unknown): void {
    model = textOf(json, 'session', 'model') || model;
    transcriber = textOf(json, 'session', 'audio', 'input', 'transcription', 'model') || transcriber;
  }

  function readReceived(record: FrameRecord): void {
    const turn = current();
    const { type, at, json } = record;
    switch (type) {
      case 'session.created':
      case 'session.updated':
        return readSession(json);
      case 'input_audio_buffer.speech_stopped':
        return begin('spoken', record, at);
      case 'input_audio_buffer.committed':
        // Turn detection has said so already; a client that ends its turns itself has not.
        if (turn?.kind !== 'spoken' || turn.status === 'answered') begin('spoken', record, at);
        return;
      case 'response.created':
        if (turn?.status !== 'open') begin('agent', record, requestedAt ?? at);
        return;
      case 'response.function_call_arguments.done':
        turn?.calls.set(textOf(json, 'call_id'), { start: at, end: null });
        return;
      case 'response.done': {
        const tokens = tokensOf(memberOf(json, 'response', 'usage'));
        if (turn === undefined || tokens === undefined) return;
        turn.tokens = addTokens(turn.tokens, tokens);
        turn.cost = plus(turn.cost, costOf(tokens, model));
        return;
      }
      case 'conversation.item.input_audio_transcription.completed':
        // A price that is unknown leaves the answer's own cost known.
        if (turn !== undefined)
          turn.cost = plus(turn.cost, transcriptionCostOf(memberOf(json, 'usage'), transcriber) ?? 0);
    }
  }

  for (const record of records) {
    if (record.kind === 'opened' && record.leg === 'upstream') model = modelIn(record.detail) || model;
    if (!isFrame(record)) continue;
    if (record.leg === 'client') readClient(record);
    else if (record.direction === 'sent') readSent(record);
    else readReceived(record);
    const handled = current()?.handled;
    const isMicrophone = record.kind === 'audio' && record.leg === 'client';
    if (record.direction === 'received' && !isMicrophone) handled?.set(record.seq, { start: record.at, end: null });
    const cause = record.cause === null ? undefined : handled?.get(record.cause);
    if (record.direction === 'sent' && cause !== undefined) cause.end = record.at;
  }

  const turns = drafts.map(finish);
  return {
    turns,
    tokens: turns.reduce((sum, turn) => addTokens(sum, turn.tokens), NO_TOKENS),
    cost: turns.reduce<number | null>((sum, { cost }) => plus(sum, cost ?? undefined), 0),
    audioInMs,
    audioOutMs: turns.reduce((sum, turn) => sum + turn.audioOutMs, 0),
    model,
  };
}

function finish({ id, kind, words, startedAt, firstTextAt, firstAudioAt, calls, handled, ...draft }: Draft): Turn {
  const since = (at: number | null) => (at === null ? null : at - startedAt);
  const spans = [...calls.values()];
  return {
    id,
    kind,
    words,
    firstTextMs: since(firstTextAt),
    firstAudioMs: since(firstAudioAt),
    toolMs: callTime(spans, Infinity),
    toolShareMs: callTime(spans, firstAudioAt ?? 0),
    proxyMs: proxyTime([...handled.values()], firstAudioAt ?? 0),
    audioOutMs: draft.audioOutMs,
    tokens: draft.tokens,
    cost: draft.cost,
  };
}
