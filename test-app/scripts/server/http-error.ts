import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from '../openai-proxy/index.js';

/** Answers with a status and `{ error: { code, message } }`. */
export function sendError(response: Response, status: number, code: string, message: string): void {
  response.status(status).json({ error: { code, message } });
}

const CLIENT_FAULTS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['BAD_REQUEST', 'The request cannot be read.'],
  404: ['NOT_FOUND', 'There is nothing here.'],
  413: ['BODY_TOO_LARGE', 'The body is too large.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'The body is not in a form that is read here.'],
};

const statusOf = (error: unknown): number =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;

/** Express's last resort. What went wrong is logged by its name only; the client learns even less. */
export function createErrorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const status = statusOf(error);
    const fault = CLIENT_FAULTS[status];
    if (fault === undefined) logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'request_failed');
    if (response.headersSent) response.destroy();
    else if (fault) sendError(response, status, ...fault);
    else sendError(response, 500, 'INTERNAL_ERROR', 'The server could not answer.');
  };
}
