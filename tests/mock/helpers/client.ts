import { once } from 'node:events';
import WebSocket, { type ClientOptions } from 'ws';
import { EventLog } from '../../../test-app/scripts/mock-openai/event-log.js';
import type { ClientEvent, ServerEvent } from '../../../test-app/scripts/mock-openai/index.js';
import type { ServerEventOf, ServerEventType } from '../../../test-app/scripts/mock-openai/events.js';
import { declaration, validator } from '../../helpers/schema.js';
import { withoutWireDifferences } from './wire-differences.js';

const validate = validator(declaration('openai/resources/realtime/realtime.d.ts'), 'RealtimeServerEvent');

export interface ConnectOptions extends Omit<ClientOptions, 'protocols' | 'key'> {
  readonly query?: string;
  readonly key?: string | null;
  readonly protocols?: readonly string[];
}

/** A bare Realtime client that checks every frame it gets against the official types. */
export class Client {
  readonly socket: WebSocket;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Frames that the official types do not allow. */
  readonly violations: string[] = [];
  readonly #log = new EventLog<ServerEvent>(true);

  constructor(url: string, options: ConnectOptions = {}) {
    const { query = '?model=gpt-realtime', key = 'sk-test', protocols = [], headers = {}, ...rest } = options;
    const authorization = key === null ? {} : { Authorization: `Bearer ${key}` };
    this.socket = new WebSocket(url + query, [...protocols], { ...rest, headers: { ...authorization, ...headers } });
    this.socket.on('message', (data: Buffer) => this.#receive(data));
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        this.#log.end(new Error(`The socket closed with ${code}.`));
        resolve({ code, reason: reason.toString() });
      });
    });
    this.socket.on('error', () => undefined);
  }

  get events(): readonly ServerEvent[] {
    return this.#log.events;
  }

  send(...events: readonly ClientEvent[]): void {
    for (const event of events) this.sendRaw(event);
  }

  /** Sends what no type allows; a string or buffer as it is. */
  sendRaw(frame: unknown): void {
    this.socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  waitFor<T extends ServerEventType>(type: T, nth = 1): Promise<ServerEventOf<T>> {
    return this.#log.waitFor(type, nth) as Promise<ServerEventOf<T>>;
  }

  all<T extends ServerEventType>(type: T): readonly ServerEventOf<T>[] {
    return this.events.filter((event): event is ServerEventOf<T> => event.type === type);
  }

  /** The event types so far, each run of one type once; `from` skips as many. */
  types(from = 0): readonly string[] {
    return this.events
      .map(({ type }) => type)
      .filter((type, index, types) => type !== types[index - 1])
      .slice(from);
  }

  /** Resolves when the server has handled all that was sent, and its replies at once are here. */
  async settle(): Promise<void> {
    this.socket.ping();
    await once(this.socket, 'pong');
  }

  #receive(data: Buffer): void {
    const event = JSON.parse(data.toString()) as ServerEvent;
    const problems = validate(withoutWireDifferences(event)).map((problem) => `${event.type}: ${problem}`);
    this.violations.push(...problems);
    this.#log.add(event);
  }
}
