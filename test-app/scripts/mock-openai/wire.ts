import { randomBytes } from 'node:crypto';
import type { RawData, WebSocket } from 'ws';

/** How a socket ended; the code is 1006 when there was no close frame. */
export interface Closure {
  readonly code: number;
  readonly reason: string;
}

const bytesOf = (data: RawData): Buffer => {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
};

/** The server's end of one socket, with its heartbeat and its timers. */
export class Wire {
  readonly closed: Promise<Closure>;
  readonly signal: AbortSignal;
  readonly #socket: WebSocket;
  readonly #timers: NodeJS.Timeout[] = [];

  /** @param pingMs between two WebSocket pings; 0 sends none */
  constructor(socket: WebSocket, pingMs: number) {
    this.#socket = socket;
    const end = new AbortController();
    this.signal = end.signal;
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        for (const timer of this.#timers) clearTimeout(timer);
        end.abort(new Error('The mock session has ended.'));
        resolve({ code, reason: reason.toString('utf8') });
      });
    });
    // A broken frame or connection also closes the socket, which is told by `closed`.
    socket.on('error', () => undefined);
    if (pingMs > 0) this.#timers.push(setInterval(() => socket.ping(randomBytes(4)), pingMs));
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Rejects when the socket is closed; nobody has to listen to that. */
  get ended(): Promise<never> {
    const ended = this.closed.then(() => Promise.reject(new Error('The mock session has ended.')));
    ended.catch(() => undefined);
    return ended;
  }

  onFrame(receive: (data: Buffer, isBinary: boolean) => void): void {
    this.#socket.on('message', (data, isBinary) => receive(bytesOf(data), isBinary));
  }

  /** Runs `expire` once, after `ms` of an open socket. */
  expireAfter(ms: number, expire: () => void): void {
    this.#timers.push(setTimeout(expire, ms));
  }

  send(text: string): void {
    if (this.isOpen) this.#socket.send(text);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  terminate(): void {
    this.#socket.terminate();
  }
}
