/** Who runs a function that the client does not run. */
export type FunctionTarget =
  | { readonly kind: 'handler' }
  | {
      readonly kind: 'endpoint';
      readonly url: string;
      /** GET, HEAD, POST, PUT, PATCH or DELETE, in any case. */
      readonly method: string;
      readonly headers: Readonly<Record<string, string>>;
    };

export type FunctionFailure =
  /** No handler has that name. */
  | 'unknown_function'
  /** The arguments are not a JSON object. */
  | 'invalid_arguments'
  /** The method or a header of the endpoint cannot be sent. */
  | 'invalid_endpoint'
  /** The endpoint's URL is not one that may be called. */
  | 'host_not_allowed'
  /** The endpoint's host is, or resolves to, an address that may not be called. */
  | 'address_not_allowed'
  /** No connection, or one that ended before the response did. */
  | 'unreachable'
  /** A status other than 2xx; redirects are among these. */
  | 'http_status'
  /** The response has more bytes than allowed. */
  | 'too_large'
  /** The handler threw, or what it returned has no JSON. */
  | 'threw'
  | 'timeout';

export type FunctionOutcome =
  { readonly status: 'done'; readonly content: string } | { readonly status: 'failed'; readonly code: FunctionFailure };

const ALLOWED_HOST = /^(?<wildcard>\*\.)?(?<host>[^\s/?#@:*\\[\]]+|\[[\da-f:.]+\])(?::(?<port>\d{1,5}))?$/i;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * Whether the list allows calls to the URL: http or https, without credentials, on a listed host and port. `*.` stands
 * for one or more labels. An entry without a port allows the scheme's default port only. Case, a trailing dot and the
 * spelling of an IP address make no difference. An entry of any other form allows nothing.
 */
export function isHostAllowed(url: string, allowedHosts: readonly string[]): boolean {
  const target = parseUrl(url);
  const defaultPort = DEFAULT_PORTS[target?.protocol ?? ''];
  if (target === undefined || defaultPort === undefined) return false;
  if (target.username !== '' || target.password !== '') return false;
  const host = withoutTrailingDot(target.hostname);
  const port = target.port === '' ? defaultPort : target.port;
  return allowedHosts.some((entry) => {
    const parts = ALLOWED_HOST.exec(entry)?.groups;
    const allowed = withoutTrailingDot(parseUrl(`http://${parts?.['host'] ?? ''}`)?.hostname ?? '');
    if (parts === undefined || allowed === '') return false;
    const isListed = parts['wildcard'] === undefined ? host === allowed : host.endsWith(`.${allowed}`);
    return isListed && Number(port) === Number(parts['port'] ?? defaultPort);
  });
}

/** Whether the entry has the form that the list takes. */
export const isHostEntry = (entry: string): boolean => {
  const host = ALLOWED_HOST.exec(entry)?.groups?.['host'];
  return host !== undefined && parseUrl(`http://${host}`) !== undefined;
};

/** Not by `URL.canParse`: in Node 20 that refuses names outside ASCII once it has been called often. */
function parseUrl(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

const withoutTrailingDot = (host: string): string => host.replace(/\.$/, '');
