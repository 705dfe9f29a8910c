/** How a connection ended without the user asking for it. */
export interface Closure {
  /** WebSocket close code; 1006 when the connection broke or was never made. */
  readonly code: number;
  /** In words, for the user. */
  readonly reason: string;
}

const EXPLANATIONS: Readonly<Record<number, string>> = {
  1000: 'The server ended the conversation',
  1001: 'The server is shutting down',
  1005: 'The server ended the conversation',
  1008: 'The server refused the connection',
  1009: 'A message was too large',
  1011: 'The server had a problem',
  1012: 'The server is restarting',
  1013: 'The server is busy, try again later',
};

/** Explains a close event. `wasOpen`: whether the connection had been established. */
export function describeClosure(code: number, reason: string, wasOpen: boolean): Closure {
  if (code === 1006) {
    return { code, reason: wasOpen ? 'The connection was lost' : 'The server could not be reached' };
  }
  const explanation = EXPLANATIONS[code] ?? 'The server closed the connection';
  return { code, reason: reason === '' ? explanation : `${explanation}: ${reason}` };
}
