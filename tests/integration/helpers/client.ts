import { WebSocket, type ClientOptions } from 'ws';
import type { ServerMessage, ServerMessageType } from '../../../test-app/scripts/openai-proxy/protocol/agent-server.js';
import { dialectAt, type ClientDialect } from '../../helpers/agent-schema.js';
import { DeliveryLog, type Delivery } from '../../helpers/delivery-log.js';
import { SERVER_MESSAGE_TYPES } from '../../helpers/server-message-types.js';

export type MessageOf<T extends ServerMessageType> = Extract<ServerMessage, { type: T }>;

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

const isMessage = (delivery: Delivery): delivery is ServerMessage => delivery.type !== 'audio';

export const SETTINGS = {
  type: 'Settings',
  audio: {
    input: { encoding: 'linear16', sample_rate: 16_000 },
    output: { encoding: 'linear16', sample_rate: 24_000, container: 'none' },
  },
  agent: {
    language: 'en',
    think: { provider: { type: 'open_ai', model: 'gpt-realtime' }, prompt: 'Be kind.' },
    speak: { provider: { type: 'deepgram', model: 'aura-asteria-en' } },
  },
};

/** A Voice Agent client on a real socket. It finds fault with frames that its dialect lacks, and odd or empty audio. */
export class TestClient {
  readonly opened: Promise<void>;
  readonly closed: Promise<Closed>;
  /** All that came. */
  readonly log: DeliveryLog;
  readonly #socket: WebSocket;
  #opening: 'none' | 'agent' | 'native' = 'none';

  /** @param options.dialect what the proxy is to speak; default: by the URL, see {@link dialectAt} */
  constructor(url: string, options: ClientOptions & { protocols?: string[]; dialect?: ClientDialect } = {}) {
    const { protocols, dialect = dialectAt(url), ...init } = options;
    this.log = new DeliveryLog(dialect);
    this.#socket = new WebSocket(url, protocols, init);
    this.opened = new Promise((resolve, reject) => {
      this.#socket.once('open', resolve);
      this.#socket.once('error', reject);
    });
    this.opened.catch(() => undefined);
    this.#socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', (code, reason) => {
        this.log.end(`The client was closed with ${code} ${reason.toString()}.`);
        resolve({ code, reason: reason.toString() });
      });
    });
    this.#socket.on('message', (data: Buffer, isBinary) => (isBinary ? this.log.addAudio(data) : this.#onText(data)));
  }

  get messages(): readonly ServerMessage[] {
    return this.log.deliveries.filter(isMessage);
  }

  get audio(): readonly Buffer[] {
    return this.log.deliveries.flatMap((frame) => (frame.type === 'audio' ? [Buffer.from(frame.bytes)] : []));
  }

  /** Messages and audio in the order of arrival, a word each: the message's type, or `audio`. */
  get order(): readonly string[] {
    return this.log.deliveries.map(({ type }) => type);
  }

  /** Faults of the frames that came; a test's end checks that there are none. */
  get faults(): readonly string[] {
    return this.log.faults;
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  all<T extends ServerMessageType>(type: T): readonly MessageOf<T>[] {
    return this.messages.filter((message): message is MessageOf<T> => message.type === type);
  }

  /** The types of all messages so far, without audio. */
  types(): readonly string[] {
    return this.messages.map(({ type }) => type);
  }

  send(message: object | string): this {
    const isNative = typeof message === 'object' && 'type' in message && message.type === 'session.update';
    if (this.#opening === 'none') this.#opening = isNative ? 'native' : 'agent';
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    return this;
  }

  sendAudio(audio: Uint8Array): this {
    this.#socket.send(audio);
    return this;
  }

  /** Sends Settings and waits until they apply. */
  async configure(settings: object = SETTINGS): Promise<this> {
    await this.opened;
    this.send(settings);
    await this.waitFor('SettingsApplied');
    return this;
  }

  /** The `nth` message of a type since the start, past ones included; rejects when the socket closes before. */
  waitFor<T extends ServerMessageType>(type: T, nth = 1): Promise<MessageOf<T>> {
    return this.log.waitFor((delivery) => delivery.type === type, nth) as Promise<MessageOf<T>>;
  }

  waitUntil(matches: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    return this.log.waitFor((delivery) => isMessage(delivery) && matches(delivery)) as Promise<ServerMessage>;
  }

  /** Resolves when the proxy has read everything that was sent before: pings are answered in order. */
  async roundTrip(): Promise<void> {
    const pong = new Promise((resolve) => this.#socket.once('pong', resolve));
    this.#socket.ping();
    await pong;
  }

  close(code = 1000): Promise<Closed> {
    this.#socket.close(code);
    return this.closed;
  }

  terminate(): void {
    this.#socket.terminate();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  #onText(data: Buffer): void {
    const message = JSON.parse(data.toString()) as ServerMessage;
    if (!SERVER_MESSAGE_TYPES.includes(message.type))
      this.log.faults.push(`type ${message.type} is not on the closed list`);
    this.log.addMessage(message, this.#opening === 'native');
  }
}
