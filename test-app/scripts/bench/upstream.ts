import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sessionIdOf } from './frames.js';
import { Peer } from './peer.js';
import { unmasked } from './wire.js';

/** Stands in for OpenAI at next to no cost. It accepts any session and then leaves its socket to the load. */
export interface Upstream {
  readonly port: number;
  /** The upstream's end of a session, once that is configured. */
  join(sessionId: number): Promise<Peer>;
  close(): Promise<void>;
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What the first frame is answered with: `SettingsApplied` to a client whose frames come through as they are. */
const ANSWERS = [
  ['"session.update"', '{"type":"session.updated","event_id":"event_bench","session":{"type":"realtime"}}'],
  ['"Settings"', '{"type":"SettingsApplied"}'],
] as const;

/** Listens on a free port of 127.0.0.1. */
export async function startUpstream(): Promise<Upstream> {
  const peers = new Set<Peer>();
  const waiting = new Map<number, (peer: Peer) => void>();
  const server = createServer();

  server.on('upgrade', (request, socket, head) => {
    const key = request.headers['sec-websocket-key'] ?? '';
    const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: websocket'];
    socket.write([...lines, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'));
    const peer = new Peer(socket, head, 'plain');
    peers.add(peer);
    void peer.closed.then(() => peers.delete(peer));
    peer.onFrame = (frame) => {
      const text = unmasked(frame).toString();
      const answer = ANSWERS.find(([type]) => text.includes(type))?.[1];
      const id = sessionIdOf(text);
      if (answer === undefined || id === null) throw new Error(`The load's upstream did not expect: ${text}`);
      peer.onFrame = () => undefined;
      peer.sendText(answer);
      waiting.get(id)?.(peer);
      waiting.delete(id);
    };
    peer.sendText('{"type":"session.created","event_id":"event_bench","session":{"type":"realtime"}}');
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    join: (sessionId) => new Promise((resolve) => waiting.set(sessionId, resolve)),
    close: async () => {
      for (const peer of peers) peer.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
