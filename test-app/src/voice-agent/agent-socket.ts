import { describeClosure, type Closure } from './closure.js';
import { parseServerMessage, type ClientMessage, type ServerMessage, type Settings } from './messages.js';

const READY_DEADLINE_MS = 15_000;
/** Some servers hang up on a client that sends nothing, neither sound nor text, for 10 s. */
const KEEP_ALIVE_MS = 5_000;
/** Microphone audio that the network has not taken yet; beyond this, frames are dropped. About 1.4 s at 24 kHz. */
const MAX_BUFFERED_BYTES = 64 * 1024;

export interface AgentSocketHandlers {
  readonly onMessage: (message: ServerMessage) => void;
  /** 16-bit mono PCM of the agent's voice. */
  readonly onAudio: (pcm: ArrayBuffer) => void;
  /** The server sent text that is not JSON. */
  readonly onUnparsable: () => void;
  /** Called once, and not after `close`. */
  readonly onClosed: (closure: Closure) => void;
}

/** A page that was opened with `?token=` hands it on: a server with a client token lets nobody else in. */
function addressOf(url: string): URL {
  const address = new URL(url, window.location.href.replace(/^http/, 'ws'));
  const token = new URLSearchParams(window.location.search).get('token');
  if (token !== null) address.searchParams.set('token', token);
  return address;
}

/** One Voice Agent connection: sends Settings as soon as it opens and hands on what arrives. */
export class AgentSocket {
  readonly #socket: WebSocket;
  readonly #handlers: AgentSocketHandlers;
  readonly #listening = new AbortController();
  readonly #deadline: ReturnType<typeof setTimeout>;
  readonly #keepAlive: ReturnType<typeof setInterval>;

  /** @param url path or absolute URL of the agent. */
  constructor(url: string, settings: Settings, handlers: AgentSocketHandlers) {
    this.#handlers = handlers;
    this.#socket = new WebSocket(addressOf(url));
    this.#socket.binaryType = 'arraybuffer';
    this.#deadline = setTimeout(() => {
      this.#end({ code: 1006, reason: 'The server did not answer in time' });
    }, READY_DEADLINE_MS);

    this.#keepAlive = setInterval(() => this.send({ type: 'KeepAlive' }), KEEP_ALIVE_MS);

    let wasOpen = false;
    const { signal } = this.#listening;
    this.#socket.addEventListener(
      'open',
      () => {
        wasOpen = true;
        this.send(settings);
      },
      { signal },
    );
    this.#socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => this.#receive(data), {
      signal,
    });
    this.#socket.addEventListener('close', ({ code, reason }) => this.#end(describeClosure(code, reason, wasOpen)), {
      signal,
    });
  }

  send(message: ClientMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Sends microphone PCM; drops it while the network is too slow. */
  sendAudio(pcm: ArrayBuffer): void {
    if (this.#socket.readyState !== WebSocket.OPEN || this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) return;
    this.#socket.send(pcm);
  }

  /** Ends the connection; no handler is called afterwards. */
  close(): void {
    this.#listening.abort();
    clearTimeout(this.#deadline);
    clearInterval(this.#keepAlive);
    this.#socket.close(1000);
  }

  #receive(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') {
      this.#handlers.onAudio(data);
      return;
    }
    const message = parseServerMessage(data);
    if (message === 'unparsable') {
      this.#handlers.onUnparsable();
    } else if (message !== 'unknown') {
      if (message.type === 'SettingsApplied') clearTimeout(this.#deadline);
      this.#handlers.onMessage(message);
    }
  }

  #end(closure: Closure): void {
    this.close();
    this.#handlers.onClosed(closure);
  }
}
