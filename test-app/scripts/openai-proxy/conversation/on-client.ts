import type { ClientMessageOf, ClientMessageType } from '../protocol/agent-client.js';
import type { UpdateAcknowledgement } from '../protocol/agent-server.js';
import type { ConversationItem } from '../protocol/realtime.js';
import { answerCall, isOpenCall } from './calls.js';
import { CLOSE_CODES } from './close-codes.js';
import { errorMessage, toUpstream, warning, type Effect } from './effects.js';
import { hangUp } from './ending.js';
import { createEventId, itemIdAt, takeSerial } from './ids.js';
import { append } from './rollover.js';
import { mapListen, mapModel, mapSpeak, mapThink, namesVoice, pickThink, type Mapped } from './mapping.js';
import type { Configuration, Notice } from './settings.js';
import { injectAgentMessage, injectUserMessage } from './injection.js';
import { step, then, type Context, type ReadyState, type Step } from './state.js';
import { discardUserSpeech, forceEndOfTurn } from './speech.js';
import { ask } from './turn.js';
import { update } from './updates.js';

/** Deepgram's own limit. */
const MAX_PROMPT_CHARACTERS = 25_000;
/** Whose echoes are known for such; far above what a session's context holds. */
const MAX_NATIVE_ITEMS = 4_096;

type Handler<T extends ClientMessageType> = (state: ReadyState, message: ClientMessageOf<T>, context: Context) => Step;

/** What each message of a client means once the session is ready. */
export const clientHandlers = {
  Settings: (state) => step(state, errorMessage('SETTINGS_ALREADY_APPLIED', 'Settings can be sent only once.')),
  UpdatePrompt: (state, { prompt }, context) => {
    const instructions = [state.updates.instructions, prompt].filter((text) => text !== '').join('\n\n');
    if (instructions.length <= MAX_PROMPT_CHARACTERS)
      return update(state, 'PromptUpdated', { session: { instructions } }, context);
    const limit = `A prompt is at most ${MAX_PROMPT_CHARACTERS} characters; the update is dropped.`;
    return step(state, warning('PROMPT_TOO_LONG', limit));
  },
  UpdateThink: updateThink,
  UpdateSpeak: (state, { speak }, context) =>
    updateMapped(state, 'SpeakUpdated', keepUnnamedVoice(speak, mapSpeak(speak, context.defaults), context), context),
  UpdateListen: (state, { listen }, context) =>
    updateMapped(
      state,
      'ListenUpdated',
      mapListen(listen, context.defaults, state.configuration.listenLanguage),
      context,
    ),
  InjectUserMessage: injectUserMessage,
  InjectAgentMessage: injectAgentMessage,
  FunctionCallResponse: answerCall,
  KeepAlive: (state) => step(state),
  ForceEndTurn: (state, _message, context) => forceEndOfTurn(state, context),
  Close: (state, _message, context) => hangUp(state, CLOSE_CODES.NORMAL, context),
  CloseStream: (state, _message, context) => hangUp(state, CLOSE_CODES.NORMAL, context),
  'session.update': (state) =>
    step(state, errorMessage('SETTINGS_ALREADY_APPLIED', 'The session was configured; use an Update message.')),
  'conversation.item.create': (state, message, context) => {
    const { item } = message;
    if (item.type === 'function_call_output' && isOpenCall(state, item.call_id)) {
      return answerCall(state, { id: item.call_id, content: item.output }, context);
    }
    const { state: numbered, serial } = takeSerial(state);
    const id = item.id ?? itemIdAt(serial);
    const previous = message.previous_item_id;
    const nativeItems = [...numbered.nativeItems, id].slice(-MAX_NATIVE_ITEMS);
    return step(
      append({ ...numbered, nativeItems }, item.type === 'message' ? [item] : []),
      toUpstream({
        type: 'conversation.item.create',
        event_id: createEventId(id),
        ...(previous !== undefined && { previous_item_id: previous }),
        item: { ...item, id } as ConversationItem,
      }),
    );
  },
  'response.create': (state, { response }, context) => ask(state, { kind: 'native', response }, context),
  'response.cancel': (state) => step(state, toUpstream({ type: 'response.cancel' })),
  'input_audio_buffer.append': (state, { audio }) =>
    step({ ...state, inputAudio: 'buffered' }, toUpstream({ type: 'input_audio_buffer.append', audio })),
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

export const noticeEffects = (notices: readonly Notice[]): readonly Effect[] =>
  notices.map(({ code, description }) => warning(code, description));

/** The whole of `think` is replaced, but for the model, which a session has for good. */
function updateThink(state: ReadyState, { think }: ClientMessageOf<'UpdateThink'>, context: Context): Step {
  const { configuration } = state;
  const { prompt, truncation } = configuration.session;
  const mapped = mapThink(think, context.defaults, configuration.language, configuration);
  const replaced = {
    ...(prompt && { prompt: null }),
    ...(truncation !== undefined && { truncation: 'auto' as const }),
  };
  const told = step(state, ...modelNotices(think, configuration, context));
  const change = { ...mapped, session: { ...replaced, ...mapped.session } };
  return then(told, (next) => updateMapped(next, 'ThinkUpdated', change, context));
}

/** An update that names no voice is not about the voice. */
function keepUnnamedVoice(
  speak: ClientMessageOf<'UpdateSpeak'>['speak'],
  mapped: Mapped,
  { defaults }: Context,
): Mapped {
  if (namesVoice(speak, defaults)) return mapped;
  const { voice: _voice, ...output } = mapped.session.audio?.output ?? {};
  return { ...mapped, session: { ...mapped.session, audio: { ...mapped.session.audio, output } } };
}

const MODEL_LOCKED = warning('MODEL_LOCKED', 'OpenAI cannot change the model of a session; it stays.');

function modelNotices(
  think: ClientMessageOf<'UpdateThink'>['think'],
  configuration: Configuration,
  { defaults }: Context,
): readonly Effect[] {
  if (pickThink(think, defaults).provider?.model === undefined) return [];
  const { model, warnings } = mapModel(think, defaults);
  return model === configuration.model ? noticeEffects(warnings) : [MODEL_LOCKED];
}

function updateMapped(
  state: ReadyState,
  acknowledgement: UpdateAcknowledgement,
  { session, targets, warnings }: Mapped,
  context: Context,
): Step<ReadyState> {
  const change = { session, targets };
  return then(step(state, ...noticeEffects(warnings)), (next) => update(next, acknowledgement, change, context));
}
