import type { AudioDelta } from '../protocol/frame.js';
import type { Item } from '../protocol/realtime.js';
import { toClient, type Effect } from './effects.js';
import { isOwnItem, itemKey, partKey, remember } from './ids.js';
import { speakingLatencies } from './latency.js';
import { conversationText, deliver } from './outbox.js';
import {
  addAudio,
  addText as addTextTo,
  findPart,
  heardText,
  isCutBefore,
  markCut,
  type TextPart,
} from './playback.js';
import { step, stepThrough, then } from './state.js';
import type { ActiveResponse, Context, ReadyState, Step } from './state.js';
import { attribute, isCut, withTurn } from './response.js';

/*
 * What the agent says. The same text reaches us from up to six events; the first that is complete wins, and the
 * client gets each part of each item once.
 */

/** Passes the agent's speech on, unless it belongs to a response that is over or that was cut short. */
export function speak(state: ReadyState, delta: AudioDelta, context: Context): Step<ReadyState> {
  const found = attribute(state, delta.responseId, context);
  if (found === null || delta.audio.byteLength === 0) return found ?? step(state);
  const { turn } = found;
  const isPassedOn = !isCut(turn);
  const ms = delta.audio.byteLength / bytesPerMs(state);
  const id = { ...delta, key: partKey(delta.itemId, delta.contentIndex), responseId: turn.responseId };
  if (delta.responseId === null && isCutBefore(state.playback, id)) return step(state);
  const playback = addAudio(state.playback, id, { ms, isPassedOn, now: context.now });
  if (!isPassedOn) return then(found, (next) => step({ ...next, playback }));
  const audio: Effect = { type: 'client.audio', audio: delta.audio };
  // All but the first: nothing else is new.
  const isFirst = turn.voice !== 'speaking' || turn.clock.audioAt === null || state.voice === 'open';
  if (!isFirst && turn.origin === 'created') return step({ ...state, playback }, audio);
  const heard = turn.clock.audioAt === null ? { ...turn, clock: { ...turn.clock, audioAt: context.now } } : turn;
  return then(
    then(found, (next) => startSpeaking({ ...next, turn: heard, playback, voice: 'locked' }, context)),
    (next) => step(next, audio),
  );
}

const PCM_BYTES_PER_MS = 48;
const G711_BYTES_PER_MS = 8;

const bytesPerMs = ({ configuration }: ReadyState): number =>
  configuration.formats.upstream.output === 'linear16' ? PCM_BYTES_PER_MS : G711_BYTES_PER_MS;

/** Keeps a piece of a text, in case no event brings the whole. */
export function addText(state: ReadyState, part: TextPart, context: Context): Step<ReadyState> {
  const found = attribute(state, part.responseId, context);
  if (found === null) return step(state);
  const partialTexts = new Map(found.turn.partialTexts);
  partialTexts.set(part.key, { ...part, text: (partialTexts.get(part.key)?.text ?? '') + part.text });
  const { turn } = found;
  return then(found, (next) => step(withTurn(next, { ...withText(turn, context), partialTexts })));
}

/** Delivers the complete text of one part, once. */
export function say(state: ReadyState, part: TextPart, context: Context): Step<ReadyState> {
  if (part.text === '' || state.said.includes(part.key)) return step(state);
  const found = attribute(state, part.responseId, context);
  if (found === null) return step(state);
  const { turn } = found;
  const named = { ...part, responseId: turn.responseId };
  const remembered = then(found, (next) => step(remember(withTurn(next, withText(turn, context)), part.key)));
  if (isCut(turn) && part.form === 'spoken') return then(remembered, (next) => sayHeard(next, named, context));
  if (turn.voice === 'dropped') return remembered;
  const begun = turn.voice === 'withheld' ? remembered : then(remembered, (next) => startSpeaking(next, context));
  return then(begun, (next) => {
    const text = { whole: part.text, told: part.text };
    const told = { text, isPassedOn: true, now: context.now };
    const playback = part.form === 'spoken' ? addTextTo(next.playback, named, told) : next.playback;
    return deliver({ ...next, playback }, conversationText(next, 'assistant', part.text), context);
  });
}

/** Delivers what the client heard of a part that was cut short, and marks that in the history. */
function sayHeard(state: ReadyState, part: TextPart, context: Context): Step<ReadyState> {
  const known = findPart(state.playback, part);
  const heard = known === undefined ? '' : heardText(part.text, known);
  const text = heard === '' ? null : { whole: part.text, told: heard };
  const told = { text, isPassedOn: false, now: context.now };
  const noted: ReadyState = { ...state, playback: addTextTo(state.playback, part, told) };
  if (heard === '') return step(noted);
  const recorded = heard === part.text ? heard : markCut(heard);
  return deliver(noted, conversationText(noted, 'assistant', heard, recorded), context);
}

/** Delivers what an assistant's message item holds, as far as it was not said before. */
export function sayItem(state: ReadyState, item: Item, responseId: string | null, context: Context): Step<ReadyState> {
  if (item.type !== 'message' || item.role !== 'assistant' || isOwnItem(item.id)) return step(state);
  const itemId = item.id ?? null;
  const content = Array.isArray(item.content) ? (item.content as readonly ContentPart[]) : [];
  const parts = content.map((part, contentIndex): TextPart => {
    const id = { responseId, itemId, contentIndex, key: partKey(itemId, contentIndex) };
    return { ...id, ...contentOf(part) };
  });
  const said = stepThrough<ReadyState, TextPart>(step(state), parts, (next, part) => say(next, part, context));
  return then(said, (next) => step(noteUnheard(next, { itemId, responseId }, context)));
}

/** An item that was cut short before it said anything is one that nothing was heard of. */
function noteUnheard(
  state: ReadyState,
  { itemId, responseId }: { readonly itemId: string | null; readonly responseId: string | null },
  { now }: Context,
): ReadyState {
  const { turn, playback } = state;
  if (itemId === null || turn.status !== 'active' || !isCut(turn) || responseId !== turn.responseId) return state;
  const keys = [...state.said, ...turn.partialTexts.keys()];
  if (keys.some((key) => key.startsWith(itemKey(itemId)))) return state;
  const id = { itemId, contentIndex: 0, key: partKey(itemId, 0), responseId };
  return { ...state, playback: addAudio(playback, id, { ms: 0, isPassedOn: false, now }) };
}

/** The response is over: delivers the texts that only ever came in pieces. */
export function sayPartialTexts(state: ReadyState, context: Context): Step<ReadyState> {
  if (state.turn.status !== 'active') return step(state);
  const { responseId, partialTexts } = state.turn;
  return stepThrough<ReadyState, TextPart>(step(state), [...partialTexts.values()], (next, part) =>
    say(next, { ...part, responseId }, context),
  );
}

interface ContentPart {
  readonly text?: string | null;
  readonly transcript?: string | null;
}

/** What a content part says. */
export const contentOf = (part: ContentPart | null | undefined): Pick<TextPart, 'form' | 'text'> =>
  typeof part?.text === 'string'
    ? { form: 'written', text: part.text }
    : { form: 'spoken', text: part?.transcript ?? '' };

/** The response, and the turn, have their first text now at the latest. */
const withText = (turn: ActiveResponse, { now }: Context): ActiveResponse =>
  turn.textAt !== null ? turn : { ...turn, textAt: now, clock: { ...turn.clock, textAt: turn.clock.textAt ?? now } };

function startSpeaking(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status !== 'active' || turn.voice !== 'silent') return step(state);
  const speaking: ActiveResponse = { ...turn, voice: 'speaking' };
  const latencies = speakingLatencies(turn, context.now);
  return step(withTurn(state, speaking), toClient({ type: 'AgentStartedSpeaking', ...latencies }));
}
