import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { ConnectOptions } from './helpers/client.js';
import { useMocks } from './helpers/world.js';

const { start, connect, talk } = useMocks();

describe('a connection that is refused on the open socket', () => {
  const cases: readonly (readonly [string, ConnectOptions, string | null, number, string])[] = [
    ['a wrong key', { key: 'sk-wrong' }, 'invalid_api_key', 3000, 'invalid_request_error.invalid_api_key'],
    ['no key', { key: null }, null, 3000, 'invalid_request_error'],
    ['an unknown model', { query: '?model=gpt-nope' }, 'invalid_model', 4000, 'invalid_request_error.invalid_model'],
    ['no model', { query: '' }, 'missing_model', 4000, 'invalid_request_error.missing_model'],
    ['an unknown intent', { query: '?intent=nap' }, 'invalid_intent', 4000, 'invalid_request_error.invalid_intent'],
    [
      'the beta header',
      { headers: { 'OpenAI-Beta': 'realtime=v1' } },
      'beta_api_shape_disabled',
      4000,
      'invalid_request_error.beta_api_shape_disabled',
    ],
  ];

  it.each(cases)('for %s is an error alone and a close', async (_, options, code, closeCode, reason) => {
    const mock = await start({ apiKey: 'sk-test' });
    const client = connect(mock, options);
    expect(await client.closed).toEqual({ code: closeCode, reason });
    expect(client.events).toMatchObject([
      { type: 'error', error: { type: 'invalid_request_error', code, param: null, event_id: null } },
    ]);
    const session = await mock.nextSession();
    expect(await session.closed).toEqual({ code: closeCode, reason });
  });

  it('shows the end of a wrong key and hides its middle', async () => {
    const mock = await start({ apiKey: 'sk-test' });
    const client = connect(mock, { key: 'sk-secret-secret-AAAA' });
    const { error } = await client.waitFor('error');
    expect(error.message).toMatch(/AAAA\. You can find your API key at/);
    expect(error.message).not.toContain('secret');
  });
});

describe('a connection that is refused before the upgrade', () => {
  const statusOf = async (url: string, query: string): Promise<number | undefined> => {
    const client = connect({ url } as Awaited<ReturnType<typeof start>>, { query });
    const [, response] = (await once(client.socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
    return response.statusCode;
  };

  it('is a 404 for a call that does not exist, and for another path', async () => {
    const mock = await start();
    expect(await statusOf(mock.url, '?call_id=rtc_1')).toBe(404);
    expect(await statusOf(mock.url.replace('/realtime', '/other'), '?model=gpt-realtime')).toBe(404);
    expect(mock.sessions).toEqual([]);
  });

  it('is what the scenario says', async () => {
    const mock = await start({
      scenario: (attempt) => (attempt === 0 ? { onUpgrade: () => ({ status: 504, body: 'Gateway' }) } : {}),
    });
    expect(await statusOf(mock.url, '?model=gpt-realtime')).toBe(504);
    const client = connect(mock);
    await client.waitFor('session.created');
  });

  it('waits as long as the scenario does', async () => {
    let open = (): void => undefined;
    const opened = new Promise<undefined>((resolve) => {
      open = () => resolve(undefined);
    });
    let asked = (): void => undefined;
    const upgrading = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const mock = await start({
      scenario: {
        onUpgrade: () => {
          asked();
          return opened;
        },
      },
    });
    const client = connect(mock);
    await upgrading;
    expect(mock.sessions).toHaveLength(0);
    open();
    await client.waitFor('session.created');
  });
});

describe('an accepted connection', () => {
  it('begins with session.created and every default', async () => {
    const { client } = await talk();
    const created = await client.waitFor('session.created');
    expect(client.types()).toEqual(['session.created']);
    expect(created.session).toEqual({
      type: 'realtime',
      object: 'realtime.session',
      id: expect.stringMatching(/^sess_[0-9A-Za-z]{21}$/),
      model: 'gpt-realtime',
      output_modalities: ['audio'],
      instructions: expect.stringContaining('helpful, witty, and friendly'),
      tools: [],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
      tracing: null,
      truncation: 'auto',
      prompt: null,
      expires_at: expect.any(Number),
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24000 },
          transcription: null,
          noise_reduction: null,
          turn_detection: {
            type: 'server_vad',
            threshold: 0.5,
            prefix_padding_ms: 300,
            silence_duration_ms: 200,
            idle_timeout_ms: null,
            create_response: true,
            interrupt_response: true,
          },
        },
        output: { format: { type: 'audio/pcm', rate: 24000 }, voice: 'alloy', speed: 1 },
      },
      include: null,
    });
  });

  it('expires an hour after it began', async () => {
    const { client } = await talk();
    const { session } = await client.waitFor('session.created');
    const inSeconds = (session as unknown as { expires_at: number }).expires_at - Date.now() / 1000;
    expect(Math.abs(inSeconds - 3600)).toBeLessThan(30);
  });

  it('takes the key and the realtime protocol of a browser', async () => {
    const { client } = await talk(
      { apiKey: 'ek_1' },
      { key: null, protocols: ['realtime', 'openai-insecure-api-key.ek_1', 'openai-agents-sdk.1'] },
    );
    await client.waitFor('session.created');
    expect(client.socket.protocol).toBe('realtime');
  });

  it('for transcription has no members for output', async () => {
    const { client } = await talk({}, { query: '?intent=transcription' });
    const { session } = await client.waitFor('session.created');
    expect(session).toEqual({
      type: 'transcription',
      object: 'realtime.transcription_session',
      id: expect.any(String),
      expires_at: expect.any(Number),
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24000 },
          transcription: null,
          noise_reduction: null,
          turn_detection: { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 200 },
        },
      },
      include: null,
    });
  });

  it('is pinged with four bytes', async () => {
    const { client } = await talk({ pingMs: 5 });
    const [payload] = (await once(client.socket, 'ping')) as [Buffer];
    expect(payload).toHaveLength(4);
  });

  it('ends with session_expired and 1001 at its greatest age', async () => {
    const { client, session } = await talk({ maxSessionMs: 1 });
    const reason = 'Your session hit the maximum duration of 60 minutes.';
    expect(await client.closed).toEqual({ code: 1001, reason });
    expect(client.events.at(-1)).toMatchObject({ type: 'error', error: { code: 'session_expired', message: reason } });
    expect(session.isOpen).toBe(false);
  });

  it('shows its url and headers to the test', async () => {
    const { session } = await talk({}, { headers: { 'x-trace': 't1' } });
    expect(session.url.searchParams.get('model')).toBe('gpt-realtime');
    expect(session.headers).toMatchObject({ authorization: 'Bearer sk-test', 'x-trace': 't1' });
  });
});
