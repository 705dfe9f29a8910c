import type { IncomingHttpHeaders } from 'node:http';
import type { ConversationItem } from 'openai/resources/realtime/realtime';
import { realtimeConfig, transcriptionConfig, type SessionConfig } from './config.js';
import { EventLog } from './event-log.js';
import {
  sessionOnWire,
  type ClientEvent,
  type ClientEventOf,
  type ClientEventType,
  type Outgoing,
  type ServerEvent,
  type ServerEventOf,
  type ServerEventType,
} from './events.js';
import type { Fault } from './faults.js';
import { closeReason, type Handshake } from './handshake.js';
import type { IdGenerator } from './ids.js';
import type { Prompt } from './model.js';
import { Outbox, type Release } from './outbox.js';
import { Realtime } from './realtime.js';
import { compose, verdictOf, type Scenario } from './scenario.js';
import { FAITHFUL_MODEL } from './scenarios/faithful.js';
import { IMMEDIATE_TIMING } from './timing.js';
import { validateFrame } from './validation/index.js';
import type { Closure, Wire } from './wire.js';

export interface SessionOptions {
  readonly ids: IdGenerator;
  /** Age at which the server ends a session, in ms. */
  readonly maxSessionMs: number;
  /** False keeps no events and no audio. */
  readonly isRecording: boolean;
  readonly onError: (error: unknown) => void;
}

/** What a client asked for when it connected. */
export interface Opening {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly handshake: Handshake;
}

/** A frame that was answered with an `error` before any rule saw it. */
export interface InvalidFrame {
  readonly text: string;
  readonly fault: Fault;
}

const EXPIRED = 'Your session hit the maximum duration of 60 minutes.';

/** One client's connection: what went over it, and handles to steer it. */
export class Session {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Resolves when the socket is closed, whoever did it. */
  readonly closed: Promise<Closure>;
  /** What the brain was given, response by response. */
  readonly prompts: Prompt[] = [];
  /** Frames that are not in `received`, because they were malformed. */
  readonly invalid: InvalidFrame[] = [];
  readonly #wire: Wire;
  readonly #options: SessionOptions;
  readonly #received: EventLog<ClientEvent>;
  readonly #sent: EventLog<ServerEvent>;
  readonly #outbox: Outbox;
  readonly #realtime: Realtime;
  #scenario: Scenario;

  constructor(wire: Wire, opening: Opening, scenario: Scenario, options: SessionOptions) {
    this.#wire = wire;
    this.#options = options;
    this.#scenario = scenario;
    this.url = opening.url;
    this.headers = opening.headers;
    this.closed = wire.closed;
    this.#received = new EventLog(options.isRecording);
    this.#sent = new EventLog(options.isRecording);
    this.#outbox = new Outbox((event) => this.emit(event), wire.ended);
    this.#realtime = new Realtime(
      {
        ids: options.ids,
        signal: wire.signal,
        isRecording: options.isRecording,
        model: () => ({ ...FAITHFUL_MODEL, ...this.#scenario.model }),
        timing: () => ({ ...IMMEDIATE_TIMING, ...this.#scenario.timing }),
        send: (event, delivery) => this.#outbox.push(event, delivery),
        drop: (flow) => this.#outbox.drop(flow),
        recordPrompt: (prompt) => {
          if (options.isRecording) this.prompts.push(prompt);
        },
        report: options.onError,
      },
      firstConfig(opening.handshake, options),
    );
    void this.closed.then(() => this.#endLogs());
    this.#open(opening.handshake);
  }

  /** Every valid client event, in order; empty when the mock does not record. */
  get received(): readonly ClientEvent[] {
    return this.#received.events;
  }

  /** Every server event, in order, but for raw ones; empty when the mock does not record. */
  get sent(): readonly ServerEvent[] {
    return this.#sent.events;
  }

  /** The conversation. */
  get items(): readonly ConversationItem[] {
    return this.#realtime.conversation.items;
  }

  /** The session as `session.updated` would tell it now. */
  get config(): SessionConfig {
    return this.#realtime.config;
  }

  /** All audio that was appended: decoded bytes, and how long they last. */
  get audio(): { readonly bytes: number; readonly ms: number } {
    const { appendedBytes, clockMs } = this.#realtime.inputAudio;
    return { bytes: appendedBytes, ms: clockMs };
  }

  get isOpen(): boolean {
    return this.#wire.isOpen;
  }

  /**
   * The `nth` valid client event that matches, counted from the start and with past ones.
   * Rejects when the session ends before.
   */
  waitFor<T extends ClientEventType>(type: T, options?: { readonly nth?: number }): Promise<ClientEventOf<T>>;
  waitFor(matches: (event: ClientEvent) => boolean, options?: { readonly nth?: number }): Promise<ClientEvent>;
  waitFor(match: ClientEventType | ((event: ClientEvent) => boolean), { nth = 1 } = {}): Promise<ClientEvent> {
    return this.#received.waitFor(match, nth);
  }

  /** The `nth` server event that matches; else as `waitFor`. */
  waitForSent<T extends ServerEventType>(type: T, options?: { readonly nth?: number }): Promise<ServerEventOf<T>>;
  waitForSent(matches: (event: ServerEvent) => boolean, options?: { readonly nth?: number }): Promise<ServerEvent>;
  waitForSent(match: ServerEventType | ((event: ServerEvent) => boolean), { nth = 1 } = {}): Promise<ServerEvent> {
    return this.#sent.waitFor(match, nth);
  }

  /**
   * Holds back the next events of a type, and with each what follows it in its item or response, until the returned
   * function is called. A response does not go on while one of its events is held.
   *
   * @param options.skip events of the type that still pass
   */
  hold(type: ServerEventType, { skip = 0 } = {}): Release {
    return this.#outbox.hold(type, skip);
  }

  /** Sends a server event at once, past all holds. It changes nothing in the session. */
  emit(event: Outgoing): void {
    const { outgoing } = this.#scenario;
    for (const each of outgoing ? outgoing(event, this) : [event]) this.#write(each);
  }

  /** Sends any JSON value, for events that no official type has (yet); a string goes out as it is. */
  emitRaw(json: unknown): void {
    this.#wire.send(typeof json === 'string' ? json : JSON.stringify(json));
  }

  /** Answers a client event with an `error`, as a scenario does instead of the rule. */
  reject(event: { readonly event_id?: string }, fault: Fault): void {
    this.#realtime.fail(fault, event.event_id);
  }

  /** Applies the default rule to a client event; for scenarios that kept one back. */
  handle(event: ClientEvent): void {
    this.#realtime.handle(event);
  }

  /** Lays a scenario over the running session's own; its `onConnect` and `onUpgrade` come too late. */
  use(scenario: Scenario): void {
    this.#scenario = compose(this.#scenario, scenario);
  }

  /** Sends a close frame. */
  close(code = 1000, reason = ''): void {
    this.#wire.close(code, reason);
  }

  /** Reads no more, as a server that is overloaded; `resume` goes on. */
  pause(): void {
    this.#wire.pause();
  }

  resume(): void {
    this.#wire.resume();
  }

  /** Cuts the connection without a close frame; the client sees 1006. */
  terminate(): void {
    this.#wire.terminate();
  }

  #open(handshake: Handshake): void {
    if (handshake.outcome === 'refused') {
      const { fault, closeCode } = handshake;
      this.#realtime.fail(fault);
      this.close(closeCode, closeReason(fault));
      return;
    }
    this.#wire.onFrame((data, isBinary) => this.#receive(data, isBinary));
    this.#wire.expireAfter(this.#options.maxSessionMs, () => {
      this.#realtime.fail({ type: 'invalid_request_error', code: 'session_expired', message: EXPIRED, param: null });
      this.close(1001, EXPIRED);
    });
    if (this.#scenario.onConnect?.(this) === 'handled') return;
    this.#realtime.send({ type: 'session.created', session: sessionOnWire(this.config) });
  }

  #receive(data: Buffer, isBinary: boolean): void {
    const validated = validateFrame(data, isBinary);
    if (!validated.ok) {
      if (this.#options.isRecording) this.invalid.push({ text: data.toString('utf8'), fault: validated.fault });
      this.#realtime.fail(validated.fault, validated.eventId);
      return;
    }
    const { event } = validated;
    this.#received.add(event);
    if (verdictOf(this.#scenario, event, this) === 'default') this.#realtime.handle(event);
  }

  #write(event: Outgoing): void {
    if (!this.isOpen) return;
    const { type, event_id = this.#options.ids('event'), ...rest } = event;
    const identified = { type, event_id, ...rest } as ServerEvent;
    this.#wire.send(JSON.stringify(identified));
    this.#sent.add(identified);
  }

  #endLogs(): void {
    const reason = new Error('The mock session has ended.');
    this.#received.end(reason);
    this.#sent.end(reason);
  }
}

const firstConfig = (handshake: Handshake, { ids, maxSessionMs }: SessionOptions): SessionConfig => {
  const id = ids('sess');
  const expiresAt = Math.floor((Date.now() + maxSessionMs) / 1000);
  return handshake.outcome === 'realtime'
    ? realtimeConfig(id, handshake.model, expiresAt)
    : transcriptionConfig(id, expiresAt);
};
