/** What an `error` event says, without the client event that it answers. */
export interface Fault {
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
  readonly param: string | null;
}

/** Thrown by a rule to answer a client event with an `error`; nothing has changed then. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  constructor(readonly fault: Fault) {
    super(fault.message);
  }
}

const invalid = (code: string | null, message: string, param: string | null = null): Fault => ({
  type: 'invalid_request_error',
  code,
  message,
  param,
});

/** Every non-fatal fault that is not a matter of a field's shape; usable in scenarios with `session.reject`. */
export const FAULTS = {
  binaryFrame: () => invalid('invalid_event', 'Expected a text WebSocket message; binary frames are not supported.'),
  invalidJson: (detail: string) => invalid('invalid_json', `Invalid event: failed to parse JSON value. ${detail}`),
  typeMissing: () => invalid('invalid_event', "The 'type' field is missing."),
  value: (param: string, message: string) => invalid('invalid_value', message, param),
  audio: (format: string) =>
    invalid(
      'invalid_value',
      `Invalid 'audio'. Expected base64-encoded audio bytes (${format}) but got an invalid value.`,
      'audio',
    ),
  commitEmpty: (ms: number) =>
    invalid(
      'input_audio_buffer_commit_empty',
      `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${ms.toFixed(2)}ms of audio.`,
    ),
  activeResponse: (responseId: string) =>
    invalid(
      'conversation_already_has_active_response',
      `Conversation already has an active response in progress: ${responseId}. Wait until the response is finished before creating a new one.`,
    ),
  cancelNotActive: () => invalid('response_cancel_not_active', 'Cancellation failed: no active response found'),
  previousItem: (id: string) =>
    invalid(
      'item_create_invalid_previous_item_id',
      `Error adding item: the previous item with id '${id}' does not exist.`,
    ),
  toolCallId: (id: string) => invalid('invalid_tool_call_id', `Tool call ID '${id}' not found in conversation.`),
  truncateItem: (id: string) => invalid('item_truncate_invalid_item_id', `Item with item_id not found: ${id}`),
  truncateContent: () => invalid('unsupported_content_type', 'Only model output audio messages can be truncated'),
  truncateTooLong: (hasMs: number, wantedMs: number) =>
    invalid('invalid_value', `Audio content of ${hasMs}ms is already shorter than ${wantedMs}ms`),
  deleteItem: (id: string) =>
    invalid('item_delete_invalid_item_id', `Error deleting item: the item with id '${id}' does not exist.`),
  retrieveItem: (id: string) =>
    invalid('item_retrieve_invalid_item_id', `Error retrieving item: the item with id '${id}' does not exist.`),
  voiceLocked: () =>
    invalid('cannot_update_voice', "Cannot update a conversation's voice if assistant audio is present."),
  wrongSessionType: (passed: string, connected: string) =>
    invalid(null, `Passing a ${passed} session update event to a ${connected} session is not allowed.`),
  modelFixed: () =>
    invalid('invalid_value', "Cannot update a session's model after the session was created.", 'session.model'),
  tracingFixed: () =>
    invalid('invalid_value', 'Cannot update tracing after it was enabled for the session.', 'session.tracing'),
  reasoningModelOnly: (param: string, model: string) =>
    invalid('invalid_value', `Unsupported option '${param}' for model '${model}'.`, param),
  noResponses: () => invalid(null, 'Responses are not supported in a transcription session.'),
  server: (sessionId: string): Fault => ({
    type: 'server_error',
    code: null,
    message: `The server had an error while processing your request. Sorry about that! (session ID ${sessionId})`,
    param: null,
  }),
} as const;
