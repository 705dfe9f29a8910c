import type { IncomingMessage } from 'node:http';
import type { Refusal } from './errors.js';
import type { Authenticate } from './options.js';
import { urlOf } from './routes.js';

/** Who may open a socket, or make a request that is as privileged. */
export interface GateOptions {
  readonly authenticate: Authenticate | undefined;
  readonly allowedOrigins: readonly string[];
}

const LOOPBACK_HOST = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i;
const LOOPBACK_ADDRESS = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;
const TRACE_ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Decides on origin, address and credentials. A browser is let in from the server's own host, from this machine, and
 * from `allowedOrigins`; without `authenticate` only this machine is, not through a reverse proxy, and under a
 * loopback name, so that a page that resolves its own name to 127.0.0.1 is kept out.
 */
export async function admit(request: IncomingMessage, gate: GateOptions): Promise<Refusal | null> {
  if (!isOriginAllowed(request, gate.allowedOrigins)) {
    return { status: 403, code: 'ORIGIN_NOT_ALLOWED', description: 'This origin is not allowed.' };
  }
  if (gate.authenticate === undefined) {
    const isLocal = LOOPBACK_ADDRESS.test(request.socket.remoteAddress ?? '') && !isForwarded(request);
    if (isLocal && LOOPBACK_HOST.test(hostName(request.headers.host))) return null;
    return { status: 401, code: 'LOOPBACK_ONLY', description: 'No client credentials are configured: loopback only.' };
  }
  const isKnown = await gate.authenticate(credentialOf(request), request);
  return isKnown ? null : { status: 401, code: 'UNAUTHORIZED', description: 'The credentials are missing or wrong.' };
}

/** A client's token: from `Authorization`, from the subprotocol pair that browsers send, or from `?token=`. */
export function credentialOf(request: IncomingMessage): string | undefined {
  const header = /^(?:token|bearer)\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '');
  if (header?.[1] !== undefined) return header[1];
  const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((entry) => entry.trim());
  const scheme = protocols.findIndex((entry) => /^(token|bearer)$/i.test(entry));
  if (scheme >= 0 && protocols[scheme + 1] !== undefined) return protocols[scheme + 1];
  return urlOf(request)?.searchParams.get('token') ?? undefined;
}

/** The caller's own trace id, so that one id follows a call across systems; undefined when there is none. */
export function traceIdOf(request: IncomingMessage): string | undefined {
  const query = urlOf(request)?.searchParams;
  const header = request.headers['traceparent'];
  const parent = typeof header === 'string' ? header.split('-')[1] : undefined;
  const given = query?.get('trace_id') ?? query?.get('traceId') ?? parent;
  return given !== undefined && TRACE_ID.test(given) ? given : undefined;
}

/** A reverse proxy on this machine speaks for others. */
const isForwarded = ({ headers }: IncomingMessage): boolean =>
  ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);

function isOriginAllowed({ headers }: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin } = headers;
  if (origin === undefined || allowed.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const { host, hostname } = new URL(origin);
  return host === headers.host || LOOPBACK_HOST.test(hostname);
}

const hostName = (host: string | undefined): string =>
  URL.canParse(`http://${host ?? ''}`) ? new URL(`http://${host ?? ''}`).hostname : '';
