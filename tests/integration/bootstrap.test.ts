import { describe, expect, it } from '@jest/globals';
import { SETTINGS } from './helpers/client.js';
import { createWorld } from './helpers/world.js';

const NATIVE = { type: 'session.update', session: { type: 'realtime', instructions: 'Be brief.' } };

describe('2. Connection and session bootstrap', () => {
  it('forwards a native session.update and keeps the connection', async () => {
    const { connect, mock } = await createWorld();
    const client = connect();
    await client.opened;
    client.send(NATIVE);
    const session = await mock.nextSession();
    const update = await session.waitFor('session.update');
    expect(update.session).toEqual({ type: 'realtime', instructions: 'Be brief.' });
    await expect(client.waitFor('SettingsApplied')).resolves.toEqual({ type: 'SettingsApplied' });
  });

  it('tells a native client that its session is created', async () => {
    const { connect } = await createWorld();
    const client = connect();
    await client.opened;
    client.send(NATIVE);
    await client.waitFor('SettingsApplied');
    expect(client.types()).toEqual(['Welcome', 'session.created', 'SettingsApplied']);
  });

  it('configures the session from Settings, before anything else goes upstream', async () => {
    const { converse } = await createWorld();
    const { session } = await converse();
    expect(session.received.map(({ type }) => type)).toEqual(['session.update']);
    expect(session.config).toMatchObject({
      instructions: 'Be kind.\n\nSpeak English unless the user asks for another language.',
      audio: {
        input: { transcription: { model: 'gpt-4o-mini-transcribe', language: 'en' } },
        output: { voice: 'marin' },
      },
    });
  });

  it('dials the model that Settings name', async () => {
    const { converse } = await createWorld();
    const think = { provider: { type: 'open_ai', model: 'gpt-realtime-mini' } };
    const { session } = await converse({ ...SETTINGS, agent: { think } });
    expect(session.url.searchParams.get('model')).toBe('gpt-realtime-mini');
  });

  it('uses its own model, with a Warning, for one that is no Realtime model', async () => {
    const { converse } = await createWorld();
    const think = { provider: { type: 'open_ai', model: 'gpt-4o-mini' } };
    const { client, session } = await converse({ ...SETTINGS, agent: { think } });
    expect(session.url.searchParams.get('model')).toBe('gpt-realtime');
    await expect(client.waitFor('Warning')).resolves.toMatchObject({ code: 'MODEL_REPLACED' });
  });

  it('sends SettingsApplied once the upstream has accepted the session, not before', async () => {
    const { connect, mock } = await createWorld({
      mock: { scenario: { onConnect: (session) => (session.hold('session.updated'), 'default') } },
    });
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    const session = await mock.nextSession();
    await session.waitFor('session.update');
    await client.roundTrip();
    expect(client.types()).toEqual(['Welcome']);
    session.emit({ type: 'session.updated', session: { type: 'realtime' } });
    await client.waitFor('SettingsApplied');
  });

  it('works with an upstream that never sends session.created', async () => {
    const { converse } = await createWorld({ mock: { scenario: { onConnect: () => 'handled' } } });
    const { client } = await converse();
    expect(client.types()).toEqual(['Welcome', 'SettingsApplied']);
  });

  it('keeps text and audio that come early, and sends them in order when the session is ready', async () => {
    const { connect, mock } = await createWorld({
      mock: { scenario: { onConnect: (session) => (session.hold('session.updated'), 'default') } },
    });
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    const session = await mock.nextSession();
    await session.waitFor('session.update');
    client.send({ type: 'InjectUserMessage', content: 'one' });
    client.sendAudio(new Uint8Array(6_400));
    client.send({ type: 'InjectUserMessage', content: 'two' });
    client.sendAudio(new Uint8Array(6_400));
    await client.roundTrip();
    expect(session.received.map(({ type }) => type)).toEqual(['session.update']);
    session.emit({ type: 'session.updated', session: { type: 'realtime' } });
    await session.waitFor('input_audio_buffer.append', { nth: 2 });
    expect(session.received.map(({ type }) => type).slice(0, 5)).toEqual([
      'session.update',
      'conversation.item.create',
      'input_audio_buffer.append',
      'conversation.item.create',
      'input_audio_buffer.append',
    ]);
  });

  it('drops the oldest early audio, never a message, when too much comes', async () => {
    const { connect, mock } = await createWorld({
      mock: { scenario: { onConnect: (session) => (session.hold('session.updated'), 'default') } },
      proxy: { limits: { backlogBytes: 10_000 } },
    });
    const client = connect();
    await client.opened;
    client.send(SETTINGS).send({ type: 'InjectUserMessage', content: 'kept' });
    for (let frame = 0; frame < 4; frame += 1) client.sendAudio(new Uint8Array(4_000));
    await client.waitFor('Warning');
    const session = await mock.nextSession();
    await session.waitFor('session.update');
    session.emit({ type: 'session.updated', session: { type: 'realtime' } });
    await client.waitFor('AgentAudioDone');
    expect(client.all('Warning').map(({ code }) => code)).toEqual(['AUDIO_DROPPED']);
    expect(session.received.filter(({ type }) => type === 'input_audio_buffer.append')).toHaveLength(2);
    expect(session.items[0]).toMatchObject({ role: 'user', content: [{ text: 'kept' }] });
  });

  it('answers second Settings with an Error, and keeps the one session', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    client.send(SETTINGS);
    await expect(client.waitFor('Error')).resolves.toMatchObject({ code: 'SETTINGS_ALREADY_APPLIED' });
    client.send({ type: 'InjectUserMessage', content: 'still there?' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('SettingsApplied')).toHaveLength(1);
    expect(session.received.filter(({ type }) => type === 'session.update')).toHaveLength(1);
  });

  it('answers another message before Settings with an Error, and stays open', async () => {
    const { connect } = await createWorld();
    const client = connect();
    await client.opened;
    client.send({ type: 'InjectUserMessage', content: 'too early' });
    await expect(client.waitFor('Error')).resolves.toMatchObject({ code: 'NON_SETTINGS_MESSAGE_BEFORE_SETTINGS' });
    await expect(client.configure()).resolves.toBe(client);
  });

  it.each<[string, object, string]>([
    ['an unknown encoding', { audio: { input: { encoding: 'opus', sample_rate: 48_000 } } }, 'linear16'],
    ['an unknown sample rate', { audio: { output: { encoding: 'linear16', sample_rate: 11_025 } } }, '24000'],
    ['a stored agent', { agent: 'a-uuid' }, 'stored agent'],
    ['a prompt that is no text', { agent: { think: { prompt: 7 } } }, 'agent.think.prompt'],
  ])('refuses Settings with %s: an Error that says why, then close 1000', async (_name, change, described) => {
    const { connect, mock } = await createWorld();
    const client = connect();
    await client.opened;
    client.send({ ...SETTINGS, ...change });
    const error = await client.waitFor('Error');
    expect(error.code).toBe('INVALID_SETTINGS');
    expect(error.description).toContain(described);
    expect((await client.closed).code).toBe(1000);
    expect(mock.sessions).toHaveLength(0);
  });

  it('accepts Settings with nulls, empty objects, lists of providers and unknown members', async () => {
    const { converse } = await createWorld();
    const { session } = await converse({
      type: 'Settings',
      tags: ['x'],
      experimental: null,
      audio: { input: null, output: {} },
      agent: {
        greeting: null,
        idleTimeoutMs: 4_000,
        listen: {},
        think: [{ provider: { type: 'groq', model: 'gpt-realtime' }, prompt: 'First.', functions: null }],
        speak: [{ provider: { type: 'eleven_labs', model_id: 'x' }, endpoint: {} }],
        speak_fallback: null,
      },
    });
    expect(session.config).toMatchObject({ instructions: 'First.', audio: { output: { voice: 'marin' } } });
  });
});
