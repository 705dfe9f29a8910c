/**
 * The codes with which a client's connection ends. Deepgram's SDK reconnects on every code but 1000, so 1000 also
 * ends what a retry cannot cure; an Error message before it says why.
 */
export const CLOSE_CODES = {
  /** Ended as asked, or for good. */
  NORMAL: 1000,
  /** The server shuts down. */
  GOING_AWAY: 1001,
  /** The upstream was lost; a new session may work. */
  UPSTREAM_LOST: 1011,
  /** The proxy itself failed. */
  INTERNAL_ERROR: 4500,
} as const;

export type CloseCode = (typeof CLOSE_CODES)[keyof typeof CLOSE_CODES];

/** Sent with the code. Fixed, and far below the 123 bytes that a close frame has room for. */
export const CLOSE_REASONS: Readonly<Record<CloseCode, string>> = {
  [CLOSE_CODES.NORMAL]: 'ended',
  [CLOSE_CODES.GOING_AWAY]: 'server shutting down',
  [CLOSE_CODES.UPSTREAM_LOST]: 'upstream lost',
  [CLOSE_CODES.INTERNAL_ERROR]: 'internal error',
};
