import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import {
  isHostAllowed,
  type FunctionFailure,
  type FunctionOutcome,
  type FunctionTarget,
} from './conversation/function-target.js';

/** Which URLs of `functions[].endpoint` the proxy may call, and for how much. */
export interface EndpointPolicy {
  /** Hosts, as `api.example.com`, `api.example.com:8443` or `*.example.com`. Default none: no endpoint is called. */
  readonly allowedHosts: readonly string[];
  /** Whether an allowed host may resolve to a private, loopback or link-local address. Default false. */
  readonly allowPrivateAddresses: boolean;
  /** Time that a call may take, from its start to the last byte, in ms; handlers have it too. Default 10,000. */
  readonly timeoutMs: number;
  /** Bytes of a response body, or of a handler's result; a longer one is a failed call. Default 65,536. */
  readonly responseBytes: number;
}

export const DEFAULT_ENDPOINT_POLICY: EndpointPolicy = {
  allowedHosts: [],
  allowPrivateAddresses: false,
  timeoutMs: 10_000,
  responseBytes: 65_536,
};

/** A call's arguments: the JSON of an object as it was written, and that object. */
export interface FunctionArguments {
  readonly json: string;
  readonly values: Readonly<Record<string, unknown>>;
}

type Endpoint = Extract<FunctionTarget, { kind: 'endpoint' }>;

const QUERY_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const BODY_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Headers of the connection or the message's framing, and those whose answer is not understood here. */
const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Calls the endpoint once, following no redirect; the body of a 2xx response is the content. GET and HEAD carry the
 * arguments in the query, where a parameter of the endpoint's own URL stands; the other methods carry them as JSON.
 * Aborting `signal` ends the connection. Never rejects.
 */
export async function callEndpoint(
  endpoint: Endpoint,
  args: FunctionArguments,
  policy: EndpointPolicy,
  signal: AbortSignal,
): Promise<FunctionOutcome> {
  if (!isHostAllowed(endpoint.url, policy.allowedHosts)) return failed('host_not_allowed');
  const method = endpoint.method.toUpperCase();
  if (!QUERY_METHODS.has(method) && !BODY_METHODS.has(method)) return failed('invalid_endpoint');
  let request: ClientRequest;
  try {
    request = openRequest(endpoint, method, args, policy, signal);
  } catch {
    return failed('invalid_endpoint');
  }
  return new Promise((resolve) => {
    const fail = (code: FunctionFailure) => {
      resolve(failed(code));
      request.destroy();
    };
    request.on('error', (error) => fail(isRefusedAddress(error) ? 'address_not_allowed' : 'unreachable'));
    request.on('close', () => fail('unreachable'));
    request.on('response', (response) => {
      response.on('error', () => fail('unreachable'));
      const { statusCode = 0 } = response;
      if (statusCode < 200 || statusCode > 299) return fail('http_status');
      readBody(response, policy.responseBytes, {
        onTooLarge: () => fail('too_large'),
        onRead: (content) => resolve({ status: 'done', content }),
      });
    });
    request.end(BODY_METHODS.has(method) ? args.json : undefined);
  });
}

function openRequest(
  endpoint: Endpoint,
  method: string,
  args: FunctionArguments,
  policy: EndpointPolicy,
  signal: AbortSignal,
): ClientRequest {
  const url = new URL(endpoint.url);
  const headers = sendableHeaders(endpoint.headers);
  if (BODY_METHODS.has(method)) {
    headers['content-type'] ??= 'application/json';
    // Node leaves it out of a DELETE, whose body would then be taken for the next request.
    headers['content-length'] = String(Buffer.byteLength(args.json));
  } else {
    addQuery(url, args.values);
  }
  // It looks at the address of each connection, so that no second resolution of the name can lead elsewhere.
  const filter = { allowPrivateIPAddress: policy.allowPrivateAddresses };
  return url.protocol === 'https:'
    ? requestHttps(url, { method, headers, signal, agent: new RequestFilteringHttpsAgent(filter) })
    : requestHttp(url, { method, headers, signal, agent: new RequestFilteringHttpAgent(filter) });
}

function sendableHeaders(configured: Readonly<Record<string, string>>): Record<string, string> {
  const lowered = Object.entries(configured).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(lowered.filter(([name]) => !RESERVED_HEADERS.has(name)));
}

function addQuery(url: URL, values: Readonly<Record<string, unknown>>): void {
  const own = new Set(url.searchParams.keys());
  for (const [name, value] of Object.entries(values)) {
    if (!own.has(name)) url.searchParams.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
}

function readBody(
  response: IncomingMessage,
  maxBytes: number,
  listener: { readonly onTooLarge: () => void; readonly onRead: (content: string) => void },
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return listener.onTooLarge();
    chunks.push(chunk);
  });
  response.on('end', () => listener.onRead(new TextDecoder().decode(Buffer.concat(chunks))));
}

/** Errors of the resolver, the socket, TLS and the HTTP parser have a code; the address filter's have none. */
const isRefusedAddress = (error: Error): boolean => !('code' in error);

const failed = (code: FunctionFailure): FunctionOutcome => ({ status: 'failed', code });
