import { createBatcher, cut, type Batcher } from './audio/batcher.js';
import { createTranscoder, type Transcoder } from './audio/transcoder.js';
import type { AudioFormats } from './conversation/settings.js';
import { atEndOfTurn } from './end-of-turn.js';

/** The road of one conversation's audio, both ways. Nothing passes before `configure`. */
export interface AudioPath {
  configure(formats: AudioFormats): void;
  /**
   * The client's audio. Small pieces wait for each other, at most `appendMs`; of those that come in one turn of the
   * event loop, all but the first go together.
   */
  fromClient(audio: Uint8Array): void;
  /** Sends what waits, for what follows is about it. */
  flush(): void;
  /** Throws away what waits. */
  clear(): void;
  /** The upstream's audio. */
  fromUpstream(audio: Uint8Array): void;
  /** The agent's utterance is over: what the resampler still holds is sent, or dropped. */
  endSpeech(tail: 'send' | 'drop'): void;
  /** Ends its timer; nothing passes any more. */
  stop(): void;
}

export interface AudioPathSetup {
  /** The least audio that goes upstream at once, in ms. */
  readonly appendMs: number;
  /** Gets audio in the upstream's input format, in memory that is used again. */
  readonly toUpstream: (audio: Uint8Array) => void;
  /** Gets one frame for the client. */
  readonly toClient: (frame: Uint8Array) => void;
}

const PCM_BYTES_PER_MS = 48;
const G711_BYTES_PER_MS = 8;

export function createAudioPath({ appendMs, toUpstream, toClient }: AudioPathSetup): AudioPath {
  let path: { readonly transcoder: Transcoder; readonly batcher: Batcher } | undefined;
  let minBytes = 0;
  let timer: NodeJS.Timeout | undefined;
  /** Whether something was sent in this turn of the event loop, so that what follows is part of a burst. */
  let turn: 'new' | 'burst' = 'new';

  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const flush = () => {
    stop();
    if (path?.batcher.isHolding) for (const batch of path.batcher.take()) toUpstream(batch);
  };
  const wait = () => {
    timer ??= setTimeout(flush, appendMs);
  };
  const endTurn = () => {
    turn = 'new';
    if (path?.batcher.isFull) flush();
    else if (path?.batcher.isHolding) wait();
  };
  const beginBurst = () => {
    turn = 'burst';
    atEndOfTurn(endTurn);
  };

  return {
    configure(formats) {
      stop();
      const bytesPerMs = formats.upstream.input === 'linear16' ? PCM_BYTES_PER_MS : G711_BYTES_PER_MS;
      minBytes = appendMs * bytesPerMs;
      path = { transcoder: createTranscoder(formats), batcher: createBatcher(minBytes) };
    },
    fromClient(audio) {
      if (path === undefined) return;
      const { transcoder, batcher } = path;
      const bytes = transcoder.toUpstream(audio);
      if (bytes.byteLength === 0) return;
      if (turn === 'burst') {
        batcher.push(bytes);
        return;
      }
      if (!batcher.isHolding && bytes.byteLength >= minBytes) {
        // At 0 ms each frame goes as it is.
        if (minBytes > 0) beginBurst();
        for (const batch of cut(bytes)) toUpstream(batch);
        return;
      }
      batcher.push(bytes);
      if (batcher.isFull) {
        beginBurst();
        flush();
      } else {
        wait();
      }
    },
    flush,
    clear() {
      stop();
      path?.batcher.clear();
    },
    fromUpstream(audio) {
      for (const frame of path?.transcoder.toClient(audio) ?? []) toClient(frame);
    },
    endSpeech(tail) {
      const frames = path?.transcoder.endOfSpeech() ?? [];
      if (tail === 'send') for (const frame of frames) toClient(frame);
    },
    stop() {
      stop();
      path = undefined;
    },
  };
}
