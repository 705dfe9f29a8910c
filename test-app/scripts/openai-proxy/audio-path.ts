import { createBatcher, type Batcher } from './audio/batcher.js';
import { createTranscoder, type Transcoder } from './audio/transcoder.js';
import type { AudioFormats } from './conversation/settings.js';

/** The road of one conversation's audio, both ways. Nothing passes before `configure`. */
export interface AudioPath {
  configure(formats: AudioFormats): void;
  /** The client's audio; small pieces wait for each other, at most `appendMs`. */
  fromClient(audio: Uint8Array): void;
  /** Sends what waits, for what follows is about it. */
  flush(): void;
  /** Throws away what waits. */
  clear(): void;
  /** The upstream's audio. */
  fromUpstream(audio: Uint8Array): void;
  /** The agent's utterance is over: what the resampler still holds is sent, or dropped. */
  endSpeech(tail: 'send' | 'drop'): void;
  /** Ends its timer. */
  stop(): void;
}

export interface AudioPathSetup {
  /** The least audio that goes upstream at once, in ms. */
  readonly appendMs: number;
  /** Gets audio in the upstream's input format. */
  readonly toUpstream: (audio: Uint8Array) => void;
  /** Gets one frame for the client. */
  readonly toClient: (frame: Uint8Array) => void;
}

const PCM_BYTES_PER_MS = 48;
const G711_BYTES_PER_MS = 8;

export function createAudioPath({ appendMs, toUpstream, toClient }: AudioPathSetup): AudioPath {
  let path: { readonly transcoder: Transcoder; readonly batcher: Batcher } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const flush = () => {
    stop();
    for (const batch of path?.batcher.flush() ?? []) toUpstream(batch);
  };

  return {
    configure(formats) {
      stop();
      const bytesPerMs = formats.upstream.input === 'linear16' ? PCM_BYTES_PER_MS : G711_BYTES_PER_MS;
      path = { transcoder: createTranscoder(formats), batcher: createBatcher(appendMs * bytesPerMs) };
    },
    fromClient(audio) {
      if (path === undefined) return;
      const { transcoder, batcher } = path;
      for (const batch of batcher.push(transcoder.toUpstream(audio))) toUpstream(batch);
      if (!batcher.isHolding) stop();
      else timer ??= setTimeout(flush, appendMs);
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
    stop,
  };
}
