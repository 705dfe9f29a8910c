import { describe, expect, it } from '@jest/globals';
import {
  compose,
  createMockOpenAI,
  FAULTS,
  scriptedBrain,
  sequentialIds,
  silence,
  simpleUpstream,
  tone,
  type ClientEvent,
  type Scenario,
  type Timing,
} from '../../test-app/scripts/mock-openai/index.js';
import type { ServerEventType } from '../../test-app/scripts/mock-openai/events.js';
import { append, RESPOND, textMode, useMocks, userText } from './helpers/world.js';

const { start, connect, talk } = useMocks();

const LONG_MS = 60_000;

describe('a scenario', () => {
  it('can refuse the first response.create', async () => {
    let refusals = 0;
    const { client } = await talk({
      scenario: {
        on: {
          'response.create': (event, session) => {
            if (refusals++ > 0) return 'default';
            session.reject(event, FAULTS.activeResponse('resp_other'));
            return 'handled';
          },
        },
      },
    });
    client.send(textMode, userText('Hi'), { type: 'response.create', event_id: 'first' }, RESPOND);
    await client.waitFor('response.done');
    expect(client.all('error')).toMatchObject([
      { error: { code: 'conversation_already_has_active_response', event_id: 'first' } },
    ]);
  });

  it('can keep an event back and let the rule have it later', async () => {
    const kept: ClientEvent[] = [];
    const keep = (event: ClientEvent): 'handled' => {
      kept.push(event);
      return 'handled';
    };
    const { client, session } = await talk({ scenario: { on: { 'conversation.item.create': keep } } });
    client.send(userText('Hi', 'u'));
    await session.waitFor('conversation.item.create');
    await client.settle();
    expect(session.items).toEqual([]);
    for (const event of kept) session.handle(event);
    expect((await client.waitFor('conversation.item.added')).item.id).toBe('u');
  });

  it('can leave out, repeat and replace what is sent', async () => {
    const outgoing: NonNullable<Scenario['outgoing']> = (event) => {
      if (event.type === 'rate_limits.updated') return [];
      if (event.type === 'conversation.item.done') return [event, event];
      if (event.type === 'response.output_text.done') return [{ ...event, text: 'Replaced.' }];
      return [event];
    };
    const { client, session } = await talk({ scenario: { outgoing } });
    client.send(textMode, userText('Hi'), RESPOND);
    await client.waitFor('response.done');
    await client.settle();
    expect(client.all('rate_limits.updated')).toEqual([]);
    expect(client.all('conversation.item.done')).toHaveLength(4);
    expect(client.all('response.output_text.done')[0]?.text).toBe('Replaced.');
    expect(session.sent).toEqual(client.events);
  });

  it('can be a server that knows neither session.created nor response.done', async () => {
    const { client } = await talk({ scenario: simpleUpstream('Plain.') });
    client.send(textMode, userText('Hi'), RESPOND);
    expect((await client.waitFor('response.output_text.done')).text).toBe('Plain.');
    await client.settle();
    expect(client.types()).toEqual([
      'session.updated',
      'conversation.item.added',
      'conversation.item.done',
      'response.output_text.done',
    ]);
  });

  it('can be laid over a running session', async () => {
    const { client, session } = await talk();
    session.use({ model: { brain: scriptedBrain([{ type: 'message', text: 'New.' }]) } });
    client.send(textMode, RESPOND);
    expect((await client.waitFor('response.output_text.done')).text).toBe('New.');
  });

  it('that is composed of two asks the later one first', async () => {
    const asked: string[] = [];
    const named = (name: string, verdict: 'handled' | 'default'): Scenario => ({
      on: {
        'response.create': () => {
          asked.push(name);
          return verdict;
        },
      },
      timing: { burstMs: name.length },
    });
    const scenario = compose(named('a', 'handled'), named('bb', 'default'));
    expect(scenario.timing?.burstMs).toBe(2);
    const { client } = await talk({ scenario });
    client.send(RESPOND);
    await client.settle();
    expect(asked).toEqual(['bb', 'a']);
    expect(client.types()).toEqual(['session.created']);
  });

  it('can be another for each attempt to connect', async () => {
    const mock = await start({
      scenario: (attempt) => ({ onConnect: (session) => (session.emitRaw({ type: `hello.${attempt}` }), 'default') }),
    });
    const clients = [connect(mock), connect(mock)];
    await Promise.all(clients.map((client) => client.waitFor('session.created')));
    expect(clients.map((client) => client.types()[0] as string).sort()).toEqual(['hello.0', 'hello.1']);
    for (const { violations } of clients) violations.length = 0;
  });
});

describe('a mock', () => {
  it('makes the same ids again when it is told to', async () => {
    const { client } = await talk({ ids: sequentialIds() });
    client.send(userText('Hi'));
    expect((await client.waitFor('conversation.item.added')).item.id).toBe('item_000000000000000000001');
  });

  it('keeps nothing when it does not record', async () => {
    const { client, session } = await talk({ isRecording: false });
    client.send(userText('Hi'), RESPOND);
    await client.waitFor('response.done');
    expect([session.sent, session.received, session.prompts]).toEqual([[], [], []]);
    const item_id = client.all('response.output_item.done')[0]?.item.id ?? '';
    client.send({ type: 'conversation.item.retrieve', item_id });
    expect((await client.waitFor('conversation.item.retrieved')).item).toMatchObject({ content: [{ audio: '' }] });
  });

  it.each<[string, Partial<Timing>, ServerEventType, ServerEventType]>([
    ['createdMs', { createdMs: LONG_MS }, 'input_audio_buffer.speech_stopped', 'response.created'],
    ['firstTextMs', { firstTextMs: LONG_MS }, 'response.created', 'response.output_item.added'],
    [
      'firstAudioMs',
      { firstAudioMs: LONG_MS },
      'response.output_audio_transcript.delta',
      'response.output_audio.delta',
    ],
    ['realtimeFactor', { realtimeFactor: 400 / LONG_MS }, 'response.output_audio.delta', 'response.output_audio.done'],
    ['rateLimitsMs', { rateLimitsMs: LONG_MS }, 'response.done', 'rate_limits.updated'],
    ['sttMs', { sttMs: LONG_MS }, 'response.done', 'conversation.item.input_audio_transcription.completed'],
  ])('takes the time of %s', async (_, timing, before, after) => {
    const { client } = await talk({ timing });
    client.send(
      {
        type: 'session.update',
        session: { type: 'realtime', audio: { input: { transcription: { model: 'whisper-1' } } } },
      },
      append(tone(300), silence(300)),
    );
    await client.waitFor(before);
    for (let round = 0; round < 5; round++) await client.settle();
    expect(client.types()).not.toContain(after);
  });

  it('ends its timers with the session', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const mock = await createMockOpenAI({ timing: { createdMs: 60_000, sttMs: 60_000, rateLimitsMs: 60_000 } });
    const client = connect(mock);
    const session = await mock.nextSession();
    await client.waitFor('session.created');
    client.send(RESPOND);
    await session.waitFor('response.create');
    await mock.close();
    expect(session.isOpen).toBe(false);
    await client.closed;
    expect(timers()).toBe(before);
  });
});
