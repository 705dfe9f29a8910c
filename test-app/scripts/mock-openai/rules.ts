import { mergeSession } from './config.js';
import type { Core } from './core.js';
import { sessionOnWire } from './events.js';
import { createItem, deleteItem, retrieveItem, truncateItem } from './items.js';
import type { AcceptedOf, AcceptedType } from './validation/schemas.js';

const updateSession = (core: Core, event: AcceptedOf<'session.update'>): void => {
  const before = core.config.audio.input;
  core.config = mergeSession(core.config, event.session, core.lockedVoice);
  const after = core.config.audio.input;
  if (JSON.stringify(before.turn_detection) !== JSON.stringify(after.turn_detection)) core.inputAudio.configure();
  core.send({ type: 'session.updated', session: sessionOnWire(core.config) });
};

/** What the server does with each client event; a rule throws a `Rejection` to answer with an error instead. */
const RULES: { readonly [T in AcceptedType]: (core: Core, event: AcceptedOf<T>) => void } = {
  'session.update': updateSession,
  'input_audio_buffer.append': (core, event) => core.inputAudio.append(event.audio),
  'input_audio_buffer.commit': (core) => core.inputAudio.commit(),
  'input_audio_buffer.clear': (core) => core.inputAudio.clear(),
  'conversation.item.create': createItem,
  'conversation.item.truncate': truncateItem,
  'conversation.item.delete': deleteItem,
  'conversation.item.retrieve': retrieveItem,
  'response.create': (core, event) => core.responses.create(event.response),
  'response.cancel': (core, event) => core.responses.cancel(event.response_id),
};

/** @throws {Rejection} */
export const applyRule = <T extends AcceptedType>(core: Core, event: AcceptedOf<T> & { readonly type: T }): void =>
  RULES[event.type](core, event);
