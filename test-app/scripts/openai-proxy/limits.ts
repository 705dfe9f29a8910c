/** What the proxy takes on, and for how much. Each limit refuses or drops; none ends the process. */
export interface Limits {
  /** Clients at the same time; one more is answered 503. Default 500. */
  readonly connections: number;
  /** Clients at the same time from one address; one more is answered 429. Default 100. */
  readonly connectionsPerAddress: number;
  /** Bytes of one frame of a client; a larger one closes it with 1009. Default 1 MiB. */
  readonly messageBytes: number;
  /**
   * Bytes kept per client until its session is ready, and of audio while the upstream does not read; then the oldest
   * audio is dropped. Default 2 MiB.
   */
  readonly backlogBytes: number;
  /**
   * Bytes that may wait in a socket for its peer to read. Beyond that, nothing more is read from where they come from.
   * Default 1 MiB.
   */
  readonly sendBufferBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  connections: 500,
  connectionsPerAddress: 100,
  messageBytes: 1_048_576,
  backlogBytes: 2_097_152,
  sendBufferBytes: 1_048_576,
};
