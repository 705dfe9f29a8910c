import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';

/** Serves what `vite build` put into a folder; the page itself answers for paths that only it knows. Throws if it is not there. */
export function serveBuild(root: string): RequestHandler {
  if (!existsSync(join(root, 'index.html'))) throw new Error('The page is not built: run "npm run build" first.');
  const router = express.Router();
  // Vite puts a hash of the content into the names of these files.
  router.use(
    '/assets',
    express.static(join(root, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false, redirect: false }),
  );
  router.use(
    express.static(root, { cacheControl: false, setHeaders: (response) => response.set('Cache-Control', 'no-cache') }),
  );
  router.get('/*path', (request, response, next) => {
    if (request.accepts('html') === false) {
      next();
      return;
    }
    response.sendFile('index.html', { root, cacheControl: false, headers: { 'Cache-Control': 'no-cache' } });
  });
  return router;
}
