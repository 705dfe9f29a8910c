import { toClient, toUpstream, type Effect } from './effects.js';
import { cutEventId } from './ids.js';
import { correctRecord } from './rollover.js';
import { heardMs, heardText, interrupt, markCut, type SpokenPart } from './playback.js';
import { isCut } from './response.js';
import { step, stepThrough, then, type Context, type ReadyState, type Step } from './state.js';

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
  // Of an item that is not complete the model is told now how far it was heard; whether nothing was, only its end tells.
  const isDue = (part: SpokenPart): boolean => !isOpen(part) || (heardMs(part) > 0 && isShort(part));
  return settleParts({ ...state, playback }, isDue);
}

/** The running response is over: nothing more comes of what was cut of it. */
export function settleCut(state: ReadyState): Step<ReadyState> {
  const { turn } = state;
  return turn.status === 'active' && isCut(turn) ? settleParts(state, isOpenIn(state)) : step(state);
}

const isShort = ({ keptMs, generatedMs }: SpokenPart): boolean => keptMs === 0 || keptMs < generatedMs;

function settleParts(state: ReadyState, isDue: (part: SpokenPart) => boolean): Step<ReadyState> {
  const due = state.playback.parts.filter((part) => part.status === 'cut' && isDue(part));
  return stepThrough(step(state), due, settlePart);
}

function settlePart(state: ReadyState, part: SpokenPart): Step<ReadyState> {
  const { text } = part;
  const heard = text === null ? '' : heardText(text.whole, part);
  const parts = state.playback.parts.map((each): SpokenPart =>
    each === part ? { ...part, text: text && { ...text, told: heard }, status: 'settled' } : each,
  );
  const settled: ReadyState = { ...state, playback: { ...state.playback, parts } };
  const forgotten = step(settled, ...(isShort(part) ? forget(part) : []));
  return text === null || text.told === heard ? forgotten : then(forgotten, (next) => correct(next, text.told, heard));
}

/** Has the model forget what was not heard. */
function forget(part: SpokenPart): readonly Effect[] {
  const { itemId, contentIndex } = part;
  if (itemId === null) return [];
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
    const held = transcript.held.flatMap((message) => {
      const isIt =
        'content' in message && 'role' in message && message.role === 'assistant' && message.content === told;
      if (!isIt) return [message];
      if (message.type === 'History') return [{ ...message, content: markCut(heard) }];
      return heard === '' ? [] : [{ ...message, content: heard }];
    });
    if (held.some((message, index) => message !== transcript.held[index]) || held.length < transcript.held.length) {
      return step({ ...state, transcript: { ...transcript, held } });
    }
  }
  const corrected = correctRecord(state, told, heard);
  if (!state.configuration.reportsHistory) return step(corrected);
  return step(corrected, toClient({ type: 'History', role: 'assistant', content: markCut(heard) }));
}
