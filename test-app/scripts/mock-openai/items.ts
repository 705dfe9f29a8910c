import type { ConversationItem } from 'openai/resources/realtime/realtime';
import { bytesPerMs, type AudioFormat } from './audio.js';
import {
  decodeBase64,
  isAssistant,
  isUser,
  spokenMs,
  utteranceOf,
  type StoredItem,
  type Utterance,
} from './conversation.js';
import type { Core } from './core.js';
import { itemOnWire } from './events.js';
import { FAULTS, Rejection } from './faults.js';
import type { ClientInputItem, ClientItem } from './validation/items.js';
import type { AcceptedOf } from './validation/schemas.js';

export const pcmHint = (format: AudioFormat): string =>
  format.type === 'audio/pcm'
    ? 'mono PCM16 at 24kHz'
    : `mono ${format.type === 'audio/pcmu' ? 'G.711 u-law' : 'G.711 A-law'} at 8kHz`;

type ClientUserMessage = Extract<ClientItem, { role: 'user' }>;

const storeUser = (item: ClientUserMessage, id: string, core: Core): StoredItem => {
  const utterances = new Map<number, Utterance>();
  const { format } = core.config.audio.input;
  const content = item.content.map((part, index) => {
    if (part.type !== 'input_audio') return part;
    const bytes = decodeBase64(part.audio, format);
    if (!bytes) throw new Rejection(FAULTS.audio(pcmHint(format)));
    utterances.set(index, utteranceOf(bytes, format, core.isRecording ? part.audio : undefined));
    return { type: part.type, transcript: part.transcript ?? null };
  });
  const stored = itemOnWire({ id, type: 'message', status: 'completed', role: 'user', content });
  return utterances.size === 0 ? { kind: 'plain', item: stored } : { kind: 'heard', item: stored, utterances };
};

/** A client's item as the server keeps and echoes it. */
export const storeClientItem = (item: ClientItem, core: Core): StoredItem => {
  const id = item.id ?? core.ids('item');
  switch (item.type) {
    case 'message': {
      if (item.role === 'user') return storeUser(item, id, core);
      const shared = { id, type: 'message', status: 'completed' } as const;
      const stored: ConversationItem =
        item.role === 'system'
          ? { ...shared, role: 'system', content: item.content }
          : { ...shared, role: 'assistant', content: item.content.map(({ text }) => ({ type: 'output_text', text })) };
      return { kind: 'plain', item: stored };
    }
    case 'function_call': {
      const { name, arguments: args, call_id = core.ids('call') } = item;
      const stored: ConversationItem = { id, type: item.type, status: 'completed', name, call_id, arguments: args };
      return { kind: 'plain', item: stored };
    }
    case 'function_call_output':
      return { kind: 'plain', item: { id, type: item.type, call_id: item.call_id, output: item.output } };
    case 'mcp_approval_response':
      return { kind: 'plain', item: { ...item } };
  }
};

/** The items that replace the conversation as a response's context. */
export const storeInput = (input: readonly ClientInputItem[], core: Core): readonly StoredItem[] =>
  input.map((item, index) => {
    if (item.type !== 'item_reference') return storeClientItem(item, core);
    const referenced = core.conversation.find(item.id);
    if (referenced) return referenced;
    const param = `response.input[${index}].id`;
    throw new Rejection(FAULTS.value(param, `Item with id '${item.id}' not found in conversation.`));
  });

/** Puts an item into the conversation and announces it twice, as the server does for items that are complete. */
export const announce = (core: Core, stored: StoredItem, after?: string): void => {
  const placement = core.conversation.add(stored, after);
  if (!placement.ok) throw new Rejection(FAULTS.previousItem(placement.missing));
  const { item } = stored;
  const event = { item, previous_item_id: placement.previousItemId };
  const delivery = { flow: item.id ?? 'conversation' };
  core.send({ type: 'conversation.item.added', ...event }, delivery);
  core.send({ type: 'conversation.item.done', ...event }, delivery);
};

export const createItem = (core: Core, event: AcceptedOf<'conversation.item.create'>): void => {
  const { item, previous_item_id } = event;
  if (item.type === 'function_call_output' && !core.conversation.hasCall(item.call_id)) {
    throw new Rejection(FAULTS.toolCallId(item.call_id));
  }
  announce(core, storeClientItem(item, core), previous_item_id);
};

export const truncateItem = (core: Core, event: AcceptedOf<'conversation.item.truncate'>): void => {
  const { item_id, content_index, audio_end_ms } = event;
  const stored = core.conversation.find(item_id);
  if (!stored) throw new Rejection(FAULTS.truncateItem(item_id));
  if (stored.kind !== 'spoken' || stored.spoken.bytes === 0) throw new Rejection(FAULTS.truncateContent());
  if (content_index !== 0) {
    throw new Rejection(FAULTS.value('content_index', `Invalid value: '${content_index}'. Value must be 0.`));
  }
  const hasMs = spokenMs(stored.spoken);
  if (audio_end_ms > hasMs) throw new Rejection(FAULTS.truncateTooLong(hasMs, audio_end_ms));
  stored.spoken.truncatedMs = audio_end_ms;
  core.send({ type: 'conversation.item.truncated', item_id, content_index, audio_end_ms }, { flow: item_id });
};

export const deleteItem = (core: Core, event: AcceptedOf<'conversation.item.delete'>): void => {
  const { item_id } = event;
  if (!core.conversation.remove(item_id)) throw new Rejection(FAULTS.deleteItem(item_id));
  core.send({ type: 'conversation.item.deleted', item_id }, { flow: item_id });
};

const RETRIEVED_FORMATS = { 'audio/pcm': 'pcm16', 'audio/pcmu': 'g711_ulaw', 'audio/pcma': 'g711_alaw' } as const;

/** The item with its audio, in the shape that only a retrieval has. */
const withAudio = (stored: StoredItem): ConversationItem => {
  const { item } = stored;
  const object = 'realtime.item';
  if (stored.kind === 'heard' && isUser(item)) {
    const content = item.content.map((part, index) => {
      const audio = stored.utterances.get(index)?.base64;
      return audio === undefined ? part : { ...part, audio };
    });
    return itemOnWire({ ...item, object, content });
  }
  if (stored.kind === 'spoken' && isAssistant(item)) {
    const { spoken } = stored;
    const bytes = Buffer.concat(spoken.chunks).subarray(0, spokenMs(spoken) * bytesPerMs(spoken.format));
    const content = item.content.map(({ transcript }) => ({
      type: 'audio',
      transcript: spoken.truncatedMs === undefined ? transcript : null,
      audio: bytes.toString('base64'),
      format: RETRIEVED_FORMATS[spoken.format.type],
    }));
    return itemOnWire({ ...item, object, content });
  }
  return item.type === 'message' || item.type === 'function_call' || item.type === 'function_call_output'
    ? { ...item, object }
    : item;
};

export const retrieveItem = (core: Core, event: AcceptedOf<'conversation.item.retrieve'>): void => {
  const stored = core.conversation.find(event.item_id);
  if (!stored) throw new Rejection(FAULTS.retrieveItem(event.item_id));
  core.send({ type: 'conversation.item.retrieved', item: withAudio(stored) }, { flow: event.item_id });
};
