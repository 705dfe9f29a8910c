/** How long the mock takes. All times are in ms of wall clock. */
export interface Timing {
  /** From a request to `response.created`; 0 answers in the same tick. */
  readonly createdMs: number;
  /** From `response.created` to the first output item. */
  readonly firstTextMs: number;
  /** From `response.created` to the first audio delta; at least `firstTextMs`. */
  readonly firstAudioMs: number;
  /** From a commit to the first event of its transcription. */
  readonly sttMs: number;
  /** From `response.done` to `rate_limits.updated`. */
  readonly rateLimitsMs: number;
  /** Audio in one delta, in ms of audio. */
  readonly burstMs: number;
  /** Seconds of audio that are sent per second; `Infinity` sends without waiting. */
  readonly realtimeFactor: number;
}

export const IMMEDIATE_TIMING: Timing = {
  createdMs: 0,
  firstTextMs: 0,
  firstAudioMs: 0,
  sttMs: 0,
  rateLimitsMs: 0,
  burstMs: 400,
  realtimeFactor: Infinity,
};

/** Delays like those of the real service. */
export const LIVELIKE_TIMING: Timing = {
  createdMs: 10,
  firstTextMs: 200,
  firstAudioMs: 350,
  sttMs: 900,
  rateLimitsMs: 40,
  burstMs: 400,
  realtimeFactor: 4,
};
