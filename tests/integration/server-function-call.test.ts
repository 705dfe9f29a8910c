import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createDemoTools } from '../../test-app/scripts/server/demo-tools.js';
import { CANARIES, startTestHost } from './helpers/server-world.js';

const contentOf = (body: unknown): unknown => JSON.parse((body as { content: string }).content);
const call = (name: string, args: unknown) => ({ id: 'call_1', name, arguments: args });

describe('POST /function-call', () => {
  it.each([
    ['JSON text', '{"location":"Lisbon"}'],
    ['an object', { location: 'Lisbon' }],
  ])('runs a function with arguments as %s, and answers with JSON text', async (_form, args) => {
    const { url } = await startTestHost();
    const response = await request(url).post('/function-call').send(call('get_weather', args)).expect(200);
    expect(response.body).toEqual({ content: expect.any(String) });
    expect(contentOf(response.body)).toEqual({
      location: 'Lisbon',
      temperature_c: expect.any(Number),
      condition: expect.any(String),
    });
  });

  it('takes empty text for no arguments', async () => {
    const { url } = await startTestHost();
    const response = await request(url).post('/function-call').send(call('get_current_time', '')).expect(200);
    expect(contentOf(response.body)).toHaveProperty('timezone');
  });

  it.each([
    ['a time zone that does not exist', call('get_current_time', { timezone: 'Mars/Base' }), 400, 'INVALID_ARGUMENTS'],
    ['a missing argument', call('get_weather', {}), 400, 'INVALID_ARGUMENTS'],
    ['an argument of another type', call('get_weather', '{"location":7}'), 400, 'INVALID_ARGUMENTS'],
    ['arguments that are no JSON', call('get_weather', '{'), 400, 'INVALID_BODY'],
    ['arguments that are a list', call('get_weather', []), 400, 'INVALID_BODY'],
    ['arguments that are null', call('get_weather', 'null'), 400, 'INVALID_BODY'],
    ['no arguments', { id: 'call_1', name: 'get_weather' }, 400, 'INVALID_BODY'],
    ['no id', { name: 'get_weather', arguments: {} }, 400, 'INVALID_BODY'],
    ['a list', [], 400, 'INVALID_BODY'],
    ['an unknown function', call('launch', {}), 404, 'UNKNOWN_FUNCTION'],
    ['a function named like a property of all objects', call('constructor', {}), 404, 'UNKNOWN_FUNCTION'],
    ['a body over 64 KiB', call('get_weather', { location: 'x'.repeat(65_536) }), 413, 'BODY_TOO_LARGE'],
  ])('answers %s with an error', async (_case, body, status, code) => {
    const { url } = await startTestHost();
    const response = await request(url).post('/function-call').send(body);
    expect([response.status, response.body]).toEqual([status, { error: { code, message: expect.any(String) } }]);
    expect(response.text).not.toMatch(/node_modules|\.ts\b|\bat \S+:\d/);
  });

  it.each([
    ['text that is no JSON', 'application/json', '{"id":', 'BAD_REQUEST'],
    ['a form', 'application/x-www-form-urlencoded', 'id=1', 'INVALID_BODY'],
  ])('answers %s with 400', async (_case, type, text, code) => {
    const { url } = await startTestHost();
    const response = await request(url).post('/function-call').set('content-type', type).send(text);
    expect([response.status, response.body]).toMatchObject([400, { error: { code } }]);
  });

  it('answers another method with 405', async () => {
    const { url } = await startTestHost();
    await request(url).get('/function-call').expect(405).expect('allow', 'POST, OPTIONS');
  });

  it.each([
    ['the page itself', (url: string) => url, 200],
    ['another port of this machine', () => 'http://localhost:5173', 200],
    ['a foreign page', () => 'https://evil.example', 403],
    ['a page without an origin', () => 'null', 403],
  ])('answers %s with its status', async (_case, originOf, status) => {
    const { url } = await startTestHost();
    const response = await request(url)
      .post('/function-call')
      .set('origin', originOf(url))
      .send(call('get_weather', { location: 'Rome' }));
    expect(response.status).toBe(status);
  });

  it('refuses a name that merely resolves to this machine', async () => {
    const { url } = await startTestHost();
    const headers = { host: 'rebound.example', origin: 'http://rebound.example' };
    const response = await request(url)
      .post('/function-call')
      .set(headers)
      .send(call('get_weather', { location: 'Rome' }));
    expect([response.status, response.body]).toMatchObject([401, { error: { code: 'LOOPBACK_ONLY' } }]);
  });
});

describe('POST /function-call from a page of another origin', () => {
  const HEADERS = ['access-control-allow-origin', 'access-control-allow-methods', 'access-control-allow-headers'];
  const ALLOWED_ORIGINS = 'https://app.example,http://dev.example:3000';

  const preflight = (url: string, origin: string) =>
    request(url).options('/function-call').set({
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-trace-id',
    });
  const post = (url: string, origin: string) =>
    request(url)
      .post('/function-call')
      .set({ origin, 'x-trace-id': '0f8fad5b-d9cb-469f-a165-70867728950e' })
      .send(call('get_weather', { location: 'Rome' }));

  it.each([
    'http://localhost:5173',
    'http://127.0.0.1:5173',
    'http://[::1]:5173',
    'https://app.example',
    'http://dev.example:3000',
  ])('is let in from %s, when that is this machine or configured', async (origin) => {
    const { url } = await startTestHost({ ALLOWED_ORIGINS });
    const asked = await preflight(url, origin).expect(204);
    expect(HEADERS.map((name) => asked.headers[name])).toEqual([origin, 'POST', 'Content-Type,X-Trace-Id']);
    expect(asked.headers['vary']).toBe('Origin');
    const answered = await post(url, origin).expect(200).expect('access-control-allow-origin', origin);
    expect(contentOf(answered.body)).toMatchObject({ location: 'Rome' });
    expect(answered.headers['vary']).toMatch(/\bOrigin\b/);
  });

  it.each([
    'https://evil.example',
    'http://localhost.evil.example',
    'http://app.example',
    'https://app.example:8443',
    'http://dev.example',
    'null',
  ])('is refused from %s, without a header that lets the page read why', async (origin) => {
    const { url } = await startTestHost({ ALLOWED_ORIGINS });
    for (const answer of [await preflight(url, origin), await post(url, origin)]) {
      expect([answer.status, answer.body]).toMatchObject([403, { error: { code: 'ORIGIN_NOT_ALLOWED' } }]);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it('is let in where clients need a token, which the page cannot send with it', async () => {
    const { url } = await startTestHost({ CLIENT_TOKEN: CANARIES.CLIENT_TOKEN, ALLOWED_ORIGINS });
    await preflight(url, 'https://app.example').expect(204);
    await post(url, 'https://app.example').expect(200);
    await preflight(url, 'https://evil.example').expect(403);
    await post(url, 'https://evil.example').expect(403);
  });

  it('learns of its mistakes too', async () => {
    const { url } = await startTestHost();
    const origin = 'http://localhost:5173';
    const answer = await request(url).post('/function-call').set({ origin }).send(call('launch', {}));
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([404, origin]);
  });

  it('is offered no cookies', async () => {
    const { url } = await startTestHost();
    const { headers } = await preflight(url, 'http://localhost:5173');
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });
});

describe("the demo's functions", () => {
  const tools = createDemoTools(() => new Date('2026-01-31T23:35:00Z'));
  const run = (name: string, args: object) => tools.find((tool) => tool.name === name)?.run(args);

  it.each([
    ['Europe/Berlin', '00:35', '2026-02-01'],
    ['America/New_York', '18:35', '2026-01-31'],
    ['UTC', '23:35', '2026-01-31'],
  ])('tell the time in %s', (timezone, time, date) => {
    expect(run('get_current_time', { timezone })).toEqual({ status: 'done', value: { time, date, timezone } });
  });

  it("tell the time in the server's own zone when none is given", () => {
    const timezone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(run('get_current_time', {})).toMatchObject({ status: 'done', value: { timezone } });
  });

  it('make up the same weather for a name every time, and another for another', () => {
    expect(run('get_weather', { location: ' Oslo ' })).toMatchObject({ value: { location: 'Oslo' } });
    expect(run('get_weather', { location: 'Oslo' })).toEqual(run('get_weather', { location: 'Oslo' }));
    const cities = ['Oslo', 'Rome', 'Cairo', 'Lima'].map((location) => run('get_weather', { location }));
    expect(new Set(cities.map((city) => JSON.stringify(city).replace(/"location":"\w+"/, ''))).size).toBeGreaterThan(1);
  });
});
