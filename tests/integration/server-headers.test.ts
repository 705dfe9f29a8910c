import { describe, expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { createSecurityHeaders, type PagePolicy } from '../../test-app/scripts/server/security-headers.js';
import { startTestHost } from './helpers/server-world.js';

const directivesOf = (policy: string | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (policy ?? '').split(';').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')] as const;
    }),
  );

async function policyFor(policy: PagePolicy) {
  const app = express().use(...createSecurityHeaders(policy), (_request, response) => response.send('<p>Page</p>'));
  const { headers } = await request(app).get('/');
  return directivesOf(headers['content-security-policy']);
}

describe("the host's security headers", () => {
  it.each(['/healthz', '/readyz', '/api/demo', '/api/nope', '/openai', '/deepgram-proxy/%', '/elsewhere'])(
    'are on %s, which names no framework',
    async (path) => {
      const { url } = await startTestHost();
      const { headers } = await request(url).get(path);
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringContaining("frame-ancestors 'self'"),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('microphone=(self)'),
        'referrer-policy': 'same-origin',
        'strict-transport-security': 'max-age=31536000',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
      });
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('server');
    },
  );

  it('let the page run, style and connect to what is its own host’s, and nothing else', async () => {
    const directives = await policyFor({});
    expect(directives).toMatchObject({
      'default-src': "'self'",
      'script-src': "'self'",
      'script-src-attr': "'none'",
      'style-src': "'self'",
      'connect-src': "'self'",
      'worker-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
    });
    expect(Object.values(directives).join(' ')).not.toMatch(/unsafe|\*/);
    // It would send a page that is served without TLS to where nobody answers.
    expect(directives).not.toHaveProperty('upgrade-insecure-requests');
  });

  it('let scripts and styles within the page run by their nonce, where there is one', async () => {
    const directives = await policyFor({ nonce: 'abc' });
    expect(directives).toMatchObject({ 'script-src': "'self' 'nonce-abc'", 'style-src': "'self' 'nonce-abc'" });
  });

  it('let scripts come from blobs only where a client in the page needs it', async () => {
    const directives = await policyFor({ allowsBlobScripts: true });
    expect(directives).toMatchObject({ 'script-src': "'self' blob: data:", 'worker-src': "'self' blob: data:" });
  });
});
