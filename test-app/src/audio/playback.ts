import { createWorkletNode } from './worklet.js';

export interface PlaybackLevel {
  /** Level of the last 50 ms that were really played, 0 to 1. */
  readonly rms: number;
  /** All non-silent sound played so far, in ms. */
  readonly audibleMs: number;
}

export interface PlaybackHandlers {
  /** Everything handed to `play` was heard. */
  readonly onDry: () => void;
  readonly onLevel: (level: PlaybackLevel) => void;
}

type Report = ({ readonly type: 'level' } & PlaybackLevel) | { readonly type: 'dry'; readonly received: number };

/** Plays 16-bit mono PCM without gaps. */
export class Playback {
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;
  #sent = 0;

  private constructor(context: AudioContext, node: AudioWorkletNode, handlers: PlaybackHandlers) {
    this.#context = context;
    this.#node = node;
    node.port.onmessage = ({ data }: MessageEvent<Report>) => {
      if (data.type === 'level') handlers.onLevel(data);
      // A report that was on its way when more sound was handed over no longer holds.
      else if (data.received === this.#sent) handlers.onDry();
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

  /** Queues little-endian samples; the buffer is no longer the caller's afterwards. */
  play(pcm: ArrayBuffer): void {
    const whole = pcm.byteLength % 2 === 0 ? pcm : pcm.slice(0, -1);
    this.#sent += 1;
    this.#node.port.postMessage(whole, [whole]);
  }

  /** Falls silent at once and forgets what is queued. */
  clear(): void {
    this.#node.port.postMessage('clear');
  }

  async close(): Promise<void> {
    this.#node.port.onmessage = null;
    if (this.#context.state !== 'closed') await this.#context.close();
  }
}
