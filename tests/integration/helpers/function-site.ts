import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type {
  FunctionFailure,
  FunctionOutcome,
  FunctionTarget,
} from '../../../test-app/scripts/openai-proxy/conversation/function-target.js';
import {
  createFunctionRunner,
  DEFAULT_ENDPOINT_POLICY,
  type EndpointPolicy,
} from '../../../test-app/scripts/openai-proxy/functions.js';

export type Endpoint = Extract<FunctionTarget, { kind: 'endpoint' }>;

export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Site {
  readonly server: Server;
  readonly port: number;
  /** Of the requests whose body has arrived. */
  readonly received: Received[];
  /** Every connection there ever was. */
  readonly sockets: Socket[];
}

const servers: Server[] = [];

export async function serve(answer: RequestListener = (_request, response) => response.end('ok')): Promise<Site> {
  const site = { received: [] as Received[], sockets: [] as Socket[] };
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const receive = (body: string) => {
      site.received.push({ method, url, headers, body });
      answer(request, response);
    };
    text(request).then(receive, () => undefined);
  });
  server.on('connection', (socket: Socket) => site.sockets.push(socket));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { ...site, server, port: (server.address() as AddressInfo).port };
}

/** Ends every server that `serve` started. */
export async function closeSites(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Resolves once each connection that the site has had is over. */
export async function disconnected(site: Site): Promise<void> {
  const open = site.sockets.filter((socket) => !socket.closed);
  await Promise.all(open.map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))));
}

export const endpointAt = (url: string, rest: Partial<Endpoint> = {}): Endpoint => ({
  kind: 'endpoint',
  url,
  method: 'POST',
  headers: {},
  ...rest,
});
export const at = (site: Site, path = '/', rest: Partial<Endpoint> = {}): Endpoint =>
  endpointAt(`http://127.0.0.1:${site.port}${path}`, rest);

/** Allows the target's host and private addresses, unless told otherwise. */
export const start = (target: Endpoint, args = '{}', policy: Partial<EndpointPolicy> = {}) => {
  const runner = createFunctionRunner({
    functions: {},
    policy: {
      ...DEFAULT_ENDPOINT_POLICY,
      allowedHosts: [new URL(target.url).host],
      allowPrivateAddresses: true,
      ...policy,
    },
    requestId: 'q1',
  });
  const outcomes: FunctionOutcome[] = [];
  const settled = new Promise<FunctionOutcome>((resolve) => {
    runner.run({ callId: 'c1', name: 'f', arguments: args, target }, (outcome) => {
      outcomes.push(outcome);
      resolve(outcome);
    });
  });
  return { runner, outcomes, settled };
};
export const call = (...parts: Parameters<typeof start>): Promise<FunctionOutcome> => start(...parts).settled;
export const done = (content: string): FunctionOutcome => ({ status: 'done', content });
export const failed = (code: FunctionFailure): FunctionOutcome => ({ status: 'failed', code });
