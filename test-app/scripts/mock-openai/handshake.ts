import type { IncomingMessage } from 'node:http';
import type { Fault } from './faults.js';

export const REALTIME_PATH = '/v1/realtime';
const KEY_PROTOCOL = 'openai-insecure-api-key.';

/** What a client asked for, or why the server will not have it. */
export type Handshake =
  | { readonly outcome: 'realtime'; readonly model: string }
  | { readonly outcome: 'transcription' }
  | { readonly outcome: 'refused'; readonly fault: Fault; readonly closeCode: 3000 | 4000 };

export interface HandshakeRules {
  /** The only key that is taken; undefined takes any. */
  readonly apiKey: string | undefined;
  /** Whether a model of that name exists. */
  readonly hasModel: (name: string) => boolean;
}

const refused = (closeCode: 3000 | 4000, code: string | null, message: string): Handshake => ({
  outcome: 'refused',
  closeCode,
  fault: { type: 'invalid_request_error', code, message, param: null },
});

const protocolsOf = (request: IncomingMessage): readonly string[] =>
  (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());

const keyOf = (request: IncomingMessage): string | undefined => {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const protocol = protocolsOf(request).find((offered) => offered.startsWith(KEY_PROTOCOL));
  const key = bearer ?? protocol?.slice(KEY_PROTOCOL.length);
  return key === '' ? undefined : key;
};

const masked = (key: string): string => `${key.slice(0, 3)}***...${key.slice(-4)}`;

/** Judges an upgrade request. Key and model faults come as an `error` on an open socket, which then closes. */
export const judgeHandshake = (request: IncomingMessage, url: URL, rules: HandshakeRules): Handshake => {
  const key = keyOf(request);
  if (key === undefined) return refused(3000, null, 'Missing bearer or basic authentication in header');
  if (rules.apiKey !== undefined && key !== rules.apiKey) {
    const message = `Incorrect API key provided: ${masked(key)}. You can find your API key at https://platform.openai.com/account/api-keys.`;
    return refused(3000, 'invalid_api_key', message);
  }
  if (request.headers['openai-beta'] !== undefined) {
    const message =
      'The Realtime Beta API is no longer supported. Please use /v1/realtime without the OpenAI-Beta header for the GA API.';
    return refused(4000, 'beta_api_shape_disabled', message);
  }
  const intent = url.searchParams.get('intent');
  if (intent !== null) {
    return intent === 'transcription'
      ? { outcome: 'transcription' }
      : refused(4000, 'invalid_intent', `Invalid intent: '${intent}'. Supported values are: 'transcription'.`);
  }
  const model = url.searchParams.get('model');
  if (model === null || model === '') {
    const message =
      'You must provide a model parameter, for example wss://api.openai.com/v1/realtime?model=gpt-realtime-1.5';
    return refused(4000, 'missing_model', message);
  }
  if (!rules.hasModel(model)) {
    return refused(4000, 'invalid_model', `Model "${model}" is not supported in realtime mode.`);
  }
  return { outcome: 'realtime', model };
};

/** The close reason of a refusal: `type`, and `.code` if there is one. */
export const closeReason = (fault: Fault): string => (fault.code === null ? fault.type : `${fault.type}.${fault.code}`);
