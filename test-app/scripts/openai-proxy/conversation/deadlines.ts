/** How long the conversation waits for each thing, in ms, and what happens then. */
export interface Deadlines {
  /** For the client's Settings: then `CLIENT_MESSAGE_TIMEOUT`, close 1000. Default 300,000. */
  readonly settingsMs: number;
  /** For the upstream to accept the session: then `UPSTREAM_UNAVAILABLE`, close 1011. Default 15,000. */
  readonly upstreamMs: number;
  /**
   * Age of a session at which the conversation moves to a new one, in the next quiet moment; OpenAI ends a session at
   * 3,600,000. Default 3,300,000.
   */
  readonly sessionMs: number;
  /** For a change of the session to be accepted or refused: then it counts as refused. Default 10,000. */
  readonly updateMs: number;
  /** For an item to be acknowledged: then its answer is requested anyway. Default 5,000. */
  readonly itemMs: number;
  /** For a requested response to begin: then the turn ends with an Error. Default 20,000. */
  readonly responseStartMs: number;
  /** For a response to end: then it is cancelled and the turn ends with an Error. Default 180,000. */
  readonly responseMs: number;
  /** Before a request is repeated that an unseen response blocked. Default 2,000. */
  readonly blockedMs: number;
  /** Silence after which a response that nobody announced counts as over. Default 500. */
  readonly impliedEndMs: number;
  /** For the user's speech to end, as a microphone may fall silent within a word: then the turn goes on. Default 60,000. */
  readonly speechMs: number;
  /** For the answer to the user's speech: then the turn ends without one. Default 8,000. */
  readonly replyMs: number;
  /** For the user's transcript, before the agent's text goes out without it. Default 1,500. */
  readonly transcriptMs: number;
  /** For the client's answer to a function call: then the model is given an error. Default 30,000. */
  readonly functionCallMs: number;
}

export const DEFAULT_DEADLINES: Deadlines = {
  settingsMs: 300_000,
  upstreamMs: 15_000,
  sessionMs: 3_300_000,
  updateMs: 10_000,
  itemMs: 5_000,
  responseStartMs: 20_000,
  responseMs: 180_000,
  blockedMs: 2_000,
  impliedEndMs: 500,
  speechMs: 60_000,
  replyMs: 8_000,
  transcriptMs: 1_500,
  functionCallMs: 30_000,
};
