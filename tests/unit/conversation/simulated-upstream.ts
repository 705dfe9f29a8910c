import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import type { ClientEvent, ConversationItem } from '../../../test-app/scripts/openai-proxy/protocol/realtime.js';
import { fromUpstream } from './harness.js';
import { tagged } from './loudspeaker.js';
import { SpokenItems } from './spoken-items.js';

export type Progress = 'audio' | 'text' | 'call' | 'run' | 'completed' | 'failed';

const AUDIO_MS = 40;

/**
 * An upstream that keeps OpenAI's rules: one response at a time, turn detection that begins and cancels responses by
 * itself, events in order. What it sends waits until somebody takes it.
 */
export class SimulatedUpstream {
  readonly sent: Input[] = [];
  readonly spoken = new SpokenItems();
  /** User items that no response has seen yet. */
  unanswered = 0;
  #serial = 0;
  #response: string | null = null;
  /** Which number the running response has, and its spoken item. */
  #tag = 0;
  #speech: string | null = null;
  #untranscribed: string[] = [];
  /** Items that a new session is still to be given of the old one. */
  #restored = 0;

  get isResponding(): boolean {
    return this.#response !== null;
  }

  get isHearing(): boolean {
    return this.#speech !== null;
  }

  get owesTranscript(): boolean {
    return this.#untranscribed.length > 0;
  }

  /** Another session: what was under way on the old one is gone, and what is restored was answered before. */
  reconnect(history: readonly ConversationItem[]): void {
    this.sent.length = 0;
    this.spoken.forget();
    this.#untranscribed.length = 0;
    this.#response = null;
    this.#speech = null;
    this.unanswered = 0;
    this.#restored = history.filter(({ type }) => type === 'message').length;
    this.sent.push({ type: 'upstream.opened' });
  }

  /** Takes one event of the proxy. */
  read(event: ClientEvent): void {
    this.spoken.read(event);
    switch (event.type) {
      case 'conversation.item.create':
        if (event.item.type === 'message' && this.#restored === 0) this.unanswered += 1;
        else if (event.item.type === 'message') this.#restored -= 1;
        this.#emit({ type: 'conversation.item.added', item: event.item });
        return this.#emit({ type: 'conversation.item.done', item: event.item });
      case 'response.create': {
        if (this.#response === null) return this.#begin();
        return this.#refuse('conversation_already_has_active_response', event.event_id);
      }
      case 'response.cancel':
        if (this.#response === null || (event.response_id ?? this.#response) !== this.#response) {
          return this.#refuse('response_cancel_not_active');
        }
        return this.#end('cancelled');
      case 'input_audio_buffer.commit':
        if (this.#speech === null) return this.#refuse('input_audio_buffer_commit_empty', event.event_id);
        return this.#commit(this.#speech);
      case 'session.update':
        return this.#emit({ type: 'session.updated', session: {} });
      default:
    }
  }

  /** The user begins to speak, and cuts the agent short. */
  interrupt(): void {
    if (this.#speech !== null) return;
    this.#speech = `user_${(this.#serial += 1)}`;
    this.#emit({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: this.#speech });
    this.#end('cancelled');
  }

  /** The user falls silent, and is answered. */
  hush(): void {
    if (this.#speech === null) return;
    this.#emit({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 1, item_id: this.#speech });
    this.#commit(this.#speech);
    if (this.#response === null) this.#begin();
    else this.#refuse('conversation_already_has_active_response');
  }

  transcribe(outcome: 'completed' | 'failed'): void {
    const item = this.#untranscribed.shift();
    if (item === undefined) return;
    const type = `conversation.item.input_audio_transcription.${outcome}`;
    this.#emit({ type, item_id: item, content_index: 0, transcript: 'heard' });
  }

  /** The running response gets on. */
  progress(what: Progress): void {
    const id = this.#response;
    if (id === null) return;
    const item = `item_${(this.#serial += 1)}`;
    switch (what) {
      case 'audio':
        return this.#speak(id);
      case 'text':
        return this.#emit({ type: 'response.output_text.done', response_id: id, item_id: item, text: 'spoken' });
      case 'call':
        return this.#call(id, item, 'look');
      case 'run':
        return this.#call(id, item, 'run_here');
      case 'completed':
      case 'failed':
        return this.#end(what);
    }
  }

  surprise(): void {
    this.#emit({ type: 'response.telepathy.delta', thought: 'unknown' });
  }

  #emit(event: { type: string } & Record<string, unknown>): void {
    this.sent.push(fromUpstream(event));
  }

  #refuse(code: string, eventId: string | null = null): void {
    this.#emit({ type: 'error', error: { code, event_id: eventId } });
  }

  #begin(): void {
    this.#tag = this.#serial += 1;
    this.#response = `resp_${this.#tag}`;
    this.unanswered = 0;
    this.#emit({ type: 'response.created', response: { id: this.#response } });
  }

  #end(status: string): void {
    if (this.#response === null) return;
    const error = { type: 'server_error', code: null, message: '' };
    const response = { id: this.#response, status, status_details: { error }, output: [] };
    this.#emit({ type: 'response.done', response });
    this.#response = null;
  }

  #commit(item: string): void {
    this.#speech = null;
    this.#emit({ type: 'input_audio_buffer.committed', item_id: item });
    this.#untranscribed.push(item);
    this.unanswered += 1;
  }

  #speak(response: string): void {
    this.spoken.speak(this.#tag, AUDIO_MS);
    const itemId = SpokenItems.idOf(this.#tag);
    const audio = tagged(this.#tag, AUDIO_MS);
    this.sent.push({ type: 'upstream.audio', delta: { responseId: response, itemId, contentIndex: 0, audio } });
  }

  #call(response: string, item: string, name: string): void {
    const call = { call_id: `call_${item}`, name, arguments: '{}' };
    this.#emit({
      type: 'response.output_item.added',
      response_id: response,
      item: { id: item, type: 'function_call', ...call },
    });
    this.#emit({
      type: 'response.function_call_arguments.done',
      response_id: response,
      item_id: item,
      ...call,
    });
  }
}
