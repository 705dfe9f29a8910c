import type { ServerMessage } from '../protocol/agent-server.js';
import { toClient, toUpstream, type Effect } from './effects.js';
import { cutEventId } from './ids.js';
import { correctRecord } from './rollover.js';
import { heardMs, heardText, interrupt, markCut, type SpokenPart } from './playback.js';
import { isCut, markFinished } from './response.js';
import { step, stepThrough, type Context, type ReadyState, type Step } from './state.js';

/*
 * An answer that is cut short: the model forgets, and the records lose, what the client did not hear of it.
 */

/** Whether more may come of a part: its response is still running. */
const isOpenIn =
  ({ turn }: ReadyState) =>
  ({ responseId }: Pick<SpokenPart, 'responseId'>): boolean =>
    turn.status === 'active' && turn.responseId === responseId;

/** The user interrupts: the client throws away what it has not played. */
export function interruptPlayback(state: ReadyState, context: Context): Step<ReadyState> {
  if (state.playback.parts.length === 0) return step(state);
  const isOpen = isOpenIn(state);
  const playback = interrupt(state.playback, isOpen, context.now);
  // More may come of a response that nobody announced, and that counts as over.
  const over = playback.parts.filter((part) => !isOpen(part)).map(({ responseId }) => responseId);
  const cut = [...new Set(over)].reduce(markFinished, { ...state, playback });
  // Of an item that is not complete the model is told now how far it was heard; whether nothing was, only its end tells.
  return settleParts(cut, (part) => !isOpen(part) || (heardMs(part) > 0 && isShort(part)));
}

/** The running response is over: nothing more comes of what was cut of it. */
export function settleCut(state: ReadyState): Step<ReadyState> {
  const { turn } = state;
  if (turn.status !== 'active' || !isCut(turn)) return step(state);
  const isOpen = isOpenIn(state);
  const settled = settleParts(state, isOpen);
  // What came since an item was cut changes how much of its text was heard.
  const late = settled.state.playback.parts.filter((part) => part.status === 'settled' && isOpen(part));
  return stepThrough(settled, late, measureText);
}

const isShort = ({ keptMs, generatedMs }: SpokenPart): boolean => keptMs === 0 || keptMs < generatedMs;

/** The latest first: texts that are the same are told apart by that. */
function settleParts(state: ReadyState, isDue: (part: SpokenPart) => boolean): Step<ReadyState> {
  const due = state.playback.parts.filter((part) => part.status === 'cut' && isDue(part));
  return stepThrough(step(state), due.reverse(), (next, part) => {
    const told = measureText(next, part);
    const parts = told.state.playback.parts.map((each): SpokenPart =>
      each.key === part.key && each.responseId === part.responseId ? { ...each, status: 'settled' } : each,
    );
    const settled: ReadyState = { ...told.state, playback: { ...told.state.playback, parts } };
    return { state: settled, effects: [...(isShort(part) ? forget(part) : []), ...told.effects] };
  });
}

/** Tells how much of a text was heard, if that is other than what was told. */
function measureText(state: ReadyState, part: SpokenPart): Step<ReadyState> {
  const { text } = part;
  if (text === null) return step(state);
  const heard = heardText(text.whole, part);
  if (heard === text.told) return step(state);
  const parts = state.playback.parts.map((each) =>
    each === part ? { ...part, text: { ...text, told: heard } } : each,
  );
  return correct({ ...state, playback: { ...state.playback, parts } }, text.told, heard);
}

/** Has the model forget what was not heard. */
function forget(part: SpokenPart): readonly Effect[] {
  const { itemId, contentIndex } = part;
  // The API cuts the first part of an item alone.
  if (itemId === null || contentIndex !== 0) return [];
  const event_id = cutEventId(itemId);
  if (heardMs(part) === 0) return [toUpstream({ type: 'conversation.item.delete', event_id, item_id: itemId })];
  return [
    toUpstream({
      type: 'conversation.item.truncate',
      event_id,
      item_id: itemId,
      content_index: contentIndex,
      audio_end_ms: heardMs(part),
    }),
  ];
}

/** The client has been told more than was heard, or is about to be. */
function correct(state: ReadyState, told: string, heard: string): Step<ReadyState> {
  const { transcript } = state;
  if (transcript.status === 'awaited') {
    const isIt = (message: ServerMessage): boolean =>
      'content' in message && 'role' in message && message.role === 'assistant' && message.content === told;
    const index = transcript.held.findLastIndex((message) => message.type === 'ConversationText' && isIt(message));
    if (index !== -1) {
      const before = transcript.held.slice(0, index);
      const record = before.at(-1)?.type === 'History' ? [before.pop()] : [];
      const text: ServerMessage = { type: 'ConversationText', role: 'assistant', content: heard };
      const replaced: readonly ServerMessage[] = [
        ...before,
        ...record.map((): ServerMessage => ({ type: 'History', role: 'assistant', content: markCut(heard) })),
        ...(heard === '' ? [] : [text]),
        ...transcript.held.slice(index + 1),
      ];
      return step({ ...state, transcript: { ...transcript, held: replaced } });
    }
  }
  const corrected = correctRecord(state, told, heard);
  if (!state.configuration.reportsHistory) return step(corrected);
  return step(corrected, toClient({ type: 'History', role: 'assistant', content: markCut(heard) }));
}
