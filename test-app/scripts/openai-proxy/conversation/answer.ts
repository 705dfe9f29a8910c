import type { AudioDelta } from '../protocol/frame.js';
import type { Item } from '../protocol/realtime.js';
import { toClient, type Effect } from './effects.js';
import { isOwnItem, partKey, remember } from './ids.js';
import { speakingLatencies } from './latency.js';
import { conversationText, deliver } from './outbox.js';
import { step, then, type ActiveResponse, type Context, type ReadyState, type Step } from './state.js';
import { attribute, isCut, withTurn } from './response.js';

/*
 * What the agent says. The same text reaches us from up to six events; the first that is complete wins, and the
 * client gets each part of each item once.
 */

/** Passes the agent's speech on, unless it belongs to a response that is over or that the user cut short. */
export function speak(state: ReadyState, delta: AudioDelta, context: Context): Step<ReadyState> {
  const found = attribute(state, delta.responseId, context);
  if (found === null || isCut(found.turn) || delta.audio.byteLength === 0) return found ?? step(state);
  const audio: Effect = { type: 'client.audio', audio: delta.audio };
  const { turn } = found;
  const heard = turn.clock.audioAt === null ? { ...turn, clock: { ...turn.clock, audioAt: context.now } } : turn;
  return then(
    then(found, (next) => startSpeaking({ ...withTurn(next, heard), voice: 'locked' }, context)),
    (next) => step(next, audio),
  );
}

/** Keeps a piece of a text, in case no event brings the whole. */
export function addText(
  state: ReadyState,
  part: { responseId: string | null; key: string; delta: string },
  context: Context,
): Step<ReadyState> {
  const found = attribute(state, part.responseId, context);
  if (found === null) return step(state);
  const partialTexts = new Map(found.turn.partialTexts);
  partialTexts.set(part.key, (partialTexts.get(part.key) ?? '') + part.delta);
  const { turn } = found;
  return then(found, (next) => step(withTurn(next, { ...withText(turn, context), partialTexts })));
}

/** Delivers the complete text of one part, once. */
export function say(
  state: ReadyState,
  part: { responseId: string | null; key: string; text: string },
  context: Context,
): Step<ReadyState> {
  if (part.text === '' || state.said.includes(part.key)) return step(state);
  const found = attribute(state, part.responseId, context);
  if (found === null) return step(state);
  const { turn } = found;
  const remembered = then(found, (next) => step(remember(withTurn(next, withText(turn, context)), part.key)));
  if (turn.voice === 'dropped') return remembered;
  const begun = turn.voice === 'withheld' ? remembered : then(remembered, (next) => startSpeaking(next, context));
  return then(begun, (next) => deliver(next, conversationText(next, 'assistant', part.text), context));
}

/** Delivers what an assistant's message item holds, as far as it was not said before. */
export function sayItem(state: ReadyState, item: Item, responseId: string | null, context: Context): Step<ReadyState> {
  if (item.type !== 'message' || item.role !== 'assistant' || isOwnItem(item.id)) return step(state);
  const parts = Array.isArray(item.content) ? (item.content as readonly ContentPart[]) : [];
  return parts.reduce(
    (done, part, index) =>
      then(done, (next) => say(next, { responseId, key: partKey(item.id, index), text: textOf(part) }, context)),
    step(state),
  );
}

/** The response is over: delivers the texts that only ever came in pieces. */
export function sayPartialTexts(state: ReadyState, responseId: string | null, context: Context): Step<ReadyState> {
  if (state.turn.status !== 'active') return step(state);
  return [...state.turn.partialTexts].reduce(
    (done, [key, text]) => then(done, (next) => say(next, { responseId, key, text }, context)),
    step(state),
  );
}

export interface ContentPart {
  readonly text?: string | null;
  readonly transcript?: string | null;
}

export const textOf = (part: ContentPart | null | undefined): string => part?.text ?? part?.transcript ?? '';

/** The response, and the turn, have their first text now at the latest. */
const withText = (turn: ActiveResponse, { now }: Context): ActiveResponse => ({
  ...turn,
  textAt: turn.textAt ?? now,
  clock: { ...turn.clock, textAt: turn.clock.textAt ?? now },
});

function startSpeaking(state: ReadyState, context: Context): Step<ReadyState> {
  const { turn } = state;
  if (turn.status !== 'active' || turn.voice !== 'silent') return step(state);
  const speaking: ActiveResponse = { ...turn, voice: 'speaking' };
  const latencies = speakingLatencies(turn, context.now);
  return step(withTurn(state, speaking), toClient({ type: 'AgentStartedSpeaking', ...latencies }));
}
