import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Why an upgrade is refused, as the client can read it before any socket exists. */
export interface Refusal {
  readonly status: 401 | 403 | 404 | 429 | 503;
  readonly code: string;
  readonly description: string;
}

/** Answers an upgrade request with an HTTP status and a JSON body, and ends the connection. */
export function refuseUpgrade(socket: Duplex, { status, code, description }: Refusal): void {
  const body = JSON.stringify({ error: { code, description } });
  socket.on('error', () => socket.destroy());
  // A peer that keeps its half open would hold the descriptor.
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}
