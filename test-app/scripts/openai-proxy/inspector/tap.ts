import type { WebSocket } from 'ws';
import type { UpstreamOptions } from '../options.js';
import { openWebSocket } from '../upstream.js';
import { createFormatBook } from './formats.js';
import { observeSocket, type SocketObserver } from './observe-socket.js';
import { readFrame } from './read-frame.js';
import type { Direction, Leg, RecordBody } from './record.js';
import { createRedactor } from './redact.js';

/** Observes both legs of one connection. */
export interface Tap {
  /** To be called before anybody else listens. */
  watchClient(socket: WebSocket): void;
  /** The same upstream, whose sockets are watched. */
  watchUpstream(options: UpstreamOptions): UpstreamOptions;
}

export interface TapSetup {
  /** How the client speaks. */
  readonly dialect: string;
  /** Values that must not be told. */
  readonly secrets: readonly string[];
  /** Takes a record and returns its number. */
  readonly publish: (body: RecordBody) => number;
  /** A frame could not be read: a fault of the inspector's own, which the conversation does not notice. */
  readonly onFault: (error: unknown) => void;
}

const NEVER_OPEN = 1006;

/** Every frame that is sent while another is handled was caused by that one. */
export function createTap({ dialect, secrets, publish, onFault }: TapSetup): Tap {
  const redactor = createRedactor(secrets);
  const formats = createFormatBook();
  /** The record that is being handled. */
  let current: number | null = null;
  /** The client's last audio: what waited to be sent together is said to come from it. */
  let lastAudio: number | null = null;

  function told(body: () => RecordBody): number | null {
    try {
      return publish(body());
    } catch (error) {
      onFault(error);
      return null;
    }
  }

  function within(cause: number | null, handle: () => void): void {
    const before = current;
    current = cause;
    try {
      handle();
    } finally {
      current = before;
    }
  }

  function observe(leg: Leg, dialled: { readonly detail: string; readonly cause: number | null }): SocketObserver {
    let state: 'opening' | 'open' | 'refused' = 'opening';
    const frame = (direction: Direction, data: Uint8Array | string, cause: number | null) =>
      told(() => readFrame({ leg, direction, data, cause }, formats, redactor));
    const closed = (code: number, detail: string) =>
      told(() => ({ kind: 'closed', leg, code, detail, cause: current }));
    return {
      opened() {
        state = 'open';
        told(() => ({ kind: 'opened', leg, ...dialled }));
      },
      received(data, handle) {
        const seq = frame('received', data, null);
        if (leg === 'client' && typeof data !== 'string') lastAudio = seq;
        within(seq, handle);
      },
      sent(data) {
        const isBatch = typeof data === 'string' && data.startsWith('{"type":"input_audio_buffer.append"');
        frame('sent', data, current ?? (isBatch ? lastAudio : null));
      },
      refused(status) {
        state = 'refused';
        closed(NEVER_OPEN, `HTTP ${status}`);
      },
      closed(code) {
        if (state !== 'refused') closed(code, state === 'open' ? '' : 'never opened');
      },
      other(handle) {
        // What follows from an open socket follows from what had it opened.
        within(dialled.cause, handle);
      },
    };
  }

  return {
    watchClient(socket) {
      const observer = observe('client', { detail: dialect, cause: null });
      observeSocket(socket, observer);
      observer.opened();
    },
    watchUpstream(options) {
      const { createWebSocket = openWebSocket } = options;
      return {
        ...options,
        createWebSocket(url, init) {
          const socket = createWebSocket(url, init);
          observeSocket(socket, observe('upstream', { detail: shownUrl(url), cause: current }));
          return socket;
        },
      };
    },
  };
}

/** Of the query, only the model is known to be no secret. */
function shownUrl(url: URL): string {
  const model = url.searchParams.get('model');
  return `${url.protocol}//${url.host}${url.pathname}${model === null ? '' : `?model=${model}`}`;
}
