import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { openFeed } from './helpers/inspector-feed.js';
import { createWorld } from './helpers/world.js';

const ask = (origin: string) => request(origin.replace('ws:', 'http:')).get('/inspector');
const authenticate = (credential: string | undefined) => credential === 'secret-token';

describe('GET /inspector is refused', () => {
  it('with 404 unless the option turns it on', async () => {
    const { origin } = await createWorld();
    const response = await ask(origin).expect(404);
    expect(response.body).toMatchObject({ error: { code: 'INSPECTOR_OFF' } });
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['a reverse proxy', { 'x-forwarded-for': '203.0.113.9' }, 401, 'LOOPBACK_ONLY'],
    ['a name that resolves to this machine', { host: 'rebound.example' }, 401, 'LOOPBACK_ONLY'],
    ['a page of another origin', { origin: 'https://evil.example' }, 403, 'ORIGIN_NOT_ALLOWED'],
  ])('to %s, where there are no credentials', async (_name, headers, status, code) => {
    const { origin } = await createWorld({ proxy: { inspector: true } });
    const response = await ask(origin).set(headers);
    expect([response.status, response.body]).toEqual([status, { error: { code, description: expect.any(String) } }]);
  });

  it.each([
    ['no token', undefined],
    ['a wrong token', 'Bearer guess'],
  ])('to %s, where there are credentials', async (_name, authorization) => {
    const { origin } = await createWorld({ proxy: { inspector: true, authenticate } });
    const response = await ask(origin).set(authorization === undefined ? {} : { authorization });
    expect([response.status, response.body]).toMatchObject([401, { error: { code: 'UNAUTHORIZED' } }]);
  });

  it('with 503 to more than 16 readers at once, until one leaves', async () => {
    const { origin } = await createWorld({ proxy: { inspector: true } });
    const feeds = await Promise.all(Array.from({ length: 16 }, () => openFeed(origin)));
    await expect(openFeed(origin)).rejects.toThrow('503');
    feeds[0]?.hangUp();
    await feeds[0]?.ended;
    await expect(untilServed(origin)).resolves.toBeUndefined();
  });
});

describe('GET /inspector is answered', () => {
  it('with the credentials of a client, in the query as well, since EventSource sends no headers', async () => {
    const { origin } = await createWorld({ proxy: { inspector: true, authenticate } });
    await expect(openFeed(origin, { query: '?token=secret-token' })).resolves.toBeDefined();
    await expect(openFeed(origin, { headers: { authorization: 'Bearer secret-token' } })).resolves.toBeDefined();
  });

  it('as server-sent events that nobody keeps', async () => {
    const { origin } = await createWorld({ proxy: { inspector: true } });
    const { headers } = await request(origin.replace('ws:', 'http:')).head('/inspector').expect(200);
    expect(headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  });
});

/** The server hears of a reader's end a moment after the reader does. */
async function untilServed(origin: string): Promise<void> {
  const isServed = await openFeed(origin).then(
    () => true,
    () => false,
  );
  return isServed ? undefined : untilServed(origin);
}
