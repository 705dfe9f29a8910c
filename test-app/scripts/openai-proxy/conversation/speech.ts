import type { ServerMessage } from '../protocol/agent-server.js';
import { clearTimer, startTimer, toClient, warning, type Effect } from './effects.js';
import { deliver, release } from './outbox.js';
import { step, then, type Context, type ReadyState, type Span, type Step } from './state.js';
import { withTurn } from './turn.js';

const NO_SPAN: Span = { startMs: 0, endMs: 0 };

/** The user began to speak: the client is told first, and gets no more of the response that they cut short. */
export function startUserSpeech(state: ReadyState, startMs: number): Step<ReadyState> {
  const { turn } = state;
  const quiet = turn.status === 'active' ? withTurn(state, { ...turn, voice: 'withheld' }) : state;
  const speaking: ReadyState = { ...quiet, speech: { status: 'speaking', startMs } };
  const told = toClient({ type: 'UserStartedSpeaking' });
  return then(step(speaking, clearTimer('reply'), told, { type: 'client.audioEnd', tail: 'drop' }), release);
}

export function stopUserSpeech(state: ReadyState, endMs: number, context: Context): Step<ReadyState> {
  const startMs = state.speech.status === 'speaking' ? state.speech.startMs : endMs;
  const ended: ReadyState = { ...state, speech: { status: 'ended', span: { startMs, endMs } } };
  const timer = startTimer('reply', context.deadlines.replyMs);
  return step(
    ended,
    ...extras(context, { type: 'UtteranceEnd', channel: [0, 1], last_word_end: endMs / 1_000 }),
    timer,
  );
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
  const { transcript } = state;
  const isAwaited = transcript.status !== 'settled' && transcript.itemId === itemId;
  const span = isAwaited ? transcript.span : NO_SPAN;
  const told: readonly Effect[] =
    text === ''
      ? []
      : [
          toClient({ type: 'ConversationText', role: 'user', content: text }),
          ...extras(context, transcriptMessage(text, span, true)),
        ];
  return isAwaited ? then(step(state, ...told), settleTranscript) : step(state, ...told);
}

export function failTranscript(state: ReadyState): Step<ReadyState> {
  const told = warning('TRANSCRIPTION_FAILED', "The user's speech could not be transcribed.");
  return then(step(state, told), settleTranscript);
}

/** A response answers the speech: no turn is left open by it. */
export function answerUserSpeech(state: ReadyState): Step<ReadyState> {
  if (state.speech.status !== 'ended') return step(state);
  return step<ReadyState>({ ...state, speech: { status: 'silent' } }, clearTimer('reply'));
}

/** No response came for the speech: a false alarm, or an upstream that does not answer by itself. */
export function expireUserSpeech(state: ReadyState, context: Context): Step<ReadyState> {
  if (state.speech.status !== 'ended') return step(state);
  const silent: ReadyState = { ...state, speech: { status: 'silent' } };
  if (state.turn.status !== 'idle') return step(silent);
  return deliver(silent, { type: 'AgentAudioDone' }, context);
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
