import type { Effect, TimerName } from '../../../test-app/scripts/openai-proxy/conversation/effects.js';
import { reduce } from '../../../test-app/scripts/openai-proxy/conversation/reduce.js';
import { INITIAL_STATE, type Input, type State } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { Observer } from './observer.js';
import { audioOf, contextFor, fromClient, fromUpstream, inject, opening } from './harness.js';

type Progress = 'audio' | 'text' | 'call' | 'completed' | 'failed';

export type Command =
  | {
      readonly do:
        | 'inject'
        | 'say'
        | 'native'
        | 'update'
        | 'answer'
        | 'answer again'
        | 'interrupt'
        | 'hush'
        | 'transcribe'
        | 'age';
    }
  | { readonly do: 'read' | 'deliver' }
  | { readonly do: 'progress'; readonly what: Progress };

/**
 * The proxy's conversation between a client and an upstream that keeps OpenAI's rules: one response at a time, turn
 * detection that begins and cancels responses by itself, events in order. Frames wait on both ways until a command
 * moves them, so that every race that the rules allow can come up.
 */
export class Simulation {
  readonly observer = new Observer();
  readonly #context = contextFor('component');
  readonly #toUpstream: Extract<Effect, { type: 'upstream.send' }>['event'][] = [];
  readonly #toProxy: Input[] = [];
  readonly #timers = new Set<TimerName>();
  #state: State = INITIAL_STATE;
  #serial = 0;
  #response: string | null = null;
  #speech: string | null = null;
  #untranscribed: string[] = [];
  /** Items that a new session is still to be given of the old one. */
  #restored = 0;
  /** User items that no response has seen yet. */
  unanswered = 0;

  constructor() {
    for (const input of opening()) this.#feed(input);
    this.#toUpstream.length = 0;
    this.#toProxy.length = 0;
  }

  run(command: Command): void {
    switch (command.do) {
      case 'inject':
        return this.#feed(inject('typed'));
      case 'say':
        return this.#feed(fromClient({ type: 'InjectAgentMessage', message: 'said', behavior: 'queue' }));
      case 'native':
        return this.#feed(fromClient({ type: 'response.create' }));
      case 'update':
        return this.#feed(fromClient({ type: 'UpdatePrompt', prompt: 'more' }));
      case 'answer':
        return this.#answer(this.observer.openCalls()[0]);
      case 'answer again':
        return this.#answer(this.observer.answeredCalls().at(-1));
      case 'read':
        return this.#read();
      case 'deliver':
        return this.#deliver();
      case 'interrupt':
        return this.#interrupt();
      case 'hush':
        return this.#hush();
      case 'age':
        return this.#feed({ type: 'timer.fired', timer: 'rollover' });
      case 'transcribe':
        return this.#transcribe();
      case 'progress':
        return this.#progress(command.what);
    }
  }

  /** Lets everything that is under way arrive, and every deadline pass, until nothing moves any more. */
  settle(): void {
    for (let round = 0; round < 5_000; round += 1) {
      if (this.#toUpstream.length > 0) this.#read();
      else if (this.#toProxy.length > 0) this.#deliver();
      else if (this.#response !== null) this.#progress('completed');
      else if (this.#speech !== null) this.#hush();
      else if (this.#untranscribed.length > 0) this.#transcribe();
      else if (!this.#fireTimer()) return;
    }
    throw new Error('The conversation does not come to rest.');
  }

  #feed(input: Input): void {
    const { state, effects } = reduce(this.#state, input, this.#context);
    this.#state = state;
    for (const effect of effects) {
      this.observer.see(effect);
      if (effect.type === 'upstream.dial') this.#reconnect();
      if (effect.type === 'upstream.send') this.#toUpstream.push(effect.event);
      if (effect.type === 'timer.start' && effect.timer !== 'rollover') this.#timers.add(effect.timer);
      if (effect.type === 'timer.clear') this.#timers.delete(effect.timer);
    }
  }

  /** Another session: what was under way on the old one is gone, and what is restored was answered before. */
  #reconnect(): void {
    this.#toUpstream.length = 0;
    this.#toProxy.length = 0;
    this.#untranscribed.length = 0;
    this.#response = null;
    this.#speech = null;
    this.unanswered = 0;
    const history = this.#state.phase === 'connecting' ? this.#state.configuration.history : [];
    this.observer.expectRestored(
      history.flatMap((item) => (item.type === 'function_call_output' ? [item.call_id] : [])),
    );
    this.#restored = history.filter(({ type }) => type === 'message').length;
    this.#toProxy.push({ type: 'upstream.opened' });
  }

  #fireTimer(): boolean {
    const [timer] = this.#timers;
    if (timer === undefined) return false;
    this.#timers.delete(timer);
    this.#feed({ type: 'timer.fired', timer });
    return true;
  }

  #answer(callId: string | undefined): void {
    if (callId === undefined) return;
    this.#feed(fromClient({ type: 'FunctionCallResponse', id: callId, name: 'look', content: 'seen' }));
  }

  #deliver(): void {
    const input = this.#toProxy.shift();
    if (input === undefined) return;
    this.observer.hear(input);
    this.#feed(input);
  }

  #emit(event: { type: string } & Record<string, unknown>): void {
    this.#toProxy.push(fromUpstream(event));
  }

  /** The upstream takes the next event of the proxy. */
  #read(): void {
    const event = this.#toUpstream.shift();
    switch (event?.type) {
      case 'conversation.item.create':
        if (event.item.type === 'message' && this.#restored === 0) this.unanswered += 1;
        else if (event.item.type === 'message') this.#restored -= 1;
        this.#emit({ type: 'conversation.item.added', item: event.item });
        this.#emit({ type: 'conversation.item.done', item: event.item });
        return;
      case 'response.create': {
        if (this.#response === null) return this.#begin();
        const code = 'conversation_already_has_active_response';
        return this.#emit({ type: 'error', error: { code, event_id: event.event_id } });
      }
      case 'response.cancel':
        return this.#end('cancelled');
      case 'session.update':
        return this.#emit({ type: 'session.updated', session: {} });
      default:
    }
  }

  #begin(): void {
    this.#response = `resp_${(this.#serial += 1)}`;
    this.unanswered = 0;
    this.#emit({ type: 'response.created', response: { id: this.#response } });
  }

  #end(status: string): void {
    if (this.#response === null) return;
    const error = { type: 'server_error', code: null, message: '' };
    this.#emit({
      type: 'response.done',
      response: { id: this.#response, status, status_details: { error }, output: [] },
    });
    this.#response = null;
  }

  #progress(what: Progress): void {
    const id = this.#response;
    if (id === null) return;
    const item = `item_${(this.#serial += 1)}`;
    switch (what) {
      case 'audio':
        this.#toProxy.push(audioOf(id));
        return;
      case 'text':
        return this.#emit({ type: 'response.output_text.done', response_id: id, item_id: item, text: 'spoken' });
      case 'call': {
        const call = { call_id: `call_${item}`, name: 'look', arguments: '{}' };
        this.#emit({
          type: 'response.output_item.added',
          response_id: id,
          item: { id: item, type: 'function_call', ...call },
        });
        return this.#emit({
          type: 'response.function_call_arguments.done',
          response_id: id,
          item_id: item,
          ...call,
        });
      }
      case 'completed':
      case 'failed':
        return this.#end(what);
    }
  }

  #interrupt(): void {
    if (this.#speech !== null) return;
    this.#speech = `user_${(this.#serial += 1)}`;
    this.#emit({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: this.#speech });
    this.#end('cancelled');
  }

  #hush(): void {
    if (this.#speech === null) return;
    const item = this.#speech;
    this.#speech = null;
    this.#emit({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 1, item_id: item });
    this.#emit({ type: 'input_audio_buffer.committed', item_id: item });
    this.#untranscribed.push(item);
    this.unanswered += 1;
    if (this.#response === null) return this.#begin();
    this.#emit({ type: 'error', error: { code: 'conversation_already_has_active_response', event_id: null } });
  }

  #transcribe(): void {
    const item = this.#untranscribed.shift();
    if (item === undefined) return;
    const type = 'conversation.item.input_audio_transcription.completed';
    this.#emit({ type, item_id: item, content_index: 0, transcript: 'heard' });
  }
}
