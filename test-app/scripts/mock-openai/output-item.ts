import type { ConversationItem } from 'openai/resources/realtime/realtime';
import { spokenMs, type Spoken, type StoredItem } from './conversation.js';
import type { Core } from './core.js';
import { obfuscated, type Outgoing } from './events.js';
import type { Output } from './model.js';
import type { ResponsePlan } from './response-plan.js';
import { spokenTokens, textTokens, type TokenCount } from './usage.js';

/** The response that an item belongs to. */
export interface OutputHost {
  readonly id: string;
  readonly core: Core;
  readonly plan: ResponsePlan;
  say(event: Outgoing, apply?: () => void): Promise<void>;
}

type Status = 'in_progress' | 'completed' | 'incomplete';
type Content =
  | { readonly type: 'text'; text: string }
  | { readonly type: 'audio'; text: string; readonly spoken: Spoken }
  | { readonly type: 'call'; text: string; readonly name: string; readonly callId: string };
/** `announced` when the item is known, `begun` when its part (or its arguments) is, then `closed`. */
type Stage = 'new' | 'announced' | 'begun' | 'closed';

/** One item that a response produces, and the events that tell of it. */
export class OutputItem {
  readonly #host: OutputHost;
  readonly #index: number;
  readonly #id: string;
  readonly #content: Content;
  readonly #stored: StoredItem;
  #stage: Stage = 'new';
  #status: Status = 'in_progress';

  static of(host: OutputHost, output: Exclude<Output, { type: 'fail' | 'incomplete' }>, index: number): OutputItem {
    if (output.type === 'function_call') {
      const callId = output.callId ?? host.core.ids('call');
      return new OutputItem(host, index, { type: 'call', text: '', name: output.name, callId });
    }
    if (!host.plan.speaks) return new OutputItem(host, index, { type: 'text', text: '' });
    const spoken: Spoken = { format: host.plan.format, chunks: [], bytes: 0, truncatedMs: undefined };
    return new OutputItem(host, index, { type: 'audio', text: '', spoken });
  }

  private constructor(host: OutputHost, index: number, content: Content) {
    this.#host = host;
    this.#index = index;
    this.#content = content;
    this.#id = host.core.ids('item');
    const { item } = this;
    this.#stored =
      content.type === 'audio' ? { kind: 'spoken', item, spoken: content.spoken } : { kind: 'plain', item };
  }

  /** The item as it is now. */
  get item(): ConversationItem {
    const content = this.#content;
    const id = this.#id;
    const status = this.#status;
    if (content.type === 'call') {
      const { name, callId: call_id } = content;
      const args = status === 'in_progress' ? '' : content.text;
      return { id, type: 'function_call', status, name, call_id, arguments: args };
    }
    const message = { id, type: 'message', status, role: 'assistant' } as const;
    if (status === 'in_progress') return { ...message, content: [] };
    return content.type === 'text'
      ? { ...message, content: [{ type: 'output_text', text: content.text }] }
      : { ...message, content: [{ type: 'output_audio', transcript: content.text }] };
  }

  get isAnnounced(): boolean {
    return this.#stage !== 'new';
  }

  get audioMs(): number {
    return this.#content.type === 'audio' ? spokenMs(this.#content.spoken) : 0;
  }

  get tokens(): TokenCount {
    return { text: textTokens(this.#content.text), audio: spokenTokens(this.audioMs) };
  }

  async open(): Promise<void> {
    const { item } = this;
    const { core, plan } = this.#host;
    await this.#host.say({ type: 'response.output_item.added', ...this.#output, item }, () => {
      this.#stage = 'announced';
    });
    if (plan.isInBand) {
      const placement = core.conversation.add(this.#stored);
      const previous_item_id = placement.ok ? placement.previousItemId : null;
      await this.#host.say({ type: 'conversation.item.added', item, previous_item_id });
    }
    const begin = (): void => {
      this.#stage = 'begun';
    };
    if (this.#content.type === 'call') begin();
    else await this.#host.say({ type: 'response.content_part.added', ...this.#part, part: this.#asPart('') }, begin);
  }

  async addArguments(delta: string): Promise<void> {
    if (this.#content.type !== 'call') return;
    const type = 'response.function_call_arguments.delta';
    const event = obfuscated({ type, ...this.#output, ...this.#itemId, call_id: this.#content.callId, delta });
    await this.#host.say(event, () => this.#grow(delta));
  }

  /** Adds to the text, or to the transcript of a spoken item. */
  async addText(delta: string): Promise<void> {
    const type =
      this.#content.type === 'audio' ? 'response.output_audio_transcript.delta' : 'response.output_text.delta';
    await this.#host.say(obfuscated({ type, ...this.#part, delta }), () => this.#grow(delta));
  }

  async addAudio(bytes: Buffer): Promise<void> {
    if (this.#content.type !== 'audio') return;
    const { spoken } = this.#content;
    const { core, plan } = this.#host;
    const delta = bytes.toString('base64');
    await this.#host.say({ type: 'response.output_audio.delta', ...this.#part, delta }, () => {
      spoken.bytes += bytes.length;
      if (core.isRecording) spoken.chunks.push(bytes);
      core.lockedVoice = plan.voice;
    });
  }

  /** The events that end the item, in order; none if it never began or has ended. */
  *close(status: 'completed' | 'incomplete'): Generator<Outgoing> {
    const stage = this.#stage;
    if (stage === 'new' || stage === 'closed') return;
    this.#stage = 'closed';
    this.#status = status;
    const { item } = this;
    this.#stored.item = item;
    if (stage === 'begun') yield* this.#contentEnd();
    if (this.#host.plan.isInBand) yield { type: 'conversation.item.done', item, previous_item_id: null };
    yield { type: 'response.output_item.done', ...this.#output, item };
  }

  *#contentEnd(): Generator<Outgoing> {
    const content = this.#content;
    const part = this.#part;
    switch (content.type) {
      case 'call': {
        const { name, callId: call_id, text } = content;
        const type = 'response.function_call_arguments.done';
        yield { type, ...this.#output, ...this.#itemId, call_id, name, arguments: text };
        return;
      }
      case 'text':
        yield { type: 'response.output_text.done', ...part, text: content.text };
        break;
      case 'audio':
        yield { type: 'response.output_audio.done', ...part };
        yield { type: 'response.output_audio_transcript.done', ...part, transcript: content.text };
        break;
    }
    yield { type: 'response.content_part.done', ...part, part: this.#asPart(content.text) };
  }

  #grow(delta: string): void {
    this.#content.text += delta;
  }

  #asPart(text: string): { type: 'text'; text: string } | { type: 'audio'; transcript: string } {
    return this.#content.type === 'audio' ? { type: 'audio', transcript: text } : { type: 'text', text };
  }

  get #output(): { response_id: string; output_index: number } {
    return { response_id: this.#host.id, output_index: this.#index };
  }

  get #itemId(): { item_id: string } {
    return { item_id: this.#id };
  }

  get #part(): { response_id: string; item_id: string; output_index: number; content_index: number } {
    return { ...this.#output, ...this.#itemId, content_index: 0 };
  }
}
