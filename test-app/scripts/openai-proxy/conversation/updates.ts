import type { UpdateAcknowledgement } from '../protocol/agent-server.js';
import type { RealtimeSessionCreateRequest } from '../protocol/realtime.js';
import { clearTimer, errorMessage, startTimer, toClient, toUpstream, warning } from './effects.js';
import { takeSerial, updateEventIdAt } from './ids.js';
import { step, then, type Context, type ReadyState, type SessionUpdate, type Step } from './state.js';

const MAX_WAITING = 32;

/** Changes the session: at once between turns, else when the running turn is over. Changes that wait become one. */
export function update(
  state: ReadyState,
  acknowledgement: UpdateAcknowledgement,
  { session, targets }: Pick<SessionUpdate, 'session' | 'targets'>,
  context: Context,
): Step<ReadyState> {
  const { updates } = state;
  const change = { acknowledgements: [acknowledgement], session, targets, instructionsBefore: updates.instructions };
  const waiting = updates.waiting === null ? change : merge(updates.waiting, change);
  if (waiting.acknowledgements.length > MAX_WAITING) {
    return step(state, errorMessage('TOO_MANY_REQUESTS', 'Too many updates are waiting; this one is dropped.'));
  }
  const instructions = session.instructions ?? updates.instructions;
  const queued: ReadyState = { ...state, updates: { ...updates, waiting, instructions } };
  return sendBetweenTurns(queued, context);
}

const sendBetweenTurns = (state: ReadyState, context: Context): Step<ReadyState> =>
  state.turn.status === 'idle' ? sendWaitingUpdates(state, context) : step(state);

export function sendWaitingUpdates(state: ReadyState, context: Context): Step<ReadyState> {
  const { sent, waiting } = state.updates;
  if (waiting === null || sent !== null) return step(state);
  const { state: numbered, serial } = takeSerial(state);
  const eventId = updateEventIdAt(serial);
  const isLocked = isVoiceLocked(state, waiting);
  const change = isLocked ? { ...waiting, session: withoutVoice(waiting.session) } : waiting;
  return step<ReadyState>(
    { ...numbered, updates: { ...state.updates, waiting: null, sent: { ...change, eventId } } },
    ...(isLocked ? [VOICE_LOCKED] : []),
    toUpstream({ type: 'session.update', event_id: eventId, session: { type: 'realtime', ...change.session } }),
    startTimer('update', context.deadlines.updateMs),
  );
}

const VOICE_LOCKED = warning('VOICE_LOCKED', 'OpenAI cannot change the voice once the agent has spoken; it stays.');

function isVoiceLocked({ voice, configuration }: ReadyState, { session }: SessionUpdate): boolean {
  const asked = session.audio?.output?.voice;
  const current = configuration.session.audio?.output?.voice;
  return voice === 'locked' && asked !== undefined && JSON.stringify(asked) !== JSON.stringify(current);
}

function withoutVoice({ audio, ...session }: SessionUpdate['session']): SessionUpdate['session'] {
  const { voice: _voice, ...output } = audio?.output ?? {};
  return { ...session, audio: { ...audio, output } };
}

/** The agent's first audio overtook a change of the voice: the rest of that update is sent again. */
export function keepVoice(state: ReadyState, eventId: string | null, context: Context): Step<ReadyState> {
  const { sent, waiting } = state.updates;
  if (sent === null || sent.eventId !== eventId) return step(state);
  const { eventId: _eventId, ...asked } = sent;
  const again = { ...asked, session: withoutVoice(asked.session) };
  const merged = waiting === null ? again : merge(again, waiting);
  const locked: ReadyState = { ...state, voice: 'locked', updates: { ...state.updates, sent: null, waiting: merged } };
  const cleared = step(locked, clearTimer('update'), VOICE_LOCKED);
  return then(cleared, (next) => sendBetweenTurns(next, context));
}

/** The upstream applied what was sent: the client hears of each change in it. */
export function acknowledgeUpdate(state: ReadyState, context: Context): Step<ReadyState> {
  const { sent } = state.updates;
  if (sent === null) return step(state);
  const { configuration } = state;
  const session = mergeSessions(configuration.session, sent.session);
  const applied: ReadyState = {
    ...state,
    configuration: { ...configuration, session, targets: sent.targets ?? configuration.targets },
    updates: { ...state.updates, sent: null },
  };
  const told = step(applied, clearTimer('update'), ...sent.acknowledgements.map((type) => toClient({ type })));
  return then(told, (next) => sendBetweenTurns(next, context));
}

/** The upstream refused what was sent: nothing of it was applied. */
export function dropUpdate(state: ReadyState, eventId: string | null, context: Context): Step<ReadyState> {
  const { sent, waiting, instructions } = state.updates;
  if (sent?.eventId !== eventId) return step(state);
  const { instructionsBefore } = sent;
  const replaced = waiting?.session.instructions !== undefined;
  const dropped: ReadyState = {
    ...state,
    updates: {
      sent: null,
      waiting: waiting && { ...waiting, instructionsBefore },
      instructions: replaced ? instructions : instructionsBefore,
    },
  };
  const cleared = step(dropped, clearTimer('update'));
  return then(cleared, (next) => sendBetweenTurns(next, context));
}

/** Neither accepted nor refused in time: those that wait are not held up any longer. */
export function expireUpdate(state: ReadyState, context: Context): Step<ReadyState> {
  const { sent } = state.updates;
  if (sent === null) return step(state);
  const late = errorMessage('UPDATE_TIMEOUT', 'OpenAI did not confirm an update of the session in time.');
  return then(step(state, late), (next) => dropUpdate(next, sent.eventId, context));
}

function merge(first: SessionUpdate, second: SessionUpdate): SessionUpdate {
  return {
    acknowledgements: [...first.acknowledgements, ...second.acknowledgements],
    session: mergeSessions(first.session, second.session),
    targets: second.targets ?? first.targets,
    instructionsBefore: first.instructionsBefore,
  };
}

/** Only the members of an update change; so it is with those of the audio's input and output. */
function mergeSessions<S extends Partial<RealtimeSessionCreateRequest>>(
  first: S,
  second: Partial<RealtimeSessionCreateRequest>,
): S {
  const input = { ...first.audio?.input, ...second.audio?.input };
  const output = { ...first.audio?.output, ...second.audio?.output };
  const audio = {
    ...(Object.keys(input).length > 0 && { input }),
    ...(Object.keys(output).length > 0 && { output }),
  };
  return { ...first, ...second, ...(Object.keys(audio).length > 0 && { audio }) };
}
