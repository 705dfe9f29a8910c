/** Codes of the `Error` messages that are the proxy's own. */
export const ERROR_CODES = [
  'BACKLOG_FULL',
  'CLIENT_MESSAGE_TIMEOUT',
  'INTERNAL_SERVER_ERROR',
  'INVALID_SETTINGS',
  'NON_SETTINGS_MESSAGE_BEFORE_SETTINGS',
  'RESPONSE_TIMEOUT',
  'SETTINGS_ALREADY_APPLIED',
  'TOO_MANY_REQUESTS',
  'UNPARSABLE_CLIENT_MESSAGE',
  'UPDATE_TIMEOUT',
  'UPSTREAM_AUTH',
  'UPSTREAM_CLOSED',
  'UPSTREAM_REJECTED',
  'UPSTREAM_UNAVAILABLE',
  'response_failed',
  'session_max_duration',
  'upstream_error',
] as const;

/** Codes of the `Warning` messages that are the proxy's own. */
export const WARNING_CODES = [
  'AUDIO_DROPPED',
  'FUNCTION_CALL_FAILED',
  'FUNCTION_ENDPOINT_NOT_ALLOWED',
  'LISTEN_MODEL_REPLACED',
  'MAX_OUTPUT_TOKENS_CLAMPED',
  'MODEL_LOCKED',
  'MODEL_REPLACED',
  'PROMPT_TOO_LONG',
  'SPEED_CLAMPED',
  'TRANSCRIPTION_FAILED',
  'UNKNOWN_FUNCTION_CALL',
  'UNSUPPORTED_SETTING',
  'VOICE_LOCKED',
  'VOICE_REPLACED',
  'response_incomplete',
] as const;

declare const passedOn: unique symbol;

/** A code of OpenAI's, passed on as it came. */
export type UpstreamCode = string & { readonly [passedOn]: true };
export type ErrorCode = (typeof ERROR_CODES)[number] | UpstreamCode;
export type WarningCode = (typeof WARNING_CODES)[number] | UpstreamCode;

/** A code is shown to clients and logged, so it must look like one. */
const CODE = /^[\w.-]{1,64}$/;

export const isUpstreamCode = (code: unknown): code is UpstreamCode => typeof code === 'string' && CODE.test(code);
