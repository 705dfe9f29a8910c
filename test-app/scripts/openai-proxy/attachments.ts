import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { refuseUpgrade, type Refusal } from './errors.js';

/** A proxy, as the servers that it is attached to see it. */
export interface Guest {
  /** Path of its component dialect, which no other guest of the server may have. */
  readonly path: string;
  /** How particularly the request is meant for it, as compared to other guests; null: not at all. */
  claim(request: IncomingMessage): number | null;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Is told of an upgrade that no guest claims and nobody else listens for. */
  onUnclaimed(refusal: Refusal): void;
}

interface Listener {
  readonly guests: Guest[];
  readonly stop: () => void;
}

const listeners = new WeakMap<Server, Listener>();
const NOT_FOUND: Refusal = { status: 404, code: 'NOT_FOUND', description: 'No WebSocket is served here.' };

/**
 * Has a server's upgrade requests go to its guests, each to the one that claims it most; the first attached has it where
 * two claim it alike. All guests of a server share one listener, so that they do not take each other for somebody else.
 * Returns what detaches. Throws when a guest of the same path is attached already.
 */
export function attachGuest(server: Server, guest: Guest): () => void {
  const listener = listeners.get(server) ?? listen(server);
  const { guests, stop } = listener;
  if (guests.some(({ path }) => path === guest.path)) {
    throw new Error(`A proxy that serves ${guest.path} is attached to this server already.`);
  }
  listeners.set(server, listener);
  guests.push(guest);
  return () => {
    const index = guests.indexOf(guest);
    if (index < 0) return;
    guests.splice(index, 1);
    if (guests.length > 0) return;
    stop();
    listeners.delete(server);
  };
}

function listen(server: Server): Listener {
  const guests: Guest[] = [];
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const owner = ownerOf(request, guests);
    if (owner !== undefined) {
      owner.handleUpgrade(request, socket, head);
      return;
    }
    if (server.listenerCount('upgrade') > 1) return;
    guests[0]?.onUnclaimed(NOT_FOUND);
    refuseUpgrade(socket, NOT_FOUND);
  };
  server.on('upgrade', onUpgrade);
  return { guests, stop: () => server.off('upgrade', onUpgrade) };
}

function ownerOf(request: IncomingMessage, guests: readonly Guest[]): Guest | undefined {
  const claims = guests.flatMap((guest) => {
    const claim = guest.claim(request);
    return claim === null ? [] : [{ guest, claim }];
  });
  const highest = Math.max(...claims.map(({ claim }) => claim));
  return claims.find(({ claim }) => claim === highest)?.guest;
}
