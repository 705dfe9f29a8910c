import * as z from 'zod/mini';
import type { ContextMessage } from './messages.js';
import { toResponseContent } from './server-tools.js';
import { EMPTY_TRANSCRIPT, type Entry, type Transcript } from './transcript.js';

const STORAGE_KEY = 'voice-agent.conversation';
/** Older entries are forgotten, on the page and by the agent. */
const MAX_ENTRIES = 200;

const outcomeSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('answered'), content: z.string() }),
  z.object({ status: z.literal('failed'), code: z.string(), message: z.string() }),
  z.object({ status: z.literal('cancelled') }),
]);
const callSchema = z.object({ id: z.string(), name: z.string(), arguments: z.string(), client_side: z.boolean() });
const entrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('user'),
    id: z.number(),
    source: z.enum(['typed', 'voice']),
    text: z.string(),
    phase: z.literal('final'),
  }),
  z.object({ kind: z.literal('assistant'), id: z.number(), text: z.string(), heard: z.nullable(z.number()) }),
  z.object({ kind: z.literal('tool_call'), id: z.number(), call: callSchema, state: outcomeSchema }),
]);
const storedSchema = z.array(entrySchema);

type Lasting = z.infer<typeof entrySchema>;

/** What outlives the page: words that are final and calls that are over. */
const isLasting = (entry: Entry): entry is Lasting & Entry =>
  (entry.kind === 'user' && entry.phase === 'final') ||
  entry.kind === 'assistant' ||
  (entry.kind === 'tool_call' && entry.state.status !== 'running');

/** Remembers a conversation in this browser. Does nothing where storage is forbidden or full. */
export function saveTranscript({ entries }: Transcript): void {
  try {
    const lasting = entries.filter(isLasting).slice(-MAX_ENTRIES);
    if (lasting.length === 0) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, JSON.stringify(lasting));
  } catch {
    // A conversation that is not remembered is still a conversation.
  }
}

/** The conversation of the last visit; empty where there is none, or none that can be read. */
export function loadTranscript(): Transcript {
  try {
    const stored = storedSchema.parse(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]'));
    return { ...EMPTY_TRANSCRIPT, entries: stored };
  } catch {
    return EMPTY_TRANSCRIPT;
  }
}

/** The conversation so far as `agent.context.messages`; of what was cut off, only what was heard. */
export const toContext = ({ entries }: Transcript): ContextMessage[] =>
  entries.filter(isLasting).slice(-MAX_ENTRIES).flatMap(toMessage);

function toMessage(entry: Lasting): readonly ContextMessage[] {
  switch (entry.kind) {
    case 'user':
      return [{ type: 'History', role: 'user', content: entry.text }];
    case 'assistant': {
      const content = entry.heard === null ? entry.text : entry.text.slice(0, entry.heard);
      return content === '' ? [] : [{ type: 'History', role: 'assistant', content }];
    }
    case 'tool_call': {
      const { call, state } = entry;
      if (state.status === 'cancelled') return [];
      return [{ type: 'History', function_calls: [{ ...call, response: toResponseContent(state) }] }];
    }
  }
}
