import type { ClientMessage } from '../protocol/agent-client.js';
import type { ServerEvent, UpstreamEvent } from '../protocol/realtime.js';
import { speak } from './answer.js';
import { EMPTY_BACKLOG, hold } from './backlog.js';
import { settleRun } from './calls.js';
import { CLOSE_CODES } from './close-codes.js';
import { clearTimer, close, errorMessage, log, startTimer, toClient, toUpstream, warning } from './effects.js';
import { endConversation, hangUp } from './ending.js';
import { SETTINGS_EVENT_ID, createEventId, itemIdAt, takeSerial } from './ids.js';
import { speakText } from './injection.js';
import { noticeEffects, onClientMessage } from './on-client.js';
import { onTimer } from './on-timer.js';
import { onUpstreamEvent } from './on-upstream.js';
import { SILENT_PLAYBACK } from './playback.js';
import { dueIn, record, rollOver, sizeOf } from './rollover.js';
import { configure, configureNative, type Configuration } from './settings.js';
import {
  step,
  stepThrough,
  then,
  type BacklogEntry,
  type Context,
  type Input,
  type ReadyState,
  type State,
  type Step,
} from './state.js';
import { describeClose, describeDialFailure, describeError, LOST_FAULT } from './upstream-error.js';

type Opening = Extract<State, { phase: 'connecting' | 'configuring' }>;

/** The conversation: one input in, the next state and what the shell is to do out. Pure. */
export function reduce(state: State, input: Input, context: Context): Step {
  const taken = apply(state, input, context);
  if (state.phase !== 'ready' || taken.state.phase !== 'ready') return taken;
  const recorded = record(taken.state, taken.effects);
  const waitMs = recorded.age === 'fresh' ? null : dueIn(recorded, context);
  if (waitMs === null) return { state: recorded, effects: taken.effects };
  if (waitMs > 0) return { state: recorded, effects: [...taken.effects, startTimer('rollover', waitMs)] };
  return then<ReadyState, State>({ state: recorded, effects: taken.effects }, (next) => rollOver(next, context));
}

function apply(state: State, input: Input, context: Context): Step {
  if (state.phase === 'closed') return step(state);
  switch (input.type) {
    case 'client.message':
      if (state.phase === 'waiting') return onFirstMessage(state, input.message, context);
      return state.phase === 'ready'
        ? onClientMessage(state, input.message, context)
        : onEarlyMessage(state, input, context);
    case 'client.rejected':
      return onRejected(state, input, context);
    case 'client.audio':
      if (state.phase === 'waiting') return step(state);
      return state.phase === 'ready' ? passAudio(state, input.audio) : keep(state, input, context);
    case 'client.closed':
      return step<State>({ phase: 'closed' }, close(CLOSE_CODES.NORMAL));
    case 'upstream.opened':
      return state.phase === 'connecting' ? onOpened(state) : step(state);
    case 'upstream.failed':
      return endConversation(state, describeDialFailure(input.failure), context);
    case 'upstream.event':
      if (state.phase === 'ready') return onUpstreamEvent(state, input.event, context);
      return state.phase === 'waiting' ? step(state) : onOpeningEvent(state, input.event, context);
    case 'upstream.audio':
      return state.phase === 'ready' ? speak(state, input.delta, context) : step(state);
    case 'upstream.congested':
      return step(state, warning('AUDIO_DROPPED', 'OpenAI does not keep up; the oldest audio is dropped.'));
    case 'upstream.closed': {
      const fault = describeClose(input.code) ?? (state.phase === 'ready' ? null : LOST_FAULT);
      return fault === null ? hangUp(state, CLOSE_CODES.NORMAL, context) : endConversation(state, fault, context);
    }
    case 'function.settled':
      return state.phase === 'ready' ? settleRun(state, input.callId, input.outcome, context) : step(state);
    case 'proxy.closing':
      return hangUp(state, CLOSE_CODES.GOING_AWAY, context);
    case 'timer.fired':
      return onTimer(state, input.timer, context);
  }
}

/** What the shell does before any input: a client that never configures does not stay for ever. */
export const openingEffects = (context: Context) => [startTimer('settings', context.deadlines.settingsMs)];

/** Nothing is owed to the client: a good moment to end. */
export const isQuiet = (state: State): boolean =>
  state.phase !== 'ready' || (state.turn.status === 'idle' && state.speech.status === 'silent');

function onFirstMessage(state: State, message: ClientMessage, context: Context): Step {
  switch (message.type) {
    case 'Settings': {
      const configured = configure(message, context.defaults);
      if (configured.status === 'accepted') return dial(configured.configuration, context);
      return endConversation(
        state,
        { code: 'INVALID_SETTINGS', description: configured.description, closeCode: CLOSE_CODES.NORMAL },
        context,
      );
    }
    case 'session.update':
      return dial(configureNative(message.session, context.defaults), context);
    case 'KeepAlive':
      return step(state);
    case 'Close':
    case 'CloseStream':
      return hangUp(state, CLOSE_CODES.NORMAL, context);
    default:
      return step(state, errorMessage('NON_SETTINGS_MESSAGE_BEFORE_SETTINGS', 'Settings must be the first message.'));
  }
}

function dial(configuration: Configuration, context: Context): Step {
  return step<State>(
    { phase: 'connecting', configuration, backlog: EMPTY_BACKLOG },
    clearTimer('settings'),
    { type: 'audio.configure', formats: configuration.formats },
    { type: 'upstream.dial', model: configuration.model },
    startTimer('upstream', context.deadlines.upstreamMs),
  );
}

function onEarlyMessage(state: Opening, input: Extract<Input, { type: 'client.message' }>, context: Context): Step {
  switch (input.message.type) {
    case 'Settings':
    case 'session.update':
      return step(state, errorMessage('SETTINGS_ALREADY_APPLIED', 'Settings can be sent only once.'));
    case 'KeepAlive':
      return step(state);
    case 'Close':
    case 'CloseStream':
      return hangUp(state, CLOSE_CODES.NORMAL, context);
    default:
      return keep(state, input, context);
  }
}

/** Whether the client's audio leaves this state as it is, and goes to the upstream. */
export const passesAudio = (state: State): boolean =>
  state.phase === 'ready' && state.inputAudio === 'buffered' && state.age === 'fresh';

function passAudio(state: ReadyState, audio: Uint8Array): Step {
  const buffered: ReadyState = state.inputAudio === 'buffered' ? state : { ...state, inputAudio: 'buffered' };
  return step<State>(buffered, { type: 'upstream.audio', audio });
}

function keep(
  state: Opening,
  entry: Extract<Input, { type: 'client.message' | 'client.audio' }>,
  context: Context,
): Step {
  const { backlog, effects } = hold(state.backlog, entry, context);
  return step<State>({ ...state, backlog }, ...effects);
}

function onRejected(state: State, { rejection }: Extract<Input, { type: 'client.rejected' }>, context: Context): Step {
  const { type, description } = rejection;
  if (type !== 'Settings') return step(state, errorMessage('UNPARSABLE_CLIENT_MESSAGE', description));
  if (state.phase !== 'waiting') {
    return step(state, errorMessage('SETTINGS_ALREADY_APPLIED', 'Settings can be sent only once.'));
  }
  return endConversation(state, { code: 'INVALID_SETTINGS', description, closeCode: CLOSE_CODES.NORMAL }, context);
}

/** The upstream takes configuration as soon as it is open; until it has accepted, it gets nothing else. */
function onOpened(state: Extract<State, { phase: 'connecting' }>): Step {
  const { session } = state.configuration;
  return step<State>(
    { ...state, phase: 'configuring' },
    toUpstream({ type: 'session.update', event_id: SETTINGS_EVENT_ID, session }),
  );
}

function onOpeningEvent(state: Opening, event: UpstreamEvent, context: Context): Step {
  if (event.type === 'session.updated' && state.phase === 'configuring') return onConfigured(state, context);
  if (event.type !== 'error') return step(state);
  const { error } = event as ServerEvent<'error'>;
  const logged = log('error', 'upstream_error', { code: error?.code ?? null, param: error?.param ?? null });
  const fault = describeError(error);
  // The session would go on with the API's defaults, not with what the client asked for.
  if (error?.event_id === SETTINGS_EVENT_ID) {
    const refused = { ...fault, closeCode: CLOSE_CODES.NORMAL };
    return then(step<State>(state, logged), (next) => endConversation(next, refused, context));
  }
  // An error without a code precedes a close whose code tells more.
  if (!error?.code) return step<State>(state, logged);
  return then(step<State>(state, logged), (next) => endConversation(next, fault, context));
}

function onConfigured({ configuration, backlog }: Opening, context: Context): Step {
  const ready: ReadyState = {
    phase: 'ready',
    configuration,
    turn: { status: 'idle' },
    speech: { status: 'silent' },
    transcript: { status: 'settled', tookMs: null },
    updates: { instructions: configuration.session.instructions ?? '', sent: null, waiting: null },
    playback: SILENT_PLAYBACK,
    inputAudio: 'none',
    voice: 'open',
    upstream: 'silent',
    finished: [],
    said: [],
    nativeItems: [],
    history: configuration.history,
    historySize: configuration.history.reduce((sum, item) => sum + sizeOf(item), 0),
    age: 'fresh',
    serial: 1,
  };
  const { origin, warnings } = configuration;
  const applied = step<ReadyState>(
    ready,
    clearTimer('upstream'),
    startTimer('rollover', context.deadlines.sessionMs),
    ...(origin === 'native' ? [toClient({ type: 'session.created', session: { type: 'realtime' } })] : []),
    ...(origin === 'rollover' ? [] : [toClient({ type: 'SettingsApplied' }), ...noticeEffects(warnings)]),
  );
  const restored = stepThrough(applied, configuration.history, restore);
  const { greeting } = configuration;
  const greeted = greeting === null ? restored : then(restored, (next) => speakText(next, greeting, context));
  return stepThrough<State, BacklogEntry>(greeted, backlog.entries, (next, entry) => reduce(next, entry, context));
}

function restore(state: ReadyState, item: Configuration['history'][number]): Step<ReadyState> {
  const { state: numbered, serial } = takeSerial(state);
  const id = itemIdAt(serial);
  const event = { type: 'conversation.item.create', event_id: createEventId(id), item: { ...item, id } } as const;
  return step(numbered, toUpstream(event));
}
