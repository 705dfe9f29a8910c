import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { scriptedBrain } from '../../test-app/scripts/mock-openai/index.js';
import { SETTINGS } from './helpers/client.js';
import { settingsAt, speakTo } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

const isText = (content: string) => (message: { type: string; content?: unknown }) =>
  message.type === 'ConversationText' && message.content === content;

describe('A hostile client', () => {
  it('that nests a message a hundred thousand deep gets an Error, and the server lives', async () => {
    const { connect, converse } = await createWorld();
    const client = connect();
    await client.opened;
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    client.send(`{"type":"FunctionCallResponse","id":"x","content":${deep}}`);
    await expect(client.waitFor('Error')).resolves.toMatchObject({ code: 'UNPARSABLE_CLIENT_MESSAGE' });
    await converse();
  });

  it('that sends thousands of frames before the session is ready keeps the latest of them', async () => {
    const { connect, mock } = await createWorld({
      proxy: { appendMs: 0 },
      mock: { scenario: { onConnect: (session) => (session.hold('session.updated'), 'default') } },
    });
    const client = connect();
    await client.opened;
    client.send(settingsAt(24_000));
    for (let frame = 0; frame < 5_000; frame += 1) client.sendAudio(new Uint8Array(2));
    await client.roundTrip();
    const session = await mock.nextSession();
    await session.waitFor('session.update');
    session.emit({ type: 'session.updated', session: { type: 'realtime' } });
    await session.waitFor('input_audio_buffer.append', { nth: 2_000 });
    client.send({ type: 'input_audio_buffer.clear' });
    await session.waitFor('input_audio_buffer.clear');
    expect(session.received.filter(({ type }) => type === 'input_audio_buffer.append')).toHaveLength(2_000);
    expect(client.all('Warning').map(({ code }) => code)).toEqual(['AUDIO_DROPPED']);
  });

  it('that restores more history than any session holds is refused', async () => {
    const { connect } = await createWorld();
    const client = connect();
    await client.opened;
    const messages = Array.from({ length: 1_001 }, () => ({ type: 'History', role: 'user', content: '' }));
    client.send({ ...SETTINGS, agent: { context: { messages } } });
    await expect(client.waitFor('Error')).resolves.toMatchObject({ code: 'INVALID_SETTINGS' });
  });

  it('that asks for more answers than can wait is told so, and the first ones are spoken', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const release = session.hold('response.done');
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await release.reached;
    for (let n = 0; n < 33; n += 1) client.send({ type: 'InjectAgentMessage', message: `${n}`, behavior: 'queue' });
    await expect(client.waitFor('Error')).resolves.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    release();
    await client.waitFor('AgentAudioDone', 33);
    expect(client.all('Error')).toHaveLength(1);
  });

  it('that updates the prompt again and again during a turn causes one update of the session', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const release = session.hold('response.done');
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await release.reached;
    for (const prompt of ['a', 'b', 'c']) client.send({ type: 'UpdatePrompt', prompt });
    client.send({ type: 'UpdatePrompt', prompt: 'x'.repeat(30_000) });
    await expect(client.waitFor('Warning')).resolves.toMatchObject({ code: 'PROMPT_TOO_LONG' });
    release();
    await client.waitFor('PromptUpdated', 3);
    expect(session.received.filter(({ type }) => type === 'session.update')).toHaveLength(2);
    expect(session.config).toMatchObject({ instructions: expect.stringMatching(/a\n\nb\n\nc$/) as unknown });
  });

  it('that keeps its half of a refused connection open is cut off', async () => {
    const { origin, server } = await createWorld();
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const peer = connectTcp({ port: Number(new URL(origin).port), host: '127.0.0.1', allowHalfOpen: true });
    peer.write('GET /elsewhere HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const [socket] = await accepted;
    await once(socket, 'close');
    peer.destroy();
  });

  it('cannot take the last place twice while credentials are checked', async () => {
    let admitAll: (answer: boolean) => void = () => undefined;
    const checked = new Promise<boolean>((resolve) => (admitAll = resolve));
    let waiting = 0;
    let reached: () => void = () => undefined;
    const bothWait = new Promise<void>((resolve) => (reached = resolve));
    const authenticate = () => {
      waiting += 1;
      if (waiting === 2) reached();
      return checked;
    };
    const { connect } = await createWorld({ proxy: { authenticate, limits: { connections: 1 } } });
    const clients = [connect(), connect()];
    await bothWait;
    admitAll(true);
    const results = await Promise.allSettled(clients.map((client) => client.opened));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is refused with 503 when its credentials are never answered for', async () => {
    const never = new Promise<boolean>(() => undefined);
    const { connect } = await createWorld({ proxy: { authenticate: () => never, authenticateMs: 1 } });
    await expect(connect().opened).rejects.toThrow('503');
  });
});

describe('A clumsy upstream', () => {
  it.each<[string, object]>([
    [
      'an item whose id is a number',
      { type: 'conversation.item.done', item: { id: 5, type: 'message', role: 'assistant' } },
    ],
    ['an error whose members are numbers', { type: 'error', error: { code: 5, event_id: 5, type: 7 } }],
    ['a transcript that is a number', { type: 'conversation.item.input_audio_transcription.completed', transcript: 5 }],
    ['a text that is an object', { type: 'response.output_text.done', text: { a: 1 } }],
    ['an error with an endless code', { type: 'error', error: { code: 'x'.repeat(500), type: 'server_error' } }],
  ])('that sends %s breaks nothing', async (_name, event) => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    session.emitRaw(event);
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitUntil(isText('You said: hi'));
    for (const { code, description } of client.all('Error'))
      expect([typeof code, typeof description]).toEqual(['string', 'string']);
  });

  it('that names no items has its texts delivered turn after turn', async () => {
    const outgoing = (event: { type: string }) => (event.type === 'session.updated' ? [event as never] : []);
    const { connect, mock } = await createWorld({ mock: { scenario: { onConnect: () => 'handled', outgoing } } });
    const client = await connect().configure();
    const session = await mock.nextSession();
    for (const text of ['first', 'second']) {
      client.send({ type: 'InjectUserMessage', content: 'hi' });
      const { item } = await session.waitFor('conversation.item.create', { nth: text === 'first' ? 1 : 2 });
      session.emitRaw({ type: 'conversation.item.created', item });
      await session.waitFor('response.create', { nth: text === 'first' ? 1 : 2 });
      session.emitRaw({ type: 'response.output_text.done', text });
      await client.waitUntil(isText(text));
    }
  });

  it('that closes with 1000 before the session is ready leaves the client an Error', async () => {
    const { connect } = await createWorld({
      mock: { scenario: { on: { 'session.update': (_event, session) => (session.close(1000), 'handled') } } },
    });
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    expect((await client.closed).code).toBe(1011);
    expect(client.all('Error')).toMatchObject([{ code: 'UPSTREAM_CLOSED' }]);
  });

  it('that misses the key is no reason to try again: UPSTREAM_AUTH, close 1000', async () => {
    const { connect } = await createWorld({ proxy: { upstream: { apiKey: undefined } } });
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    expect((await client.closed).code).toBe(1000);
    expect(client.all('Error')).toMatchObject([{ code: 'UPSTREAM_AUTH' }]);
  });

  it('whose quota is used up ends the turn, then the client with 1000', async () => {
    const error = { type: 'insufficient_quota', code: 'insufficient_quota', message: 'x' };
    const { converse } = await createWorld({ mock: { model: { brain: scriptedBrain([{ type: 'fail', error }]) } } });
    const { client } = await converse();
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    expect((await client.closed).code).toBe(1000);
    expect(client.types().slice(-2)).toEqual(['AgentAudioDone', 'Error']);
  });

  it('whose socket cannot even be created is unavailable', async () => {
    const createWebSocket = () => {
      throw new Error('no sockets today');
    };
    const { connect } = await createWorld({ proxy: { upstream: { createWebSocket } } });
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    expect((await client.closed).code).toBe(1011);
    expect(client.all('Error')).toMatchObject([{ code: 'UPSTREAM_UNAVAILABLE' }]);
  });
});

describe('A fault of the proxy itself', () => {
  it('ends its own connection with 4500, and no other', async () => {
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      error: () => undefined,
      warn: () => {
        throw new Error('disk full');
      },
    };
    const { converse } = await createWorld({ proxy: { logger } });
    const [first, second] = [await converse(), await converse()];
    first.session.emit({ type: 'error', error: { type: 'server_error', code: 'x', message: 'x' } });
    expect((await first.client.closed).code).toBe(4500);
    expect(first.client.all('Error')).toMatchObject([{ code: 'INTERNAL_SERVER_ERROR' }]);
    second.client.send({ type: 'InjectUserMessage', content: 'hi' });
    await second.client.waitFor('AgentAudioDone');
  });
});

describe('Typing and speaking at once', () => {
  it('are both answered: a request waits while the user has the floor', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse(settingsAt(24_000));
    speakTo(client, { silenceMs: 0 });
    await client.waitFor('UserStartedSpeaking');
    client.send({ type: 'InjectUserMessage', content: 'typed' });
    await session.waitForSent('conversation.item.done');
    await client.roundTrip();
    expect(session.received.some(({ type }) => type === 'response.create')).toBe(false);
    speakTo(client, { ms: 0 });
    await client.waitFor('AgentAudioDone');
    expect(session.prompts[0]?.items).toHaveLength(2);
    expect(session.sent.filter(({ type }) => type === 'error')).toEqual([]);
  });

  it('take back a function call that is still open', async () => {
    const functions = [{ name: 'look', parameters: { type: 'object' } }];
    const { converse } = await createWorld({
      mock: {
        model: { brain: scriptedBrain([{ type: 'function_call', callId: 'call_1', name: 'look', arguments: '{}' }]) },
      },
    });
    const { client, session } = await converse({ ...settingsAt(24_000), agent: { think: { functions } } });
    client.send({ type: 'InjectUserMessage', content: 'look' });
    await client.waitFor('FunctionCallRequest');
    speakTo(client);
    await expect(client.waitFor('FunctionCallCancelled')).resolves.toMatchObject({
      functions: [{ id: 'call_1', name: 'look' }],
    });
    await client.waitFor('AgentAudioDone');
    expect(session.items).toContainEqual(expect.objectContaining({ type: 'function_call_output', call_id: 'call_1' }));
    client.send({ type: 'FunctionCallResponse', id: 'call_1', name: 'look', content: 'late' });
    await expect(client.waitFor('Warning')).resolves.toMatchObject({ code: 'UNKNOWN_FUNCTION_CALL' });
  });
});
