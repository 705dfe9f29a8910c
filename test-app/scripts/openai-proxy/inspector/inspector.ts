import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { WebSocket } from 'ws';
import type { Refusal } from '../errors.js';
import type { ResolvedOptions } from '../options.js';
import { createHub } from './hub.js';
import { createInspectorRoute } from './route.js';
import { createTap } from './tap.js';

/** Shows what passes on both legs of every connection, to those who may see it. */
export interface Inspector {
  /** `GET /inspector`. */
  readonly handler: RequestHandler;
  /** Watches a client's new socket. Returns the options with which its connection is watched upstream as well. */
  watch(socket: WebSocket, requestId: string, dialect: string): ResolvedOptions;
  /** Ends every feed. */
  close(): void;
}

/**
 * An inspector that is off watches nothing, and its route is 404.
 * @param admit says who may read
 */
export function openInspector(
  options: ResolvedOptions,
  admit: (request: IncomingMessage) => Promise<Refusal | null>,
): Inspector {
  const hub = options.inspector ? createHub() : undefined;
  const { upstream, logger } = options;
  const secrets = [upstream.apiKey ?? '', ...Object.values(upstream.headers ?? {})];
  return {
    ...createInspectorRoute(hub, admit),
    watch(socket, requestId, dialect) {
      if (hub === undefined) return options;
      const tap = createTap({
        dialect,
        secrets,
        publish: hub.open(requestId),
        onFault: (error) => {
          // Its message may quote the frame.
          logger.warn({ requestId, error: error instanceof Error ? error.name : 'unknown' }, 'inspector_failed');
        },
      });
      tap.watchClient(socket);
      return { ...options, upstream: tap.watchUpstream(upstream) };
    },
  };
}
