import type { ClientMessageOf, ClientMessageType } from '../protocol/agent-client.js';
import type { UpdateAcknowledgement } from '../protocol/agent-server.js';
import type { ConversationItem } from '../protocol/realtime.js';
import { answerCall } from './calls.js';
import { CLOSE_CODES } from './close-codes.js';
import { errorMessage, toClient, toUpstream, warning, type Effect } from './effects.js';
import { hangUp } from './ending.js';
import { createEventId, itemIdAt, ownKey, remember, takeSerial } from './ids.js';
import { mapListen, mapSpeak, mapThink, type Mapped } from './mapping.js';
import type { Notice } from './settings.js';
import { reply } from './requests.js';
import { step, then, type Context, type ReadyState, type Step } from './state.js';
import { discardUserSpeech } from './speech.js';
import { ask } from './turn.js';
import { update } from './updates.js';

/** Deepgram's own limit. */
const MAX_PROMPT_CHARACTERS = 25_000;

type Handler<T extends ClientMessageType> = (state: ReadyState, message: ClientMessageOf<T>, context: Context) => Step;

/** What each message of a client means once the session is ready. */
export const clientHandlers = {
  Settings: (state) => step(state, errorMessage('SETTINGS_ALREADY_APPLIED', 'Settings can be sent only once.')),
  UpdatePrompt: (state, { prompt }, context) => {
    const instructions = [state.updates.instructions, prompt].filter((text) => text !== '').join('\n\n');
    if (instructions.length <= MAX_PROMPT_CHARACTERS) return update(state, 'PromptUpdated', { instructions }, context);
    const limit = `A prompt is at most ${MAX_PROMPT_CHARACTERS} characters; the update is dropped.`;
    return step(state, warning('PROMPT_TOO_LONG', limit));
  },
  UpdateThink: (state, { think }, context) => {
    return updateMapped(state, 'ThinkUpdated', mapThink(think, state.configuration.language), context);
  },
  UpdateSpeak: (state, { speak }, context) =>
    updateMapped(state, 'SpeakUpdated', mapSpeak(speak, context.defaults), context),
  UpdateListen: (state, { listen }, context) =>
    updateMapped(state, 'ListenUpdated', mapListen(listen, context.defaults), context),
  InjectUserMessage: injectUserMessage,
  InjectAgentMessage: injectAgentMessage,
  FunctionCallResponse: (state, { id, content }, context) => answerCall(state, id, content, context),
  KeepAlive: (state) => step(state),
  ForceEndTurn: (state) =>
    step(state, warning('FORCE_END_TURN_UNSUPPORTED', "The upstream's turn detection ends the user's turn.")),
  Close: (state, _message, context) => hangUp(state, CLOSE_CODES.NORMAL, context),
  CloseStream: (state, _message, context) => hangUp(state, CLOSE_CODES.NORMAL, context),
  'session.update': (state) =>
    step(state, errorMessage('SETTINGS_ALREADY_APPLIED', 'The session was configured; use an Update message.')),
  'conversation.item.create': (state, message) => {
    const { state: numbered, serial } = takeSerial(state);
    const id = message.item.id ?? itemIdAt(serial);
    const previous = message.previous_item_id;
    return step(
      remember(numbered, ownKey(id)),
      toUpstream({
        type: 'conversation.item.create',
        event_id: createEventId(id),
        ...(previous !== undefined && { previous_item_id: previous }),
        item: { ...message.item, id } as ConversationItem,
      }),
    );
  },
  'response.create': (state, { response }, context) => ask(state, { kind: 'native', response }, context),
  'response.cancel': (state) => step(state, toUpstream({ type: 'response.cancel' })),
  'input_audio_buffer.append': (state, { audio }) =>
    step(state, toUpstream({ type: 'input_audio_buffer.append', audio })),
  'input_audio_buffer.commit': (state) => step(state, toUpstream({ type: 'input_audio_buffer.commit' })),
  'input_audio_buffer.clear': (state, _message, context) =>
    then(step(state, toUpstream({ type: 'input_audio_buffer.clear' })), (next) => discardUserSpeech(next, context)),
} satisfies { [T in ClientMessageType]: Handler<T> };

/** Applies one message of a client whose session is ready. */
export function onClientMessage<T extends ClientMessageType>(
  state: ReadyState,
  message: ClientMessageOf<T>,
  context: Context,
): Step {
  const handle = clientHandlers[message.type] as Handler<T>;
  return handle(state, message, context);
}

/** Lets the agent speak a text of the application's, and remember it. */
export function speakText(state: ReadyState, text: string, context: Context): Step<ReadyState> {
  return ask(state, { kind: 'say', text }, context);
}

export const noticeEffects = (notices: readonly Notice[]): readonly Effect[] =>
  notices.map(({ code, description }) => warning(code, description));

function injectUserMessage(
  state: ReadyState,
  { content }: ClientMessageOf<'InjectUserMessage'>,
  context: Context,
): Step<ReadyState> {
  const { state: numbered, serial } = takeSerial(state);
  const id = itemIdAt(serial);
  const told = step(
    numbered,
    toClient({ type: 'ConversationText', role: 'user', content }),
    toUpstream({
      type: 'conversation.item.create',
      event_id: createEventId(id),
      item: { id, type: 'message', role: 'user', content: [{ type: 'input_text', text: content }] },
    }),
  );
  return then(told, (next) => ask(next, reply(id), context));
}

function injectAgentMessage(
  state: ReadyState,
  { message, behavior }: ClientMessageOf<'InjectAgentMessage'>,
  context: Context,
): Step<ReadyState> {
  if (behavior === 'queue') return speakText(state, message, context);
  if (state.speech.status !== 'silent' || state.turn.status !== 'idle') {
    const who = state.speech.status === 'silent' ? 'agent' : 'user';
    return step(state, toClient({ type: 'InjectionRefused', message: `The ${who}'s turn is not over.` }));
  }
  return speakText(state, message, context);
}

function updateMapped(
  state: ReadyState,
  acknowledgement: UpdateAcknowledgement,
  { session, warnings }: Mapped,
  context: Context,
): Step<ReadyState> {
  return then(step(state, ...noticeEffects(warnings)), (next) => update(next, acknowledgement, session, context));
}
