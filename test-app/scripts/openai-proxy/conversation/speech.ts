import type { ServerMessage } from '../protocol/agent-server.js';
import { clearTimer, startTimer, toClient, toUpstream, warning, type Effect } from './effects.js';
import { conversationText, release } from './outbox.js';
import { step, then, type Context, type ReadyState, type Span, type Step } from './state.js';
import { isCut, withTurn } from './response.js';
import { finish } from './sequencer.js';
import { ask, yieldFloor } from './turn.js';
import { cancelOpenCalls } from './calls.js';
import { cancelResponse } from './cut.js';
import { COMMIT_EVENT_ID, remember } from './ids.js';
import { interruptPlayback } from './interruption.js';
import { FOLLOW_UP } from './requests.js';

const NO_SPAN: Span = { startMs: 0, endMs: 0 };

/** The user began to speak: the client is told first, and gets no more of the response that they cut short. */
export function startUserSpeech(
  state: ReadyState,
  { itemId, startMs }: { readonly itemId: string | null; readonly startMs: number },
  context: Context,
): Step<ReadyState> {
  const { turn } = state;
  const cut = turn.status === 'active' && !isCut(turn) ? turn : null;
  const quiet = cut === null ? state : withTurn(state, { ...cut, voice: 'withheld' });
  const speaking: ReadyState = { ...quiet, speech: { status: 'speaking', itemId, startMs, at: context.now } };
  const told = step(
    speaking,
    startTimer('reply', context.deadlines.speechMs),
    toClient({ type: 'UserStartedSpeaking' }),
    { type: 'client.audioEnd', tail: 'drop' },
    ...(cut === null || interruptsBySpeech(state) ? [] : [cancelResponse(cut.responseId)]),
  );
  const heard = then(told, (next) => interruptPlayback(next, context));
  return then(then(heard, release), (next) => cancelOpenCalls(next, context));
}

export function stopUserSpeech(state: ReadyState, endMs: number, context: Context): Step<ReadyState> {
  const startMs = state.speech.status === 'speaking' ? state.speech.startMs : endMs;
  const span = { startMs, endMs };
  const ended: ReadyState = { ...state, speech: { status: 'ended', span, at: context.now } };
  // Of a turn that the client ended at the same time, it knows.
  const told = state.speech.status === 'committing' ? [] : utteranceEnd(endMs, context);
  if (answersBySpeech(state)) return step(ended, ...told, startTimer('reply', context.deadlines.replyMs));
  // The client asks for the answers itself; what it has asked for already waited for this.
  const silent: ReadyState = { ...state, speech: { status: 'silent' } };
  const over = step(silent, ...told, clearTimer('reply'));
  return then(over, (next) => yieldFloor(next, context));
}

/** Whether turn detection cancels the running response when the user begins to speak. */
function interruptsBySpeech({ configuration }: ReadyState): boolean {
  return configuration.session.audio?.input?.turn_detection?.interrupt_response !== false;
}

/** Whether turn detection begins a response when the user has spoken. */
function answersBySpeech({ configuration }: ReadyState): boolean {
  return configuration.session.audio?.input?.turn_detection?.create_response !== false;
}

/**
 * The client ends the user's turn itself: the upstream is told to take what it has heard for the whole of it. Without
 * turn detection that is how every turn ends. Nothing happens when nobody speaks.
 */
export function forceEndOfTurn(state: ReadyState, context: Context): Step<ReadyState> {
  const { speech } = state;
  const isManual = state.configuration.session.audio?.input?.turn_detection === null;
  const isSpeaking = speech.status === 'speaking';
  if (!isSpeaking && !(isManual && speech.status === 'silent' && state.inputAudio === 'buffered')) return step(state);
  const span = isSpeaking ? { startMs: speech.startMs, endMs: speech.startMs + context.now - speech.at } : NO_SPAN;
  return step<ReadyState>(
    { ...state, speech: { status: 'committing', span, at: context.now } },
    ...(isSpeaking ? utteranceEnd(span.endMs, context) : []),
    toUpstream({ type: 'input_audio_buffer.commit', event_id: COMMIT_EVENT_ID }),
    startTimer('reply', context.deadlines.replyMs),
  );
}

/** There was too little to make a turn of. */
export function failCommit(state: ReadyState, eventId: string | null, context: Context): Step<ReadyState> {
  if (eventId !== COMMIT_EVENT_ID || state.speech.status !== 'committing') return step(state);
  return then(step(state, clearTimer('reply')), (next) => expireUserSpeech(next, context));
}

/** The utterance became an item; its transcript follows, if the session asks for one. */
export function takeUtterance(state: ReadyState, itemId: string, context: Context): Step<ReadyState> {
  const { speech, turn } = state;
  // Nothing tells the end of such a response; what comes now is the next.
  if (turn.status === 'active' && turn.origin === 'implied' && isCut(turn)) {
    return then(finish(state, context), (next) => takeUtterance(next, itemId, context));
  }
  const heard = then(release(state), (released) => {
    const emptied: ReadyState = { ...released, inputAudio: 'none' };
    if (!released.configuration.session.audio?.input?.transcription) return step(emptied);
    const isOver = speech.status === 'ended' || speech.status === 'committing';
    const { span, at } = isOver ? speech : { span: NO_SPAN, at: context.now };
    return step<ReadyState>({
      ...emptied,
      transcript: { status: 'awaited', itemId, span, endedAt: at, text: '', held: [] },
    });
  });
  // A turn that the client ended before the user began the next one.
  if (speech.status === 'speaking' && speech.itemId !== null && speech.itemId !== itemId) return heard;
  if (speech.status === 'speaking') {
    // Turn detection commits after the end of the speech only: a native client has committed, and asks itself.
    const told = then(heard, (next) =>
      step(next, clearTimer('reply'), ...utteranceEnd(speech.startMs + context.now - speech.at, context)),
    );
    return then(told, (next) => expireUserSpeech(next, context));
  }
  if (speech.status !== 'committing') return heard;
  return then(
    then(heard, (next) => step<ReadyState>({ ...next, speech: { status: 'silent' } }, clearTimer('reply'))),
    (next) => answer(next, speech.at, context),
  );
}

/** Asks for the answer to speech that ended at `inputAt`. */
function answer(state: ReadyState, inputAt: number, context: Context): Step<ReadyState> {
  const asked = ask(state, FOLLOW_UP, context);
  // What was asked before waited for the user to finish.
  if (state.turn.status !== 'idle') return then(asked, (next) => yieldFloor(next, context));
  return then(asked, (next) =>
    step(next.turn.status === 'idle' ? next : withTurn(next, { ...next.turn, clock: { ...next.turn.clock, inputAt } })),
  );
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
          ...conversationText(heard, 'user', text).map(toClient),
          ...extras(context, transcriptMessage(text, span, true)),
        ];
  if (!isAwaited) return step(heard, ...told);
  return then(step(heard, ...told), (next) => settleTranscript(next, context.now - transcript.endedAt));
}

export function failTranscript(state: ReadyState, itemId: string | null): Step<ReadyState> {
  const { transcript } = state;
  const told = step(state, warning('TRANSCRIPTION_FAILED', "The user's speech could not be transcribed."));
  const isAwaited = transcript.status !== 'settled' && transcript.itemId === itemId;
  return isAwaited ? then(told, (next) => settleTranscript(next, null)) : told;
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

const utteranceEnd = (endMs: number, context: Context): readonly Effect[] => [
  ...extras(context, { type: 'UserStoppedSpeaking' }),
  ...extras(context, { type: 'UtteranceEnd', channel: [0, 1], last_word_end: endMs / 1_000 }),
];

function settleTranscript(state: ReadyState, tookMs: number | null): Step<ReadyState> {
  // The turn that it belongs to has been reported.
  const isOver = state.turn.status === 'idle' && state.speech.status === 'silent';
  const settled = { status: 'settled', tookMs: isOver ? null : tookMs } as const;
  return then(release(state), (released) => step<ReadyState>({ ...released, transcript: settled }));
}

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
