import type { HandledEventType, IgnoredEventType, Item, ServerEvent, UpstreamEvent } from '../protocol/realtime.js';
import { AUDIO_EVENT, IGNORED_EVENTS } from '../protocol/realtime.js';
import { addText, contentOf, say, sayItem, sayPartialTexts } from './answer.js';
import { beginCall, takeCall } from './calls.js';
import { errorMessage, errorOf, log, warningOf, type Effect } from './effects.js';
import { endConversation } from './ending.js';
import { createdItemId, isOwnItem, partKey } from './ids.js';
import {
  addTranscript,
  completeTranscript,
  failCommit,
  failTranscript,
  startUserSpeech,
  stopUserSpeech,
  takeUtterance,
} from './speech.js';
import type { PartId } from './playback.js';
import { step, stepThrough, then, type Context, type ReadyState, type State, type Step } from './state.js';
import { attribute } from './response.js';
import { begin, end, refuse, settleItem } from './turn.js';
import { acknowledgeUpdate, dropUpdate, keepVoice } from './updates.js';
import { classify, describeError, describeOutcome, EXPIRED_FAULT, isFinal } from './upstream-error.js';

type Handler<T extends HandledEventType> = (state: ReadyState, event: ServerEvent<T>, context: Context) => Step;

/** What each event of a ready session means. An event in neither this table nor the ignored list fails to compile. */
export const upstreamHandlers = {
  error: onError,
  'session.created': (state) => step(state),
  'session.updated': (state, _event, context) => acknowledgeUpdate(state, context),
  'conversation.item.created': onItem,
  'conversation.item.added': onItem,
  'conversation.item.done': onItemDone,
  'conversation.item.input_audio_transcription.delta': (state, event, context) =>
    addTranscript(state, event.item_id ?? '', event.delta ?? '', context),
  'conversation.item.input_audio_transcription.completed': (state, event, context) =>
    completeTranscript(state, event.item_id ?? null, event.transcript ?? '', context),
  'conversation.item.input_audio_transcription.failed': (state, event) => failTranscript(state, event.item_id ?? null),
  'input_audio_buffer.speech_started': (state, event, context) =>
    startUserSpeech(state, { itemId: event.item_id ?? null, startMs: event.audio_start_ms ?? 0 }, context),
  'input_audio_buffer.speech_stopped': (state, event, context) =>
    stopUserSpeech(state, event.audio_end_ms ?? 0, context),
  'input_audio_buffer.committed': (state, event, context) => takeUtterance(state, event.item_id ?? '', context),
  'response.created': (state, event, context) => begin(state, event.response?.id ?? null, context),
  'response.output_item.added': (state, { item, response_id }, context) =>
    item?.type === 'function_call' && item.id && item.name
      ? beginCall(state, { responseId: response_id ?? null, itemId: item.id, name: item.name }, context)
      : step(state),
  'response.output_text.delta': (state, event, context) =>
    addText(state, { ...partOf(event), form: 'written', text: event.delta ?? '' }, context),
  'response.output_audio_transcript.delta': (state, event, context) =>
    addText(state, { ...partOf(event), form: 'spoken', text: event.delta ?? '' }, context),
  'response.output_text.done': (state, event, context) =>
    say(state, { ...partOf(event), form: 'written', text: event.text ?? '' }, context),
  'response.output_audio_transcript.done': (state, event, context) =>
    say(state, { ...partOf(event), form: 'spoken', text: event.transcript ?? '' }, context),
  'response.content_part.done': (state, event, context) =>
    say(state, { ...partOf(event), ...contentOf(event.part) }, context),
  'response.output_audio.done': (state) => step(state),
  'response.function_call_arguments.done': (state, event, context) =>
    event.call_id
      ? takeCall(
          state,
          {
            callId: event.call_id,
            itemId: event.item_id ?? null,
            name: event.name ?? null,
            arguments: event.arguments ?? '',
            isCompleted: false,
          },
          event.response_id ?? null,
          context,
        )
      : step(state),
  'response.output_item.done': (state, event, context) =>
    onOutput(state, event.item, event.response_id ?? null, context),
  'response.done': onResponseDone,
} satisfies { [T in HandledEventType]: Handler<T> };

const ignored: ReadonlySet<string> = new Set<IgnoredEventType | typeof AUDIO_EVENT>([...IGNORED_EVENTS, AUDIO_EVENT]);

/** Applies one event of a ready session. An unknown one changes nothing: new ones appear without notice. */
export function onUpstreamEvent(state: ReadyState, event: UpstreamEvent, context: Context): Step {
  if (Object.hasOwn(upstreamHandlers, event.type)) {
    const handle = upstreamHandlers[event.type as HandledEventType] as Handler<HandledEventType>;
    return handle(state, event as ServerEvent<HandledEventType>, context);
  }
  if (ignored.has(event.type)) return step(state);
  const counted: Effect = { type: 'count', counter: 'unknown_event' };
  return step(state, counted, log('debug', 'upstream_event_unknown', { type: event.type }));
}

function onError(state: ReadyState, { error }: ServerEvent<'error'>, context: Context): Step {
  const eventId = error?.event_id ?? null;
  const itemId = createdItemId(eventId);
  const logged = log('warn', 'upstream_error', { code: error?.code ?? null, param: error?.param ?? null, eventId });
  const kind = classify(error);
  if (kind === 'expired') return then(step(state, logged), (next) => endConversation(next, EXPIRED_FAULT, context));
  if (kind === 'voice') return then(step(state, logged), (next) => keepVoice(next, eventId, context));
  const fault = describeError(error);
  const told = kind === 'reported' ? [logged, errorMessage(fault.code, fault.description)] : [logged];
  const dropped = then(step(state, ...told), (next) => dropUpdate(next, eventId, context));
  return then(
    then(dropped, (next) => failCommit(next, eventId, context)),
    (next) =>
      itemId === null ? refuse(next, eventId, kind === 'conflict', context) : settleItem(next, itemId, true, context),
  );
}

function onItem(
  state: ReadyState,
  { item }: ServerEvent<'conversation.item.added' | 'conversation.item.created' | 'conversation.item.done'>,
  context: Context,
): Step<ReadyState> {
  return item?.id && isOwnItem(item.id) ? settleItem(state, item.id, false, context) : step(state);
}

function onItemDone(
  state: ReadyState,
  event: ServerEvent<'conversation.item.done'>,
  context: Context,
): Step<ReadyState> {
  return then(onItem(state, event, context), (next) => onOutput(next, event.item, null, context));
}

/** A finished item of the model, from whichever event brings it. */
function onOutput(
  state: ReadyState,
  item: ServerEvent<'conversation.item.done'>['item'],
  responseId: string | null,
  context: Context,
): Step<ReadyState> {
  if (!item || isOwnItem(item.id) || state.nativeItems.includes(item.id ?? '')) return step(state);
  if (item.type === 'message') return sayItem(state, item, responseId, context);
  if (item.type !== 'function_call' || item.status !== 'completed' || !item.call_id) return step(state);
  const call = {
    callId: item.call_id,
    itemId: item.id ?? null,
    name: item.name ?? null,
    arguments: item.arguments ?? '',
    isCompleted: true,
  };
  return takeCall(state, call, responseId, context);
}

type TextDelta = ServerEvent<'response.output_text.delta' | 'response.output_audio_transcript.delta'>;

const partOf = (event: Pick<TextDelta, 'response_id' | 'item_id' | 'content_index'>): PartId => ({
  responseId: event.response_id ?? null,
  itemId: event.item_id ?? null,
  contentIndex: event.content_index ?? 0,
  key: partKey(event.item_id, event.content_index),
});

function onResponseDone(state: ReadyState, { response }: ServerEvent<'response.done'>, context: Context): Step {
  const responseId = response?.id ?? null;
  const isCancelled = response?.status === 'cancelled';
  const { status } = state.turn;
  const isExpected = status === 'active' || (status === 'requested' && !isCancelled);
  const found = isExpected ? attribute(state, responseId, context) : null;
  if (found === null) return end(state, responseId, { isCancelled, report: null }, context);
  const items: readonly Item[] = Array.isArray(response?.output) ? (response.output as readonly Item[]) : [];
  const complete = stepThrough<ReadyState, Item>(found, items, (next, item) =>
    onOutput(next, item, responseId, context),
  );
  const texts = then(complete, (next) => sayPartialTexts(next, context));
  const outcome = describeOutcome(response);
  if (outcome === null) return then(texts, (next) => end(next, responseId, { isCancelled, report: null }, context));
  const { status: ended } = outcome;
  const { code, description } = ended === 'failed' ? outcome.fault : outcome.notice;
  const told = then(texts, (next) => step(next, log('warn', 'response_not_completed', { code, status: ended })));
  if (ended === 'failed' && isFinal(code)) {
    return then<ReadyState, State>(told, (next) => endConversation(next, outcome.fault, context));
  }
  const report =
    ended === 'failed' ? errorOf(outcome.fault.code, description) : warningOf(outcome.notice.code, description);
  return then(told, (next) => end(next, responseId, { isCancelled, report }, context));
}
