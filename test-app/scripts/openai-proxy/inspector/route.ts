import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Refusal } from '../errors.js';
import type { InspectorHub } from './hub.js';
import { startReader } from './reader.js';

const MAX_READERS = 16;
const PING_MS = 15_000;
const RETRY_MS = 1_000;

const OFF: Refusal = { status: 404, code: 'INSPECTOR_OFF', description: 'The inspector is off on this server.' };
const FULL: Refusal = { status: 503, code: 'FULL', description: 'The inspector has no room for another reader.' };

/** The inspector's feed as server-sent events. */
export interface InspectorRoute {
  readonly handler: RequestHandler;
  /** Ends every feed. */
  close(): void;
}

/** @param hub undefined: the inspector is off. @param admit says who may read. */
export function createInspectorRoute(
  hub: InspectorHub | undefined,
  admit: (request: IncomingMessage) => Promise<Refusal | null>,
): InspectorRoute {
  const open = new Set<ServerResponse>();
  return {
    async handler(request, response) {
      const refusal = hub === undefined ? OFF : ((await admit(request)) ?? (open.size < MAX_READERS ? null : FULL));
      if (hub === undefined || refusal !== null) {
        const { status, code, description } = refusal ?? OFF;
        response.status(status).json({ error: { code, description } });
        return;
      }
      const { connection } = request.query;
      response.status(200).set({
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      });
      if (request.method === 'HEAD') {
        response.end();
        return;
      }
      open.add(response);
      response.write(`retry: ${RETRY_MS}\n\n`);
      const reader = startReader({
        hub,
        sink: response,
        connectionId: typeof connection === 'string' ? connection : undefined,
        position: positionIn(hub, request.get('last-event-id')),
      });
      const timer = setInterval(() => reader.ping(), PING_MS);
      response.on('drain', () => reader.resume());
      response.once('close', () => {
        clearInterval(timer);
        reader.stop();
        open.delete(response);
      });
    },
    close() {
      for (const response of open) response.end();
    },
  };
}

/** A position before a restart of the server means nothing. */
function positionIn({ id }: InspectorHub, lastEventId = ''): number {
  const [hubId, position] = lastEventId.split('.');
  return hubId === id && /^\d{1,15}$/.test(position ?? '') ? Number(position) : 0;
}
