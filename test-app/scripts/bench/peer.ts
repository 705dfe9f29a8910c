import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createFrameReader, encodeFrame, OPCODE, unmasked, type Frame, type Masking } from './wire.js';

const NORMAL_CLOSURE = Buffer.from([0x03, 0xe8]);

/** One end of a WebSocket. Answers pings and a close by itself. */
export class Peer {
  /** Called with each text and binary frame. */
  onFrame: (frame: Frame) => void = () => undefined;
  /** Resolves when the socket is gone. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #masking: Masking;

  /** @param head what of the stream came with the upgrade */
  constructor(socket: Duplex, head: Buffer, masking: Masking) {
    if (!(socket instanceof Socket)) throw new TypeError('An upgraded connection is a socket.');
    this.#socket = socket.setNoDelay();
    this.#masking = masking;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    const read = createFrameReader((frame) => this.#take(frame));
    if (head.length > 0) socket.unshift(head);
    socket.on('data', read);
  }

  /** Bytes that wait in this process. */
  get queuedBytes(): number {
    return this.#socket.writableLength;
  }

  /** Sends encoded frames; false when the socket takes no more at the moment, see {@link drained}. */
  write(bytes: Buffer): boolean {
    return this.#socket.write(bytes);
  }

  /** Encodes and sends one text frame. */
  sendText(text: string): void {
    this.write(encodeFrame(OPCODE.text, Buffer.from(text), this.#masking));
  }

  /** Resolves when the socket takes more, or is gone. */
  async drained(): Promise<void> {
    if (this.#socket.destroyed || !this.#socket.writableNeedDrain) return;
    await Promise.race([once(this.#socket, 'drain'), this.closed]);
  }

  /** Reads nothing more: what the other side sends piles up before it. */
  stall(): void {
    this.#socket.pause();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(frame: Frame): void {
    switch (frame.opcode) {
      case OPCODE.ping:
        this.write(encodeFrame(OPCODE.pong, unmasked(frame), this.#masking));
        return;
      case OPCODE.close:
        this.#socket.end(encodeFrame(OPCODE.close, NORMAL_CLOSURE, this.#masking));
        return;
      case OPCODE.text:
      case OPCODE.binary:
        this.onFrame(frame);
    }
  }
}

/** Connects a client. Rejects when the server does not upgrade. */
export async function connectPeer(port: number, path: string): Promise<Peer> {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  const dial = request({ host: '127.0.0.1', port, path, headers, agent: false });
  const refused = once(dial, 'response').then(([response]: IncomingMessage[]) => {
    response?.resume();
    throw new Error(`The upgrade was answered with HTTP ${response?.statusCode ?? 0}.`);
  });
  refused.catch(() => undefined);
  const upgraded = once(dial, 'upgrade') as Promise<[IncomingMessage, Duplex, Buffer]>;
  dial.end();
  const [, socket, head] = await Promise.race([upgraded, refused]);
  return new Peer(socket, head, 'masked');
}
