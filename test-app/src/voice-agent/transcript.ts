import type { FunctionCall } from './messages.js';
import type { ToolOutcome } from './server-tools.js';

export type ToolCallState = { readonly status: 'running' } | { readonly status: 'cancelled' } | ToolOutcome;

export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly description: string;
}

/**
 * What the user says has its place from the moment they begin, so that whatever it causes comes after it. `pending`:
 * the final words are still to come; `unheard`: the turn is over and they did not, yet they may.
 */
export type UserEntry = {
  readonly kind: 'user';
  readonly id: number;
  readonly source: 'typed' | 'voice';
  readonly text: string;
  readonly phase: 'pending' | 'final' | 'unheard';
};
/** `heard`: how many characters of the text were heard before the user cut it off; null where nobody did. */
export type AssistantEntry = {
  readonly kind: 'assistant';
  readonly id: number;
  readonly text: string;
  readonly heard: number | null;
};
export type ToolCallEntry = {
  readonly kind: 'tool_call';
  readonly id: number;
  readonly call: FunctionCall;
  readonly state: ToolCallState;
};
export type ProblemEntry = { readonly kind: 'problem'; readonly id: number; readonly problem: Problem };

/** One thing in the transcript; `id` is its own for as long as the conversation is kept. */
export type Entry = UserEntry | AssistantEntry | ToolCallEntry | ProblemEntry;
type NewEntry = Entry extends infer One ? (One extends Entry ? Omit<One, 'id'> : never) : never;

export interface Transcript {
  readonly entries: readonly Entry[];
  /** The entry of the user who is interrupting: what the agent had begun to say belongs before it. */
  readonly interruptedBy: number | null;
  /** What was heard of an answer whose text is still to come. */
  readonly cutText: string | null;
}

export const EMPTY_TRANSCRIPT: Transcript = { entries: [], interruptedBy: null, cutText: null };

const CUT_MARK = '…';

const insert = (transcript: Transcript, entry: NewEntry, before: number | null = null): Transcript => {
  const { entries } = transcript;
  const id = entries.reduce((highest, one) => Math.max(highest, one.id), 0) + 1;
  const found = before === null ? -1 : entries.findIndex((one) => one.id === before);
  return { ...transcript, entries: entries.toSpliced(found === -1 ? entries.length : found, 0, { ...entry, id }) };
};

const replace = (transcript: Transcript, entry: Entry): Transcript => ({
  ...transcript,
  entries: transcript.entries.map((one) => (one.id === entry.id ? entry : one)),
});

const awaited = ({ entries }: Transcript, source: UserEntry['source']): UserEntry | undefined =>
  entries.find((entry) => entry.kind === 'user' && entry.source === source && entry.phase !== 'final') as
    UserEntry | undefined;

/** The user begins to speak. `isInterrupting`: it is the agent's turn. */
export function startUtterance(transcript: Transcript, isInterrupting: boolean): Transcript {
  // What the last turn never made words of was no speech; left there, it would take this utterance's words.
  const entries = transcript.entries.filter((entry) => !(entry.kind === 'user' && isFalseAlarm(entry)));
  const last = entries.at(-1);
  const isContinued = last?.kind === 'user' && last.source === 'voice' && last.phase === 'pending' && last.text === '';
  const kept = { ...transcript, entries, cutText: null };
  const next = isContinued ? kept : insert(kept, { kind: 'user', source: 'voice', text: '', phase: 'pending' });
  return { ...next, interruptedBy: isInterrupting ? (next.entries.at(-1)?.id ?? null) : transcript.interruptedBy };
}

/** Nothing was understood of it, at least not in time. */
export const isFalseAlarm = ({ phase, text }: UserEntry): boolean => phase === 'unheard' && text === '';

/** Shows what was understood so far of what the user is saying. */
export function showInterim(transcript: Transcript, text: string): Transcript {
  const entry = awaited(transcript, 'voice');
  if (text.trim() === '') return transcript;
  if (entry) return replace(transcript, { ...entry, text });
  return insert(transcript, { kind: 'user', source: 'voice', text, phase: 'pending' });
}

/** Shows what the user typed, before the server has echoed it. */
export const addTyped = (transcript: Transcript, text: string): Transcript =>
  insert(transcript, { kind: 'user', source: 'typed', text, phase: 'pending' });

/** The user's final words, spoken or typed. */
export function addUserText(transcript: Transcript, text: string): Transcript {
  if (text.trim() === '') return transcript;
  const typed = transcript.entries.find(
    (entry) => entry.kind === 'user' && entry.source === 'typed' && entry.phase === 'pending' && entry.text === text,
  );
  const entry = typed ?? awaited(transcript, 'voice');
  if (entry?.kind === 'user') return replace(transcript, { ...entry, text, phase: 'final' });
  return insert(transcript, { kind: 'user', source: 'voice', text, phase: 'final' });
}

/** A text of the agent's, in the place of the turn that it belongs to. */
export function addAssistantText(transcript: Transcript, text: string): Transcript {
  if (text.trim() === '' || isCallLine(transcript, text)) return transcript;
  const isCut = transcript.cutText?.trim() === text.trim();
  const entry = { kind: 'assistant', text, heard: isCut ? text.length : null } as const;
  return insert(isCut ? { ...transcript, cutText: null } : transcript, entry, transcript.interruptedBy);
}

/** The component's dialect repeats each call as a line of the agent's; the page shows the call itself. */
const isCallLine = ({ entries }: Transcript, text: string): boolean =>
  entries.some(
    (entry) => entry.kind === 'tool_call' && text === `Function call: ${entry.call.name}(${entry.call.arguments})`,
  );

/**
 * What was really heard of an answer. It corrects the text that is shown already, or announces that only this much of
 * one will come.
 */
export function markHeard(transcript: Transcript, content: string): Transcript {
  if (!content.endsWith(CUT_MARK)) return transcript;
  const heard = content.slice(0, -CUT_MARK.length).trimEnd();
  const entry = findAnswer(transcript, heard);
  return entry ? replace(transcript, { ...entry, heard: heard.length }) : { ...transcript, cutText: heard };
}

/** The newest answer of the turn before the one that the user has just begun. */
function findAnswer({ entries }: Transcript, heard: string): AssistantEntry | undefined {
  let isBeforeInterruption = false;
  for (const entry of entries.toReversed()) {
    if (entry.kind === 'user') {
      if (isBeforeInterruption || entry.source === 'typed') return undefined;
      isBeforeInterruption = true;
    }
    if (entry.kind === 'assistant' && entry.heard === null && entry.text.startsWith(heard)) return entry;
  }
  return undefined;
}

/** The user has spoken: what the agent says from here on is an answer to that. */
export const endInterruption = (transcript: Transcript): Transcript =>
  transcript.interruptedBy === null ? transcript : { ...transcript, interruptedBy: null };

/** The agent's turn is over. */
export function endTurn(transcript: Transcript): Transcript {
  const { interruptedBy } = transcript;
  const entries = transcript.entries.map((entry) =>
    entry.kind === 'user' && entry.source === 'voice' && entry.phase === 'pending' && entry.id !== interruptedBy
      ? { ...entry, phase: 'unheard' as const }
      : entry,
  );
  return { ...transcript, entries, interruptedBy: null, cutText: null };
}

export const addProblem = (transcript: Transcript, problem: Problem): Transcript =>
  insert(transcript, { kind: 'problem', problem });

export function addCall(transcript: Transcript, call: FunctionCall): Transcript {
  const isKnown = transcript.entries.some((entry) => entry.kind === 'tool_call' && entry.call.id === call.id);
  if (isKnown) return transcript;
  return insert(transcript, { kind: 'tool_call', call, state: { status: 'running' } }, transcript.interruptedBy);
}

/** Gives calls that still run their outcome. */
export function settleCalls(transcript: Transcript, isMeant: (callId: string) => boolean, outcome: ToolCallState) {
  const entries = transcript.entries.map((entry) =>
    entry.kind === 'tool_call' && entry.state.status === 'running' && isMeant(entry.call.id)
      ? { ...entry, state: outcome }
      : entry,
  );
  return { ...transcript, entries };
}

/** The connection is over: nothing that was awaited will come. */
export const closeTranscript = (transcript: Transcript): Transcript => {
  const { entries } = settleCalls(endTurn({ ...transcript, interruptedBy: null }), () => true, { status: 'cancelled' });
  return { ...EMPTY_TRANSCRIPT, entries: entries.filter((entry) => !(entry.kind === 'user' && isFalseAlarm(entry))) };
};
