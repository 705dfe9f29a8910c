import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createDemoTools } from '../../test-app/scripts/server/demo-tools.js';
import { startTestHost } from './helpers/server-world.js';

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
    await request(url).get('/function-call').expect(405).expect('allow', 'POST');
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
