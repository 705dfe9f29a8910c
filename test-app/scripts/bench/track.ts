/**
 * What the resampler of a target may hold back, in ms. A frame counts as arrived when all but this much of it has: it
 * is far below a frame's length, so no frame waits for its successor.
 */
const HELD_BACK_MS = 3;

/** A frame that arrives later than this after it was due is lost to a conversation. */
export const LATE_AFTER_MS = 250;

/** Moments in ms. They differ when the load itself is late. */
export interface Sending {
  readonly at: number;
  readonly due: number;
}

/**
 * The frames of one session in one direction. They arrive in order, perhaps joined or split, so a frame has arrived
 * when as much audio has as was sent up to its end.
 */
export class Track {
  /** Of the measured frames that arrived, from when they were sent, in ms. */
  readonly latenciesMs: number[] = [];
  /** Measured frames, and how many of them arrived in time. */
  measured = 0;
  inTime = 0;
  readonly #frameMs: number;
  /** When each frame was sent, and to be sent. */
  readonly #frames: (Sending | 'unmeasured')[] = [];
  #settled = 0;
  #arrivedMs = 0;

  /** @param frameMs audio in each frame that is sent */
  constructor(frameMs: number) {
    this.#frameMs = frameMs;
  }

  sent(frame: Sending | 'unmeasured'): void {
    this.#frames.push(frame);
    if (frame !== 'unmeasured') this.measured += 1;
  }

  arrived(audioMs: number, at: number): void {
    this.#arrivedMs += audioMs;
    while ((this.#settled + 1) * this.#frameMs <= this.#arrivedMs + HELD_BACK_MS) {
      const frame = this.#frames[this.#settled];
      this.#settled += 1;
      if (frame === undefined || frame === 'unmeasured') continue;
      this.latenciesMs.push(at - frame.at);
      if (at - frame.due <= LATE_AFTER_MS) this.inTime += 1;
    }
  }
}
