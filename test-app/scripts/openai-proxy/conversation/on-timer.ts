import { announceCalls } from './call-announcement.js';
import { expireCall } from './calls.js';
import { CLOSE_CODES } from './close-codes.js';
import type { TimerName } from './effects.js';
import { endConversation } from './ending.js';
import { release } from './outbox.js';
import { age } from './rollover.js';
import { expireUserSpeech } from './speech.js';
import { step, type Context, type State, type Step } from './state.js';
import { expire } from './turn.js';
import { expireUpdate } from './updates.js';
import { TIMEOUT_FAULT } from './upstream-error.js';

/** What each deadline means when it has passed. */
export function onTimer(state: State, timer: TimerName, context: Context): Step {
  if (timer === 'settings' && state.phase === 'waiting') {
    const description = 'We waited too long for Settings.';
    return endConversation(
      state,
      { code: 'CLIENT_MESSAGE_TIMEOUT', description, closeCode: CLOSE_CODES.NORMAL },
      context,
    );
  }
  if (timer === 'upstream' && (state.phase === 'connecting' || state.phase === 'configuring')) {
    return endConversation(state, TIMEOUT_FAULT, context);
  }
  if (state.phase !== 'ready') return step(state);
  if (timer === 'rollover') return step(age(state));
  if (timer === 'update') return expireUpdate(state, context);
  if (timer === 'response') return expire(state, context);
  if (timer === 'reply') return expireUserSpeech(state, context);
  if (timer === 'transcript') return release(state);
  if (timer === 'calls') return announceCalls(state, context);
  return timer.startsWith('call:') ? expireCall(state, timer.slice('call:'.length), context) : step(state);
}
