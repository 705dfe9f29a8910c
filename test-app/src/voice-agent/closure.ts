/** How a connection ended without the user asking for it. */
export interface Closure {
  /** WebSocket close code; 1006 when the connection broke or was never made. */
  readonly code: number;
  /** In words, for the user. */
  readonly reason: string;
  /** What the user can do about it; empty where connecting again is all. */
  readonly advice: string;
}

const EXPLANATIONS: Readonly<Record<number, string>> = {
  1000: 'The server ended the conversation',
  1001: 'The server is shutting down',
  1005: 'The server ended the conversation',
  1008: 'The server refused the connection',
  1009: 'A message was too large',
  1011: 'The server lost the agent',
  1012: 'The server is restarting',
  1013: 'The server is busy, try again later',
};

/** The Error that came before a close says more than its code. */
const ERROR_ADVICE: Readonly<Record<string, string>> = {
  UPSTREAM_AUTH: 'OpenAI refused the server’s key. Check OPENAI_API_KEY where the server was started.',
  UPSTREAM_REJECTED: 'OpenAI refused the session. Check the model and the key where the server was started.',
  UPSTREAM_UNAVAILABLE: 'OpenAI cannot be reached from the server. Try again in a moment.',
  UPSTREAM_CLOSED: 'The connection to OpenAI was lost. Connect again, the conversation goes on.',
  INVALID_SETTINGS: 'The server refused these settings. Correct them in the settings panel.',
  insufficient_quota: 'The OpenAI account has no quota left.',
  invalid_api_key: 'OpenAI refused the server’s key. Check OPENAI_API_KEY where the server was started.',
};

/**
 * Explains the end of a connection that had been established.
 * @param errorCode of the last Error message before it.
 */
export function describeClosure(code: number, reason: string, errorCode: string | null): Closure {
  const advice = (errorCode !== null && Object.hasOwn(ERROR_ADVICE, errorCode) && ERROR_ADVICE[errorCode]) || '';
  if (code === 1006) return { code, reason: 'The connection was lost', advice };
  const explanation = EXPLANATIONS[code] ?? 'The server closed the connection';
  return { code, reason: reason === '' || reason === 'ended' ? explanation : `${explanation}: ${reason}`, advice };
}

/**
 * Explains a connection that was never made. A browser does not tell a page with which HTTP status it was refused, so
 * the server is asked whether it is there at all.
 */
export async function explainRefusal(signal: AbortSignal): Promise<Closure> {
  try {
    const response = await fetch('/readyz', { signal });
    const body: unknown = await response.json();
    const isReady = typeof body === 'object' && body !== null && 'ready' in body && body.ready === true;
    if (!isReady) {
      return { code: 1006, reason: 'The server is not ready', advice: 'It is starting or shutting down.' };
    }
    const advice = new URLSearchParams(window.location.search).has('token')
      ? 'Is the ?token= in this page’s address right, and does the chosen agent have its key?'
      : 'If it demands a token, open this page with ?token=…';
    return { code: 1006, reason: 'The server refused the connection', advice };
  } catch {
    return { code: 1006, reason: 'The server could not be reached', advice: 'Is it running?' };
  }
}
