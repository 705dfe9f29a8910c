import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from '@jest/globals';
import { WebSocket, type ClientOptions } from 'ws';
import { own } from './server-world.js';

export interface PeerOptions extends ClientOptions {
  readonly protocols?: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const dial = (url: string, { protocols = [], ...options }: PeerOptions): WebSocket => {
  const socket = new WebSocket(url, [...protocols], options);
  socket.on('error', () => undefined);
  own(() => socket.terminate());
  return socket;
};

/** A plain WebSocket client that keeps what it receives, which must be WebSocket frames to the end. */
export class Peer {
  readonly opened: Promise<this>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #socket: WebSocket;
  readonly #frames: (string | Buffer)[] = [];
  readonly #waiting: ((frame: string | Buffer) => void)[] = [];

  constructor(url: string, options: PeerOptions = {}) {
    const socket = dial(url, options);
    this.#socket = socket;
    this.opened = new Promise((resolve, reject) => {
      socket.once('open', () => resolve(this));
      socket.once('error', reject);
    });
    this.opened.catch(() => undefined);
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.once('open', () => {
      const faults: Error[] = [];
      socket.on('error', (error) => faults.push(error));
      own(() => expect(faults).toEqual([]));
    });
    socket.on('message', (data: Buffer, isBinary) => {
      const frame = isBinary ? data : data.toString();
      const resolve = this.#waiting.shift();
      if (resolve) resolve(frame);
      else this.#frames.push(frame);
    });
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  send(frame: string | Buffer): void {
    this.#socket.send(frame);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** The next frame that no earlier call has returned: text as a string, binary as a Buffer. */
  next(): Promise<string | Buffer> {
    const frame = this.#frames.shift();
    return frame === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(frame);
  }
}

/** What an upgrade request is answered instead of a WebSocket. Rejects when one opens. */
export const answerOf = (url: string, options: PeerOptions = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const socket = dial(url, options);
    socket.once('open', () => reject(new Error('The socket was opened.')));
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response: IncomingMessage) => {
      const { statusCode: status = 0, headers } = response;
      text(response).then((body) => resolve({ status, headers, body }), reject);
    });
  });
