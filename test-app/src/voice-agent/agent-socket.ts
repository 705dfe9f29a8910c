import { DeepgramClient } from '@deepgram/sdk';
import type { Backend } from './backends.js';
import { describeClosure, explainRefusal, type Closure } from './closure.js';
import { isServerMessage, type ServerMessage, type Settings } from './messages.js';

/*
 * The SDK is 25 kB gzip whole. Its subpath `@deepgram/sdk/agent/v1` is 10 kB, but the client in there takes every frame
 * for JSON and throws on audio, and sends no credentials from a browser: only the whole client does both.
 */
type SdkSocket = Awaited<ReturnType<DeepgramClient['agent']['v1']['connect']>>;

const READY_DEADLINE_MS = 15_000;
/** Some servers hang up on a client that sends nothing, neither sound nor text, for 10 s. */
const KEEP_ALIVE_MS = 5_000;
/** Microphone audio that the network has not taken yet; beyond this, frames are dropped. About 1.4 s at 24 kHz. */
const MAX_BUFFERED_BYTES = 64 * 1024;
/** What the SDK calls a key where the server demands none; the server's own keys never leave it. */
const NO_TOKEN = 'page';
/** What a WebSocket subprotocol may consist of, which is how a browser sends a credential. */
const SUBPROTOCOL = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export interface AgentSocketHandlers {
  readonly onMessage: (message: ServerMessage) => void;
  /** The agent's voice, in the format of `audio.output`. */
  readonly onAudio: (audio: ArrayBuffer) => void;
  /** The user interrupts: called the moment it is known, ahead of what is still being unpacked. */
  readonly onInterrupted: () => void;
  /** Called once, and not after `close`. */
  readonly onClosed: (closure: Closure) => void;
}

/** A page that was opened with `?token=` hands it on: a server with a client token lets nobody else in. */
function createClient({ basePath }: Backend): DeepgramClient {
  const token = new URLSearchParams(window.location.search).get('token') ?? '';
  const baseUrl = window.location.origin.replace(/^http/, 'ws') + basePath;
  // What cannot be sent cannot be right either: the server then says so.
  return new DeepgramClient({ baseUrl, apiKey: SUBPROTOCOL.test(token) ? token : NO_TOKEN });
}

/** One Voice Agent connection: sends Settings as soon as it opens and hands on what arrives, in order. */
export class AgentSocket {
  readonly #handlers: AgentSocketHandlers;
  readonly #ended = new AbortController();
  readonly #deadline: ReturnType<typeof setTimeout>;
  readonly #keepAlive: ReturnType<typeof setInterval>;
  #socket: SdkSocket | null = null;
  #wasOpen = false;
  #lastError: string | null = null;
  /** The SDK hands audio over as blobs, whose bytes come later; what was received after one waits for it. */
  #unpacked: Promise<void> = Promise.resolve();
  #interruptions = 0;

  constructor(backend: Backend, settings: Settings, handlers: AgentSocketHandlers) {
    this.#handlers = handlers;
    this.#deadline = setTimeout(() => {
      this.#end({ code: 1006, reason: 'The server did not answer in time', advice: '' });
    }, READY_DEADLINE_MS);
    this.#keepAlive = setInterval(() => this.#open?.sendKeepAlive({ type: 'KeepAlive' }), KEEP_ALIVE_MS);
    void this.#connect(backend, settings);
  }

  inject(content: string): void {
    this.#open?.sendInjectUserMessage({ type: 'InjectUserMessage', content });
  }

  answerCall(id: string, name: string, content: string): void {
    this.#open?.sendFunctionCallResponse({ type: 'FunctionCallResponse', id, name, content });
  }

  endTurn(): void {
    this.#open?.sendForceEndTurn({ type: 'ForceEndTurn' });
  }

  /** Sends microphone audio; drops it while the network is too slow. */
  sendAudio(audio: ArrayBuffer): void {
    const socket = this.#open;
    if (socket && socket.socket.bufferedAmount <= MAX_BUFFERED_BYTES) socket.sendMedia(audio);
  }

  /** Ends the connection; no handler is called afterwards. */
  close(): void {
    this.#ended.abort();
    clearTimeout(this.#deadline);
    clearInterval(this.#keepAlive);
    this.#socket?.close();
  }

  /** The socket while it can take something: the SDK throws where it cannot. */
  get #open(): SdkSocket | null {
    return this.#socket?.readyState === WebSocket.OPEN ? this.#socket : null;
  }

  async #connect(backend: Backend, settings: Settings): Promise<void> {
    const socket = await createClient(backend).agent.v1.connect({
      queryParams: { ...backend.query },
      // The page offers the user to connect again; a session cannot go on by itself without its Settings.
      reconnectAttempts: 0,
      shouldReconnect: () => false,
      connectionTimeoutInSeconds: READY_DEADLINE_MS / 1_000,
    });
    if (this.#ended.signal.aborted) return;
    this.#socket = socket;
    socket.on('open', () => {
      this.#wasOpen = true;
      socket.sendSettings(settings);
    });
    socket.on('message', (message) => this.#receive(message));
    let hasFailed = false;
    socket.on('error', () => (hasFailed = true));
    socket.on('close', ({ code, reason }) => {
      // The SDK reports a connection that failed as closed with 1000, and right afterwards the error.
      queueMicrotask(() => void this.#onClosed(hasFailed ? 1006 : code, reason));
    });
    socket.connect();
  }

  #receive(message: unknown): void {
    if (message instanceof Blob) {
      const before = this.#interruptions;
      const bytes = message.arrayBuffer();
      this.#inOrder(async () => {
        const audio = await bytes;
        if (this.#interruptions === before) this.#handlers.onAudio(audio);
      });
      return;
    }
    if (!isServerMessage(message)) return;
    if (message.type === 'UserStartedSpeaking') {
      this.#interruptions += 1;
      this.#handlers.onInterrupted();
    }
    this.#inOrder(() => {
      if (message.type === 'SettingsApplied') clearTimeout(this.#deadline);
      if (message.type === 'Error') this.#lastError = message.code;
      this.#handlers.onMessage(message);
      return Promise.resolve();
    });
  }

  #inOrder(handle: () => Promise<void>): void {
    this.#unpacked = this.#unpacked.then(async () => {
      if (!this.#ended.signal.aborted) await handle();
    });
  }

  async #onClosed(code: number, reason: string): Promise<void> {
    await this.#unpacked;
    const { signal } = this.#ended;
    if (signal.aborted) return;
    const closure = this.#wasOpen ? describeClosure(code, reason, this.#lastError) : await explainRefusal(signal);
    this.#end(closure);
  }

  #end(closure: Closure): void {
    if (this.#ended.signal.aborted) return;
    this.close();
    this.#handlers.onClosed(closure);
  }
}
