import { toClient, toUpstream } from './effects.js';
import { takeSerial, updateEventIdAt } from './ids.js';
import { step, then, type ReadyState, type SessionUpdate, type Step } from './state.js';

/** Changes the session: at once between turns, else when the running turn is over. */
export function update(state: ReadyState, change: SessionUpdate): Step<ReadyState> {
  const { updates } = state;
  const queued: ReadyState = { ...state, updates: { ...updates, waiting: [...updates.waiting, change] } };
  return state.turn.status === 'idle' ? sendWaitingUpdates(queued) : step(queued);
}

export function sendWaitingUpdates(state: ReadyState): Step<ReadyState> {
  const [change, ...waiting] = state.updates.waiting;
  if (change === undefined) return step(state);
  const { state: numbered, serial } = takeSerial(state);
  const eventId = updateEventIdAt(serial);
  const sent = [...state.updates.sent, { ...change, eventId }];
  const event = {
    type: 'session.update',
    event_id: eventId,
    session: { type: 'realtime', ...change.session },
  } as const;
  return then(step({ ...numbered, updates: { sent, waiting } }, toUpstream(event)), sendWaitingUpdates);
}

/** `session.updated` names no request; the upstream answers in order. */
export function acknowledgeUpdate(state: ReadyState): Step<ReadyState> {
  const [acknowledged, ...sent] = state.updates.sent;
  if (acknowledged === undefined) return step(state);
  return step({ ...state, updates: { ...state.updates, sent } }, toClient({ type: acknowledged.acknowledgement }));
}

/** The upstream refused an update: nothing of it was applied. */
export function dropUpdate(state: ReadyState, eventId: string | null | undefined): ReadyState {
  const sent = state.updates.sent.filter((update) => update.eventId !== eventId);
  return { ...state, updates: { ...state.updates, sent } };
}
