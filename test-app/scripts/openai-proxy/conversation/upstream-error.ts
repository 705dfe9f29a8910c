import type { Response, UpstreamError } from '../protocol/realtime.js';
import { CLOSE_CODES, type CloseCode } from './close-codes.js';
import { isUpstreamCode, type ErrorCode, type UpstreamCode, type WarningCode } from './codes.js';
import { isCutEvent } from './ids.js';
import type { Notice } from './settings.js';
import type { DialFailure } from './state.js';

/** What a client is told of an upstream fault: never the upstream's own text, which may quote keys and content. */
export interface Fault {
  readonly code: ErrorCode;
  readonly description: string;
  /** How the client's connection ends, if it does. 1000 tells a client that a retry cannot help. */
  readonly closeCode: CloseCode;
}

/** Decided on `error.code` alone. */
export type ErrorClass =
  /** Expected in ordinary races; a log line. */
  | 'benign'
  /** Another response came first. */
  | 'conflict'
  /** The session is over, as the API announces it. */
  | 'expired'
  /** The voice cannot change any longer. */
  | 'voice'
  | 'reported';

const BENIGN_CODES: ReadonlySet<string> = new Set([
  'response_cancel_not_active',
  'input_audio_buffer_commit_empty',
  // About the cut of an answer: no client sends such events.
  'item_truncate_invalid_item_id',
  'item_delete_invalid_item_id',
]);
const AUTH_CODES: ReadonlySet<string> = new Set(['invalid_api_key', 'account_deactivated']);
/** No new session heals these. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'billing_hard_limit_reached',
  'invalid_model',
  'missing_model',
  'invalid_intent',
  'beta_api_shape_disabled',
]);

export const isFinal = (code: string): boolean => FINAL_CODES.has(code) || AUTH_CODES.has(code);

export function classify(error: UpstreamError | null | undefined): ErrorClass {
  const code = error?.code;
  if (code === 'conversation_already_has_active_response') return 'conflict';
  if (code === 'session_expired') return 'expired';
  if (code === 'cannot_update_voice') return 'voice';
  // The model then remembers more of an answer than was heard.
  if (isCutEvent(error?.event_id ?? null)) return 'benign';
  return BENIGN_CODES.has(code ?? '') ? 'benign' : 'reported';
}

/** For an `error` event that the client should know of. */
export function describeError(error: UpstreamError | null | undefined): Fault {
  const code = codeOf(error, 'upstream_error');
  if (AUTH_CODES.has(code)) return AUTH_FAULT;
  const where = isUpstreamCode(error?.param) ? ` at ${error.param}` : '';
  const isRetryFutile = FINAL_CODES.has(code) || error?.type === 'invalid_request_error';
  const closeCode = isRetryFutile ? CLOSE_CODES.NORMAL : CLOSE_CODES.UPSTREAM_LOST;
  return { code, description: `OpenAI reported "${code}"${where}.`, closeCode };
}

/** For a response that did not complete; null when that is no fault. */
export function describeOutcome(
  response: Response | null | undefined,
):
  | { readonly status: 'failed'; readonly fault: Fault }
  | { readonly status: 'incomplete'; readonly notice: Notice }
  | null {
  const details = response?.status_details;
  if (response?.status === 'failed') {
    const code = codeOf(details?.error, 'response_failed');
    if (AUTH_CODES.has(code)) return { status: response.status, fault: AUTH_FAULT };
    const description = `The response failed: OpenAI reported "${code}".`;
    return { status: response.status, fault: { code, description, closeCode: CLOSE_CODES.NORMAL } };
  }
  if (response?.status === 'incomplete') {
    const code = codeOf({ code: details?.reason ?? null }, 'response_incomplete');
    return { status: response.status, notice: { code, description: `The response is incomplete: "${code}".` } };
  }
  return null;
}

function codeOf<Own extends ErrorCode | WarningCode>(
  error: { readonly code?: string | null; readonly type?: string | null } | null | undefined,
  fallback: Own,
): Own | UpstreamCode {
  const code: unknown = error?.code ?? error?.type;
  return isUpstreamCode(code) ? code : fallback;
}

const AUTH_FAULT: Fault = {
  code: 'UPSTREAM_AUTH',
  description: "OpenAI refused the server's credentials.",
  closeCode: CLOSE_CODES.NORMAL,
};

const UNAVAILABLE_FAULT: Fault = {
  code: 'UPSTREAM_UNAVAILABLE',
  description: 'OpenAI could not be reached.',
  closeCode: CLOSE_CODES.UPSTREAM_LOST,
};

export const LOST_FAULT: Fault = {
  code: 'UPSTREAM_CLOSED',
  description: 'The connection to OpenAI was lost.',
  closeCode: CLOSE_CODES.UPSTREAM_LOST,
};

export const TIMEOUT_FAULT: Fault = {
  code: 'UPSTREAM_UNAVAILABLE',
  description: 'OpenAI did not accept the session in time.',
  closeCode: CLOSE_CODES.UPSTREAM_LOST,
};

export const EXPIRED_FAULT: Fault = {
  code: 'session_max_duration',
  description: "The session reached OpenAI's maximum duration.",
  closeCode: CLOSE_CODES.NORMAL,
};

export function describeDialFailure({ status }: DialFailure): Fault {
  if (status === 401 || status === 403) return AUTH_FAULT;
  const isRejected = status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429;
  if (!isRejected) return UNAVAILABLE_FAULT;
  return {
    code: 'UPSTREAM_REJECTED',
    description: `OpenAI refused the connection with HTTP ${status}.`,
    closeCode: CLOSE_CODES.NORMAL,
  };
}

/** For a close of the upstream once the session is ready; null when it is an ordinary end. 3000 and 4000 are OpenAI's own codes. */
export function describeClose(code: number): Fault | null {
  switch (code) {
    case 1000:
      return null;
    case 3000:
      return AUTH_FAULT;
    case 4000:
      return { code: 'UPSTREAM_REJECTED', description: 'OpenAI refused the session.', closeCode: CLOSE_CODES.NORMAL };
    default:
      return LOST_FAULT;
  }
}
