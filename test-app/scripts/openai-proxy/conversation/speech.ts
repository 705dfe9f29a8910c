import type { ServerMessage } from '../protocol/agent-server.js';
import { clearTimer, startTimer, toClient, warning, type Effect } from './effects.js';
import { release } from './outbox.js';
import { step, then, type Context, type ReadyState, type Span, type Step } from './state.js';
import { withTurn } from './response.js';
import { yieldFloor } from './turn.js';
import { cancelOpenCalls } from './calls.js';
import { remember } from './ids.js';

const NO_SPAN: Span = { startMs: 0, endMs: 0 };

/** The user began to speak: the client is told first, and gets no more of the response that they cut short. */
export function startUserSpeech(state: ReadyState, startMs: number, context: Context): Step<ReadyState> {
  const { turn } = state;
  const quiet = turn.status === 'active' ? withTurn(state, { ...turn, voice: 'withheld' }) : state;
  const speaking: ReadyState = { ...quiet, speech: { status: 'speaking', startMs } };
  const told = step(
    speaking,
    startTimer('reply', context.deadlines.speechMs),
    toClient({ type: 'UserStartedSpeaking' }),
    { type: 'client.audioEnd', tail: 'drop' },
  );
  return then(then(told, release), (next) => cancelOpenCalls(next, context));
}

export function stopUserSpeech(state: ReadyState, endMs: number, context: Context): Step<ReadyState> {
  const startMs = state.speech.status === 'speaking' ? state.speech.startMs : endMs;
  const ended: ReadyState = { ...state, speech: { status: 'ended', span: { startMs, endMs } } };
  const told = extras(context, { type: 'UtteranceEnd', channel: [0, 1], last_word_end: endMs / 1_000 });
  if (answersBySpeech(state)) return step(ended, ...told, startTimer('reply', context.deadlines.replyMs));
  // The client asks for the answers itself; what it has asked for already waited for this.
  const silent: ReadyState = { ...state, speech: { status: 'silent' } };
  const over = step(silent, ...told, clearTimer('reply'));
  return state.turn.status === 'awaiting_items' ? then(over, (next) => yieldFloor(next, context)) : over;
}

/** Whether turn detection begins a response when the user has spoken. */
function answersBySpeech({ configuration }: ReadyState): boolean {
  return configuration.session.audio?.input?.turn_detection?.create_response !== false;
}

/** The utterance became an item; its transcript follows, if the session asks for one. */
export function awaitTranscript(state: ReadyState, itemId: string): Step<ReadyState> {
  return then(release(state), (released) => {
    if (!released.configuration.session.audio?.input?.transcription) return step(released);
    const span = released.speech.status === 'ended' ? released.speech.span : NO_SPAN;
    return step<ReadyState>({ ...released, transcript: { status: 'awaited', itemId, span, text: '', held: [] } });
  });
}

export function addTranscript(state: ReadyState, itemId: string, delta: string, context: Context): Step<ReadyState> {
  const { transcript } = state;
  if (transcript.status === 'settled' || transcript.itemId !== itemId) return step(state);
  const text = transcript.text + delta;
  const added: ReadyState = { ...state, transcript: { ...transcript, text } };
  return step(added, ...extras(context, transcriptMessage(text, transcript.span, false)));
}

/** What the user said; the agent's text that waited for it follows. An empty transcript is no message. */
export function completeTranscript(
  state: ReadyState,
  itemId: string | null,
  spoken: string,
  context: Context,
): Step<ReadyState> {
  const text = spoken.trim();
  const key = `heard/${itemId ?? ''}`;
  if (state.said.includes(key)) return step(state);
  const heard = itemId === null ? state : remember(state, key);
  const { transcript } = heard;
  const isAwaited = transcript.status !== 'settled' && transcript.itemId === itemId;
  const span = isAwaited ? transcript.span : NO_SPAN;
  const told: readonly Effect[] =
    text === ''
      ? []
      : [
          toClient({ type: 'ConversationText', role: 'user', content: text }),
          ...extras(context, transcriptMessage(text, span, true)),
        ];
  return isAwaited ? then(step(heard, ...told), settleTranscript) : step(heard, ...told);
}

export function failTranscript(state: ReadyState, itemId: string | null): Step<ReadyState> {
  const { transcript } = state;
  const told = step(state, warning('TRANSCRIPTION_FAILED', "The user's speech could not be transcribed."));
  const isAwaited = transcript.status !== 'settled' && transcript.itemId === itemId;
  return isAwaited ? then(told, settleTranscript) : told;
}

/** The client threw the audio away within a word. */
export function discardUserSpeech(state: ReadyState, context: Context): Step<ReadyState> {
  if (state.speech.status !== 'speaking') return step(state);
  return then(step(state, clearTimer('reply')), (next) => expireUserSpeech(next, context));
}

/** Speech that does not end, or that no response answers: a false alarm, or an upstream that leaves it to us. */
export function expireUserSpeech(state: ReadyState, context: Context): Step<ReadyState> {
  if (state.speech.status === 'silent') return step(state);
  return yieldFloor({ ...state, speech: { status: 'silent' } }, context);
}

const extras = (context: Context, message: ServerMessage): readonly Effect[] =>
  context.dialect === 'component' ? [toClient(message)] : [];

const settleTranscript = (state: ReadyState): Step<ReadyState> =>
  then(release(state), (released) => step<ReadyState>({ ...released, transcript: { status: 'settled' } }));

const transcriptMessage = (transcript: string, span: Span, isFinal: boolean): ServerMessage => ({
  type: 'Transcript',
  transcript,
  is_final: isFinal,
  speech_final: isFinal,
  channel: 0,
  channel_index: [0],
  start: span.startMs / 1_000,
  duration: (span.endMs - span.startMs) / 1_000,
  alternatives: [{ transcript, confidence: 1, words: [] }],
});
