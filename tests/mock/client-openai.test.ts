import { connect as connectPlain, type NetConnectOpts } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import { fixedStt, scriptedBrain, silence, tone, type MockOptions } from '../../test-app/scripts/mock-openai/index.js';
import { EventLog } from '../../test-app/scripts/mock-openai/event-log.js';
import { append, useMocks, userText } from './helpers/world.js';

const { start } = useMocks();
const open: OpenAIRealtimeWS[] = [];
afterEach(() => {
  for (const realtime of open.splice(0)) realtime.close();
});

/** The official client insists on `wss:`; a plain connection under it is an official option of its socket. */
const converse = async (options: MockOptions = {}) => {
  const mock = await start(options);
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: mock.url.replace(/^ws(.*)\/realtime$/, 'http$1') });
  const createConnection = (target: NetConnectOpts) => connectPlain(target);
  const realtime = new OpenAIRealtimeWS(
    { model: 'gpt-realtime', options: { createConnection: createConnection as typeof connectPlain } },
    client,
  );
  open.push(realtime);
  const log = new EventLog<RealtimeServerEvent>(true);
  const errors: unknown[] = [];
  realtime.on('event', (event) => log.add(event));
  realtime.on('error', (error) => errors.push(error));
  await log.waitFor('session.created');
  return { realtime, log, errors, session: await mock.nextSession() };
};

describe('the official openai client', () => {
  it('connects with its own url and headers', async () => {
    const { realtime, session, errors } = await converse();
    expect(realtime.url.protocol).toBe('wss:');
    expect(session.url.pathname + session.url.search).toBe('/v1/realtime?model=gpt-realtime');
    expect(session.headers.authorization).toBe('Bearer sk-test');
    expect(errors).toEqual([]);
  });

  it('holds a conversation of two turns in text', async () => {
    const { realtime, log, errors } = await converse();
    realtime.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } });
    const texts: string[] = [];
    realtime.on('response.output_text.done', ({ text }) => texts.push(text));
    for (const [index, text] of ['Hello', 'Goodbye'].entries()) {
      realtime.send(userText(text));
      realtime.send({ type: 'response.create' });
      await log.waitFor('response.done', index + 1);
    }
    expect(texts).toEqual(['You said: Hello', 'You said: Goodbye']);
    expect(errors).toEqual([]);
  });

  it('holds a conversation by voice, with a barge-in', async () => {
    const { realtime, log, errors, session } = await converse({
      model: {
        stt: fixedStt('tell me more', 'stop'),
        brain: scriptedBrain([{ type: 'message', text: 'A long story indeed.' }]),
      },
    });
    const deltas: string[] = [];
    realtime.on('response.output_audio.delta', ({ delta }) => deltas.push(delta));
    const release = session.hold('response.output_audio.delta', { skip: 1 });
    realtime.send(append(tone(300), silence(300)));
    await release.reached;
    realtime.send(append(tone(300)));
    const cancelled = await log.waitFor('response.done');
    expect(cancelled).toMatchObject({ response: { status: 'cancelled', output: [{ status: 'incomplete' }] } });
    const item_id = session.items.find((item) => item.type === 'message' && item.role === 'assistant')?.id ?? '';
    realtime.send({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 100 });
    await log.waitFor('conversation.item.truncated');
    release();
    realtime.send(append(silence(300)));
    expect(await log.waitFor('response.done', 2)).toMatchObject({
      response: { status: 'completed', output: [{ content: [{ transcript: 'You said: stop' }] }] },
    });
    expect(deltas.length).toBeGreaterThan(1);
    expect(errors).toEqual([]);
  });

  it('calls a tool and hears its result', async () => {
    const { realtime, log, errors } = await converse({
      model: { brain: scriptedBrain([{ type: 'function_call', name: 'look', arguments: '{"at":"sky"}' }]) },
    });
    realtime.send({
      type: 'session.update',
      session: { type: 'realtime', tools: [{ type: 'function', name: 'look', parameters: { type: 'object' } }] },
    });
    realtime.send(userText('What is up?'));
    realtime.send({ type: 'response.create' });
    const done = await log.waitFor('response.function_call_arguments.done');
    expect(done).toMatchObject({ name: 'look', arguments: '{"at":"sky"}' });
    await log.waitFor('response.done');
    const call_id = 'call_id' in done ? done.call_id : '';
    realtime.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id, output: 'stars' },
    });
    realtime.send({ type: 'response.create' });
    expect(await log.waitFor('response.done', 2)).toMatchObject({
      response: { output: [{ content: [{ transcript: 'The result is: stars' }] }] },
    });
    expect(errors).toEqual([]);
  });

  it('gets errors of the server as its own', async () => {
    const { realtime, log, errors } = await converse();
    realtime.send({ type: 'response.cancel', event_id: 'mine' });
    await log.waitFor('error');
    expect(errors).toMatchObject([{ error: { code: 'response_cancel_not_active', event_id: 'mine' } }]);
  });
});
