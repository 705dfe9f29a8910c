import type { ConversationItem } from 'openai/resources/realtime/realtime';
import { bytesPerMs, decode, type AudioFormat } from './audio.js';
import type { Stt } from './model.js';

/** What a user said, as the model hears it. */
export class Utterance {
  #transcript: Promise<string> | undefined;

  /**
   * @param samples 24 kHz
   * @param base64 the same audio in the session's input format, or undefined if it is not kept
   */
  constructor(
    readonly samples: Int16Array,
    readonly base64: string | undefined,
  ) {}

  /** Written down once; later calls share the result, also when it is a failure. */
  transcript(stt: Stt): Promise<string> {
    this.#transcript ??= stt.transcribe(this.samples);
    return this.#transcript;
  }
}

/** What an assistant item spoke so far. */
export interface Spoken {
  readonly format: AudioFormat;
  readonly chunks: Buffer[];
  bytes: number;
  /** Set by a truncation: the audio that counts from then on, in ms. */
  truncatedMs: number | undefined;
}

/** An item with the audio that its events do not carry. */
export type StoredItem =
  | { readonly kind: 'plain'; item: ConversationItem }
  | { readonly kind: 'heard'; item: ConversationItem; readonly utterances: ReadonlyMap<number, Utterance> }
  | { readonly kind: 'spoken'; item: ConversationItem; readonly spoken: Spoken };

export const spokenMs = (spoken: Spoken): number =>
  spoken.truncatedMs ?? Math.floor(spoken.bytes / bytesPerMs(spoken.format));

type UserMessage = Extract<ConversationItem, { role: 'user' }>;
type AssistantMessage = Extract<ConversationItem, { role: 'assistant' }>;

export const isUser = (item: ConversationItem): item is UserMessage => item.type === 'message' && item.role === 'user';
export const isAssistant = (item: ConversationItem): item is AssistantMessage =>
  item.type === 'message' && item.role === 'assistant';

/** The samples of audio that a client put into an item; undefined if it is not base64 of whole samples. */
export const decodeBase64 = (audio: string, format: AudioFormat): Buffer | undefined => {
  if (audio.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(audio)) return undefined;
  const bytes = Buffer.from(audio, 'base64');
  return format.type === 'audio/pcm' && bytes.length % 2 !== 0 ? undefined : bytes;
};

export const utteranceOf = (bytes: Buffer, format: AudioFormat, base64: string | undefined): Utterance =>
  new Utterance(decode(bytes, format), base64);

export type Placement =
  { readonly ok: true; readonly previousItemId: string | null } | { readonly ok: false; readonly missing: string };

/** The ordered items of one conversation. Ids may repeat; a look-up finds the newest. */
export class Conversation {
  readonly #stored: StoredItem[] = [];

  constructor(readonly id: string) {}

  get items(): readonly ConversationItem[] {
    return this.#stored.map(({ item }) => item);
  }

  /**
   * Inserts an item and tells its left neighbour.
   *
   * @param after an item's id; `root` for the front; absent or empty for the end
   */
  add(stored: StoredItem, after?: string): Placement {
    let index = this.#stored.length;
    if (after === 'root') index = 0;
    else if (after !== undefined && after !== '') {
      const previous = this.#stored.findLastIndex(({ item }) => item.id === after);
      if (previous === -1) return { ok: false, missing: after };
      index = previous + 1;
    }
    this.#stored.splice(index, 0, stored);
    return { ok: true, previousItemId: this.#stored[index - 1]?.item.id ?? null };
  }

  find(id: string): StoredItem | undefined {
    return this.#stored.findLast(({ item }) => item.id === id);
  }

  get lastId(): string | null {
    return this.#stored.at(-1)?.item.id ?? null;
  }

  remove(id: string): boolean {
    const index = this.#stored.findLastIndex(({ item }) => item.id === id);
    if (index === -1) return false;
    this.#stored.splice(index, 1);
    return true;
  }

  hasCall(callId: string): boolean {
    return this.#stored.some(({ item }) => item.type === 'function_call' && item.call_id === callId);
  }

  snapshot(): readonly StoredItem[] {
    return [...this.#stored];
  }
}

/** An item as the model sees it: what was heard is written down, what was truncated is gone. */
export const viewOf = async (stored: StoredItem, stt: Stt): Promise<ConversationItem> => {
  const { item } = stored;
  if (stored.kind === 'heard' && isUser(item)) {
    const content = await Promise.all(
      item.content.map(async (part, index) => {
        const utterance = stored.utterances.get(index);
        if (!utterance) return part;
        const transcript = await utterance.transcript(stt).catch(() => '');
        return { type: 'input_audio' as const, transcript };
      }),
    );
    return { ...item, content };
  }
  if (stored.kind === 'spoken' && isAssistant(item) && stored.spoken.truncatedMs !== undefined) {
    return { ...item, content: item.content.map(({ transcript: _, ...part }) => part) };
  }
  return { ...item };
};
