import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What a page needs beyond files of its own host. */
export interface PagePolicy {
  /** Marks the scripts and styles within the HTML that are ours. Default: none are within it. */
  readonly nonce?: string;
  /** Whether scripts may be made from blobs and `data:` URLs, as packages do to bring a worklet along. Default false. */
  readonly allowsBlobScripts?: boolean;
}

const SELF = "'self'";
/** The browser's features that a page, and what it frames, can ask for. */
const PERMISSIONS = ['microphone=(self)', 'camera=()', 'display-capture=()', 'geolocation=()', 'payment=()', 'usb=()'];

/**
 * Headers that keep a browser from running, framing or leaking what is not this host's. Scripts, styles and sockets are
 * the host's own only; `'self'` stands for its WebSocket URLs too. Nothing is evaluated and no style is inline.
 */
export function createSecurityHeaders({ nonce, allowsBlobScripts = false }: PagePolicy): readonly RequestHandler[] {
  const marked = nonce === undefined ? [] : [`'nonce-${nonce}'`];
  const blobs = allowsBlobScripts ? ['blob:', 'data:'] : [];
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: [SELF],
          // Of worklets too.
          scriptSrc: [SELF, ...marked, ...blobs],
          scriptSrcAttr: ["'none'"],
          styleSrc: [SELF, ...marked],
          imgSrc: [SELF, 'data:', 'blob:'],
          mediaSrc: [SELF, 'blob:'],
          workerSrc: [SELF, ...blobs],
          connectSrc: [SELF],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: [SELF],
          frameAncestors: [SELF],
        },
      },
      referrerPolicy: { policy: 'same-origin' },
      // Browsers heed it over TLS only; whose names the subdomains are is not known here.
      strictTransportSecurity: { includeSubDomains: false },
    }),
    (_request, response, next) => {
      response.set('Permissions-Policy', PERMISSIONS.join(', '));
      next();
    },
  ];
}
