import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';

/** Hears what a socket does. It changes nothing, and must not throw. */
export interface SocketObserver {
  opened(): void;
  /** A frame came; `handle` has everybody else hear of it. */
  received(data: Uint8Array | string, handle: () => void): void;
  sent(data: Uint8Array | string): void;
  /** The attempt to open it was answered with an HTTP status. */
  refused(status: number): void;
  closed(code: number): void;
  /** Something else happens to the socket; `handle` has everybody else hear of it. */
  other(handle: () => void): void;
}

/**
 * Stands in front of a socket's `emit` and `send`, so that whoever owns the socket need not know, and what a frame
 * leads to at once can be told from what happens on its own.
 */
export function observeSocket(socket: WebSocket, observer: SocketObserver): void {
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...values: unknown[]) => boolean;
  const send = socket.send.bind(socket) as (data: unknown, ...rest: unknown[]) => void;

  socket.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    let isHeard = false;
    const handle = () => {
      isHeard = emit(event, ...values);
    };
    const [first, second] = values;
    if (event === 'open') observer.opened();
    if (event === 'unexpected-response') observer.refused((second as IncomingMessage).statusCode ?? 0);
    if (event === 'close') observer.closed(Number(first));
    if (event === 'message') observer.received(second === true ? (first as Buffer) : String(first), handle);
    else observer.other(handle);
    return isHeard;
  };

  socket.send = (data: unknown, ...rest: unknown[]): void => {
    if (typeof data === 'string') observer.sent(data);
    else if (data instanceof Uint8Array) observer.sent(isText(rest[0]) ? Buffer.from(data).toString('utf8') : data);
    send(data, ...rest);
  };
}

/** Bytes may be sent as a text frame. */
const isText = (options: unknown): boolean =>
  typeof options === 'object' && options !== null && 'binary' in options && options.binary === false;
