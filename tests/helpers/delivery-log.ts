import { EventLog } from '../../test-app/scripts/mock-openai/event-log.js';
import type { ServerMessage } from '../../test-app/scripts/openai-proxy/protocol/agent-server.js';
import { serverMessageFaults, type ClientDialect } from './agent-schema.js';

/** A frame of the agent's voice. */
export interface AudioFrame {
  readonly type: 'audio';
  /** 16-bit mono PCM. */
  readonly bytes: Uint8Array;
}

export type Delivery = ServerMessage | AudioFrame;

const MAX_AUDIO_FRAME_BYTES = 65_536;

/** Everything that a client delivered, in order. Finds fault with each frame by the SDK's types. */
export class DeliveryLog {
  readonly faults: string[] = [];
  readonly dialect: ClientDialect;
  readonly #log = new EventLog<Delivery>(true);

  constructor(dialect: ClientDialect) {
    this.dialect = dialect;
  }

  get deliveries(): readonly Delivery[] {
    return this.#log.events;
  }

  /** @param isNative whether the client opened with a native `session.update` */
  addMessage(message: unknown, isNative = false): void {
    this.faults.push(...serverMessageFaults(message, this.dialect, isNative));
    this.#log.add(message as ServerMessage);
  }

  addAudio(bytes: Uint8Array): void {
    if (bytes.length === 0 || bytes.length % 2 !== 0 || bytes.length > MAX_AUDIO_FRAME_BYTES)
      this.faults.push(`audio of ${bytes.length} bytes`);
    this.#log.add({ type: 'audio', bytes });
  }

  /** The `nth` delivery that matches since the start; rejects when the connection ends before. */
  waitFor(matches: (delivery: Delivery) => boolean, nth = 1): Promise<Delivery> {
    return this.#log.waitFor(matches, nth);
  }

  /** The first delivery from now on that matches; else as {@link waitFor}. */
  waitForNew(matches: (delivery: Delivery) => boolean): Promise<Delivery> {
    const past = this.deliveries.filter(matches).length;
    return this.waitFor(matches, past + 1);
  }

  end(why: string): void {
    this.#log.end(new Error(why));
  }
}

type Extra = 'Transcript' | 'UtteranceEnd' | 'UserStoppedSpeaking';
const EXTRAS: readonly string[] = ['Transcript', 'UtteranceEnd', 'UserStoppedSpeaking'] satisfies Extra[];

/** What the component's dialect has beside the SDK's messages; elsewhere it would be a fault. */
const isExtra = (delivery: Delivery): boolean =>
  EXTRAS.includes(delivery.type) ||
  (delivery.type === 'ConversationText' && delivery.content.startsWith('Function call: '));

/** What a client delivered from one moment on, without the extras of the component's dialect. */
export class Excerpt {
  readonly #log: DeliveryLog;
  readonly #start: number;

  constructor(log: DeliveryLog, start = log.deliveries.length) {
    this.#log = log;
    this.#start = start;
  }

  /** What it has delivered since it connected. */
  static ofAll(log: DeliveryLog): Excerpt {
    return new Excerpt(log, 0);
  }

  get deliveries(): readonly Delivery[] {
    const isStrict = this.#log.dialect === 'strict';
    return this.#log.deliveries.slice(this.#start).filter((delivery) => isStrict || !isExtra(delivery));
  }

  get messages(): readonly ServerMessage[] {
    return this.deliveries.filter((delivery): delivery is ServerMessage => delivery.type !== 'audio');
  }

  /** The types of the messages. */
  get types(): readonly string[] {
    return this.messages.map(({ type }) => type);
  }

  /** Types in order, with `audio` once for each run of frames. */
  get course(): readonly string[] {
    const types = this.deliveries.map(({ type }) => type);
    return types.filter((type, index) => type !== 'audio' || types[index - 1] !== 'audio');
  }

  all<T extends ServerMessage['type']>(type: T): readonly Extract<ServerMessage, { type: T }>[] {
    return this.messages.filter((message): message is Extract<ServerMessage, { type: T }> => message.type === type);
  }

  /** The texts as they appear in the conversation, `role: content`. */
  get texts(): readonly string[] {
    return this.all('ConversationText').map(({ role, content }) => `${role}: ${content}`);
  }

  /** The agent's voice, from one delivery of this excerpt to another. */
  audio(from = 0, to = Infinity): Buffer {
    const frames = this.deliveries.slice(from, to);
    return Buffer.concat(frames.flatMap((frame) => (frame.type === 'audio' ? [frame.bytes] : [])));
  }

  /** Waits for the `nth` delivery of a type in this excerpt. */
  async next(type: Delivery['type'], nth = 1): Promise<void> {
    const past = this.#log.deliveries.slice(0, this.#start).filter((delivery) => delivery.type === type).length;
    await this.#log.waitFor((delivery) => delivery.type === type, past + nth);
  }

  /** Waits until what has been delivered fulfils a condition. */
  async untilTrue(condition: () => boolean): Promise<void> {
    if (!condition()) await this.#log.waitForNew(condition);
  }
}
