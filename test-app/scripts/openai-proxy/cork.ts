import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { atEndOfTurn } from './end-of-turn.js';

/** Joins all frames that go to one socket in one turn of the event loop into one system call. */
export interface Cork {
  /** To be called before each frame. One that comes alone is neither faster nor slower for it. */
  hold(): void;
  /** Writes what is held now: until then `bufferedAmount` tells nothing about the peer. */
  release(): void;
}

/** `ws` has no word for corking, so the stream beneath is looked up; where there is none, nothing happens. */
export function createCork(socket: Pick<WebSocket, 'send'>): Cork {
  let held: Duplex | null = null;
  let stream: Duplex | null = null;

  const release = (): void => {
    const corked = held;
    held = null;
    corked?.uncork();
  };
  return {
    hold() {
      if (held !== null) return;
      stream ??= streamOf(socket);
      if (stream === null) return;
      held = stream;
      stream.cork();
      atEndOfTurn(release);
    },
    release,
  };
}

function streamOf(socket: object): Duplex | null {
  const stream = '_socket' in socket ? socket._socket : null;
  return stream instanceof Duplex ? stream : null;
}
