import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { createOpenAIProxy } from '../../test-app/scripts/openai-proxy/index.js';
import { createMetrics, type Metrics } from '../../test-app/scripts/openai-proxy/metrics.js';
import { answerOf } from './helpers/server-peer.js';
import { own } from './helpers/server-world.js';
import { createWorld } from './helpers/world.js';

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The samples of Prometheus' text format: series to value. */
const samplesOf = (text: string): Record<string, number> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

const ask = (origin: string) => request(origin.replace('ws:', 'http:')).get('/metrics');
const samplesFrom = async (origin: string) => samplesOf((await ask(origin).expect(200)).text);

describe('GET /metrics', () => {
  it('answers in Prometheus’ text format, with zeros at the start', async () => {
    const { origin } = await createWorld();
    const { headers, text } = await ask(origin).expect(200);
    expect(headers['content-type']).toMatch(/^text\/plain;/);
    expect(headers['content-type']).toContain('version=0.0.4');
    expect(text).toContain('# TYPE voice_agent_connections gauge');
    expect(text).toContain('# TYPE voice_agent_connections_total counter');
    expect(samplesOf(text)).toEqual({
      voice_agent_connections: 0,
      voice_agent_connections_total: 0,
      voice_agent_upstream_events_unknown_total: 0,
      voice_agent_upstream_frames_malformed_total: 0,
      'voice_agent_audio_bytes_total{direction="in"}': 0,
      'voice_agent_audio_bytes_total{direction="out"}': 0,
    });
  });

  it('counts the clients of now and of all time, agents and transcription sockets alike', async () => {
    const { connect, origin, proxy } = await createWorld();
    await connect().opened;
    await connect('/v1/agent/converse?service=transcription').opened;
    await expect(samplesFrom(origin)).resolves.toMatchObject({
      voice_agent_connections: 2,
      voice_agent_connections_total: 2,
    });
    await proxy.close();
    await expect(samplesFrom(origin)).resolves.toMatchObject({
      voice_agent_connections: 0,
      voice_agent_connections_total: 2,
    });
  });

  it('counts refused upgrades by their status, and not as clients', async () => {
    const { connect, origin } = await createWorld({ proxy: { limits: { connections: 1 } } });
    await connect().opened;
    await expect(connect().opened).rejects.toThrow('503');
    for (const path of ['/openai', '/v1/agent/converse']) {
      await expect(connect(path, { origin: 'https://evil.example' }).opened).rejects.toThrow('403');
    }
    await expect(samplesFrom(origin)).resolves.toMatchObject({
      voice_agent_connections_total: 1,
      'voice_agent_upgrades_refused_total{status="503"}': 1,
      'voice_agent_upgrades_refused_total{status="403"}': 2,
    });
  });

  it('counts upgrades to paths that nobody serves, where the proxy answers them', async () => {
    const proxy = createOpenAIProxy({ upstream: { url: 'ws://127.0.0.1:9' }, logger: QUIET });
    const server = createServer((_request, response) => response.end());
    proxy.attach(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    own(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    expect((await answerOf(`ws://127.0.0.1:${port}/elsewhere`)).status).toBe(404);
    const { text } = await request(express().use(proxy.middleware)).get('/metrics').expect(200);
    expect(samplesOf(text)).toMatchObject({ 'voice_agent_upgrades_refused_total{status="404"}': 1 });
  });

  it('counts for each proxy of a process by itself', async () => {
    const [one, other] = [await createWorld(), await createWorld()];
    await one.connect().opened;
    await expect(samplesFrom(one.origin)).resolves.toMatchObject({ voice_agent_connections_total: 1 });
    await expect(samplesFrom(other.origin)).resolves.toMatchObject({ voice_agent_connections_total: 0 });
  });
});

describe('GET /metrics is answered to those who may connect:', () => {
  const authenticate = (credential: string | undefined) => credential === 'secret-token';

  it('with the credentials of a client, where some are configured', async () => {
    const { origin } = await createWorld({ proxy: { authenticate } });
    await ask(origin).set('authorization', 'Bearer secret-token').expect(200);
    await ask(origin).query({ token: 'secret-token' }).expect(200);
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['no credentials', {}, 401, 'UNAUTHORIZED'],
    ['wrong credentials', { authorization: 'Bearer guess' }, 401, 'UNAUTHORIZED'],
    [
      'a foreign origin',
      { authorization: 'Bearer secret-token', origin: 'https://evil.example' },
      403,
      'ORIGIN_NOT_ALLOWED',
    ],
  ])('not with %s', async (_name, headers, status, code) => {
    const { origin } = await createWorld({ proxy: { authenticate } });
    const response = await ask(origin).set(headers);
    expect([response.status, response.body]).toEqual([status, { error: { code, description: expect.any(String) } }]);
    expect(response.text).not.toContain('voice_agent');
  });

  it('on this machine only, where no credentials are configured', async () => {
    const { origin } = await createWorld();
    const response = await ask(origin).set('host', 'rebound.example');
    expect([response.status, response.body]).toMatchObject([401, { error: { code: 'LOOPBACK_ONLY' } }]);
  });

  it('not while credentials cannot be checked', async () => {
    const failing = () => Promise.reject(new Error('database down'));
    const { origin } = await createWorld({ proxy: { authenticate: failing } });
    const response = await ask(origin);
    expect([response.status, response.body]).toMatchObject([503, { error: { code: 'AUTHENTICATION_UNAVAILABLE' } }]);
  });
});

describe('Metrics', () => {
  const read = async (metrics: Metrics) => samplesOf(await metrics.read());

  it('add up bytes of audio by direction, over all readings', async () => {
    const metrics = createMetrics();
    metrics.audio('in', 640);
    metrics.audio('in', 320);
    metrics.audio('out', 4_800);
    await read(metrics);
    metrics.audio('in', 40);
    await expect(read(metrics)).resolves.toMatchObject({
      'voice_agent_audio_bytes_total{direction="in"}': 1_000,
      'voice_agent_audio_bytes_total{direction="out"}': 4_800,
    });
  });

  it('count what the upstream sends beside the protocol', async () => {
    const metrics = createMetrics();
    metrics.unknownEvent();
    metrics.malformedFrame();
    metrics.malformedFrame();
    await expect(read(metrics)).resolves.toMatchObject({
      voice_agent_upstream_events_unknown_total: 1,
      voice_agent_upstream_frames_malformed_total: 2,
    });
  });

  it.each([
    ['INVALID_SETTINGS', 'INVALID_SETTINGS'],
    ['rate_limit.tokens-1', 'rate_limit.tokens-1'],
    ['c'.repeat(64), 'c'.repeat(64)],
    ['c'.repeat(65), 'other'],
    ['', 'other'],
    ['a code in words', 'other'],
    ['quoted"\n', 'other'],
  ])('count an Error with the code %j as %s', async (code, label) => {
    const metrics = createMetrics();
    metrics.errorSent(code);
    metrics.errorSent(code);
    const samples = await read(metrics);
    const errors = Object.entries(samples).filter(([series]) => series.startsWith('voice_agent_errors_total'));
    expect(errors).toEqual([[`voice_agent_errors_total{code="${label}"}`, 2]]);
  });

  it('tell a hundred codes apart, and go on counting those', async () => {
    const metrics = createMetrics();
    for (let code = 0; code < 105; code += 1) metrics.errorSent(`code_${code}`);
    metrics.errorSent('code_0');
    const samples = await read(metrics);
    expect(Object.keys(samples).filter((series) => series.includes('code="code_'))).toHaveLength(100);
    expect(samples).toMatchObject({
      'voice_agent_errors_total{code="code_0"}': 2,
      'voice_agent_errors_total{code="other"}': 5,
    });
  });
});
