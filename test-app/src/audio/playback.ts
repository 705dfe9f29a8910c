import { createWorkletNode } from './worklet.js';

export interface PlaybackLevel {
  /** Level of the last 50 ms that were really played, 0 to 1. */
  readonly rms: number;
  /** All non-silent sound played so far, in ms. */
  readonly audibleMs: number;
  /** All that was played of what was handed over, in ms of the audio clock, silence in it included. */
  readonly playedMs: number;
  /** From the newest `clear` to the last audible sample, in ms of the audio clock; null before the first one. */
  readonly stopMs: number | null;
}

export const SILENT: PlaybackLevel = { rms: 0, audibleMs: 0, playedMs: 0, stopMs: null };

export interface PlaybackHandlers {
  /** Everything handed to `play` was heard. */
  readonly onDry: () => void;
  readonly onLevel: (level: PlaybackLevel) => void;
}

type Report =
  | {
      readonly type: 'level';
      readonly rms: number;
      readonly audibleMs: number;
      readonly playedMs: number;
      /** Time of the audio clock at which the newest audible sample ended, in seconds. */
      readonly audibleUntil: number;
    }
  | { readonly type: 'dry'; readonly received: number };

/** Plays 16-bit mono PCM without gaps. */
export class Playback {
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;
  #sent = 0;
  #clearedAt: number | null = null;
  #stopMs: number | null = null;

  private constructor(context: AudioContext, node: AudioWorkletNode, handlers: PlaybackHandlers) {
    this.#context = context;
    this.#node = node;
    node.port.onmessage = ({ data }: MessageEvent<Report>) => {
      if (data.type === 'level') {
        if (this.#clearedAt !== null) this.#stopMs = Math.max(0, (data.audibleUntil - this.#clearedAt) * 1_000);
        const { rms, audibleMs, playedMs } = data;
        handlers.onLevel({ rms, audibleMs, playedMs, stopMs: this.#stopMs });
        // A report that was on its way when more sound was handed over no longer holds.
      } else if (data.received === this.#sent) handlers.onDry();
    };
    node.connect(context.destination);
  }

  /**
   * Call it from a click or a key press: browsers let a page sound only after one.
   * @param sampleRate of the PCM, in Hz.
   * @throws where there is no AudioWorklet, i.e. on a page that is neither https nor localhost.
   */
  static async open(sampleRate: number, handlers: PlaybackHandlers): Promise<Playback> {
    const context = new AudioContext({ sampleRate, latencyHint: 'interactive' });
    void context.resume();
    try {
      const node = await createWorkletNode(context, 'playback', { numberOfInputs: 0, outputChannelCount: [1] });
      return new Playback(context, node, handlers);
    } catch (error) {
      await context.close();
      throw error;
    }
  }

  /** Queues little-endian samples, a whole number of them; the buffer is no longer the caller's afterwards. */
  play(pcm: ArrayBuffer): void {
    this.#sent += 1;
    // What is measured about the last interruption is complete.
    this.#clearedAt = null;
    this.#node.port.postMessage(pcm, [pcm]);
  }

  /** Falls silent at once and forgets what is queued. */
  clear(): void {
    this.#clearedAt = this.#context.currentTime;
    this.#node.port.postMessage('clear');
  }

  async close(): Promise<void> {
    this.#node.port.onmessage = null;
    if (this.#context.state !== 'closed') await this.#context.close();
  }
}
