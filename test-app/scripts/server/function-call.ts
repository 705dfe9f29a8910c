import cors from 'cors';
import express, { type RequestHandler, type Router } from 'express';
import * as z from 'zod';
import { admit, type GateOptions } from '../openai-proxy/index.js';
import type { DemoTool } from './demo-tools.js';
import { sendError } from './http-error.js';

const MAX_BODY_BYTES = 64 * 1024;
const PATH = '/function-call';
/** How long a browser may remember the answer to a preflight. */
const PREFLIGHT_MAX_AGE_S = 600;

const parseArguments = (text: string, context: z.RefinementCtx): unknown => {
  try {
    return text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'arguments must be JSON.' });
    return z.NEVER;
  }
};

const bodySchema = z.object({
  id: z.string(),
  name: z.string(),
  // OpenAI and Deepgram hand arguments over as JSON text; an application may have parsed it.
  arguments: z.union([z.string().transform(parseArguments), z.unknown()]).pipe(z.record(z.string(), z.unknown())),
});

/**
 * `POST /function-call`: runs one of the demo's functions for a page, which answers the agent with the result. A page
 * of another origin than the server's may ask too, if the gate admits it. Browsers send no credentials with a
 * preflight, which a gate that demands some therefore refuses.
 */
export function createFunctionCallRouter(tools: readonly DemoTool[], gate: GateOptions): Router {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));

  const guard: RequestHandler = async (request, response, next) => {
    const refusal = await admit(request, gate);
    if (refusal === null) next();
    else sendError(response, refusal.status, refusal.code, refusal.description);
  };
  // Behind the guard, so that the origin that is reflected is one that the gate admits.
  const shareAcrossOrigins = cors({
    origin: true,
    methods: ['POST'],
    allowedHeaders: ['Content-Type', 'X-Trace-Id'],
    maxAge: PREFLIGHT_MAX_AGE_S,
  });
  const run: RequestHandler = (request, response) => {
    const body = bodySchema.safeParse(request.body);
    if (!body.success) {
      sendError(response, 400, 'INVALID_BODY', 'The body must be JSON: { id, name, arguments }.');
      return;
    }
    const tool = byName.get(body.data.name);
    if (tool === undefined) {
      sendError(response, 404, 'UNKNOWN_FUNCTION', 'There is no function of that name.');
      return;
    }
    const result = tool.run(body.data.arguments);
    if (result.status === 'done') response.json({ content: JSON.stringify(result.value) });
    else sendError(response, 400, 'INVALID_ARGUMENTS', result.message);
  };

  const router = express.Router();
  router.options(PATH, guard, shareAcrossOrigins);
  router.post(PATH, guard, shareAcrossOrigins, express.json({ limit: MAX_BODY_BYTES }), run);
  router.all(PATH, (_request, response) => {
    response.set('Allow', 'POST, OPTIONS');
    sendError(response, 405, 'METHOD_NOT_ALLOWED', 'Only POST is answered here.');
  });
  return router;
}
