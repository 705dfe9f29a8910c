import type { SessionConfig, Voice } from './config.js';
import { Conversation } from './conversation.js';
import type { Core } from './core.js';
import type { Outgoing } from './events.js';
import { FAULTS, Rejection, type Fault } from './faults.js';
import type { IdGenerator } from './ids.js';
import { InputAudio } from './input-audio.js';
import type { Model, Prompt } from './model.js';
import type { Delivery } from './outbox.js';
import { Responses } from './responses.js';
import { applyRule } from './rules.js';
import type { Timing } from './timing.js';
import { Transcriber } from './transcription.js';
import type { Accepted } from './validation/schemas.js';

/** What the protocol needs of the session around it. */
export interface Surroundings {
  readonly ids: IdGenerator;
  readonly signal: AbortSignal;
  readonly isRecording: boolean;
  model(): Model;
  timing(): Timing;
  send(event: Outgoing, delivery?: Delivery): void;
  drop(flow: string): void;
  recordPrompt(prompt: Prompt): void;
  report(error: unknown): void;
}

/** The protocol of one session: valid client events in, server events out. It knows no socket. */
export class Realtime implements Core {
  config: SessionConfig;
  lockedVoice: Voice | undefined;
  readonly conversation: Conversation;
  readonly inputAudio: InputAudio;
  readonly responses: Responses;
  readonly transcriber: Transcriber;
  readonly #around: Surroundings;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(around: Surroundings, config: SessionConfig) {
    this.#around = around;
    this.config = config;
    this.conversation = new Conversation(around.ids('conv'));
    this.responses = new Responses(this);
    this.transcriber = new Transcriber(this);
    this.inputAudio = new InputAudio(this);
    const stop = (): void => {
      for (const timer of this.#timers) clearTimeout(timer);
    };
    around.signal.addEventListener('abort', stop, { once: true });
  }

  get ids(): IdGenerator {
    return this.#around.ids;
  }

  get signal(): AbortSignal {
    return this.#around.signal;
  }

  get isRecording(): boolean {
    return this.#around.isRecording;
  }

  get model(): Model {
    return this.#around.model();
  }

  get timing(): Timing {
    return this.#around.timing();
  }

  /** Applies one client event; what is wrong with it is answered. */
  handle(event: Accepted): void {
    try {
      applyRule(this, event);
    } catch (error) {
      if (!(error instanceof Rejection)) this.report(error);
      const fault = error instanceof Rejection ? error.fault : FAULTS.server(this.config.id);
      this.fail(fault, event.event_id);
    }
  }

  send(event: Outgoing, delivery?: Delivery): void {
    if (!this.signal.aborted) this.#around.send(event, delivery);
  }

  drop(flow: string): void {
    this.#around.drop(flow);
  }

  fail(fault: Fault, eventId: string | null = null): void {
    this.send({ type: 'error', error: { ...fault, event_id: eventId } });
  }

  after(ms: number, action: () => void): void {
    if (this.signal.aborted) return;
    if (ms === 0) {
      action();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
  }

  recordPrompt(prompt: Prompt): void {
    this.#around.recordPrompt(prompt);
  }

  report(error: unknown): void {
    this.#around.report(error);
  }
}
