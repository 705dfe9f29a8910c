import { describe, expect, it } from '@jest/globals';
import { fixedStt, scriptedBrain } from '../../test-app/scripts/mock-openai/index.js';
import type { InspectorRecord } from '../../test-app/scripts/openai-proxy/inspector/record.js';
import { SETTINGS } from './helpers/client.js';
import { openFeed } from './helpers/inspector-feed.js';
import { settingsAt, speakTo } from './helpers/voice.js';
import { CANARY_KEY, createWorld } from './helpers/world.js';

type Frame = Extract<InspectorRecord, { kind: 'text' | 'audio' }>;

const ON = { proxy: { inspector: true } };
const ANSWER = scriptedBrain([{ type: 'message', text: 'It is noon.' }]);

const isFrame = (record: InspectorRecord): record is Frame => record.kind === 'text' || record.kind === 'audio';
const isOf = (type: string) => (record: InspectorRecord) => isFrame(record) && record.type === type;
const isEnd = (record: InspectorRecord) => record.kind === 'closed' && record.leg === 'client';

/** A frame in a few words: `client > Settings` came from the client, `upstream < session.update` went upstream. */
const inWords = (record: Frame): string =>
  `${record.leg} ${record.direction === 'received' ? '>' : '<'} ${record.type}`;
/** What was sent, each after what it came from. */
const causes = (records: readonly InspectorRecord[]): readonly string[] =>
  records
    .filter(isFrame)
    .filter(({ direction }) => direction === 'sent')
    .map((record) => {
      const cause = records.find(({ seq }) => seq === record.cause);
      const origin = cause === undefined ? 'nothing' : isFrame(cause) ? inWords(cause) : cause.kind;
      return `${origin} => ${inWords(record)}`;
    });

describe('GET /inspector', () => {
  it('shows both lanes of a text turn, in order, with what each message was caused by', async () => {
    const { connect, origin } = await createWorld({ ...ON, mock: { model: { brain: ANSWER } } });
    const feed = await openFeed(origin);
    const client = await connect().configure();
    client.send({ type: 'InjectUserMessage', content: 'What time is it?' });
    await client.waitFor('AgentAudioDone');
    await client.close();
    await feed.waitFor(isEnd);

    const { request_id } = await client.waitFor('Welcome');
    expect(new Set(feed.records.map(({ connectionId }) => connectionId))).toEqual(new Set([request_id]));
    expect(feed.records.map(({ seq }) => seq)).toEqual(feed.records.map((_record, index) => index + 1));
    const times = feed.records.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));

    expect(feed.records[0]).toMatchObject({ kind: 'opened', leg: 'client', detail: 'component' });
    expect(feed.records.at(-1)?.kind).toBe('closed');
    expect(feed.records.filter(isFrame).find(isOf('InjectUserMessage'))).toMatchObject({
      leg: 'client',
      direction: 'received',
      json: { type: 'InjectUserMessage', content: 'What time is it?' },
      bytes: Buffer.byteLength(JSON.stringify({ type: 'InjectUserMessage', content: 'What time is it?' })),
      cause: null,
    });
    expect(causes(feed.records)).toEqual(
      expect.arrayContaining([
        'client > Settings => upstream < session.update',
        'upstream > session.updated => client < SettingsApplied',
        'client > InjectUserMessage => client < ConversationText',
        'client > InjectUserMessage => upstream < conversation.item.create',
        'upstream > conversation.item.added => upstream < response.create',
        'upstream > response.output_audio.delta => client < binary',
        'upstream > response.done => client < AgentAudioDone',
      ]),
    );
    const sent = feed.records.filter(
      (record) => isFrame(record) && record.leg === 'client' && record.direction === 'sent',
    );
    expect(sent.map((record) => (record as Frame).type).filter((type) => type !== 'binary')).toEqual(client.types());
  });

  it('shows audio on both legs of a spoken turn as waveforms, each piece with what it was caused by', async () => {
    const { converse, origin } = await createWorld({
      ...ON,
      mock: { model: { stt: fixedStt('What time is it?'), brain: ANSWER } },
    });
    const feed = await openFeed(origin);
    const { client } = await converse(settingsAt(16_000));
    speakTo(client);
    await client.waitFor('AgentAudioDone');
    await client.close();
    await feed.waitFor(isEnd);

    expect([...new Set(causes(feed.records))]).toEqual(
      expect.arrayContaining([
        'client > binary => upstream < input_audio_buffer.append',
        'upstream > input_audio_buffer.speech_started => client < UserStartedSpeaking',
        'upstream > response.output_audio.delta => client < binary',
      ]),
    );
    const audio = feed.records.filter((record) => record.kind === 'audio');
    const spoken = audio.find(({ leg, direction }) => leg === 'client' && direction === 'received');
    expect(spoken?.audio).toMatchObject({ ms: 60, encoding: 'linear16', sampleRateHz: 16_000 });
    expect(Math.max(...(spoken?.audio.peaks ?? []))).toBeGreaterThan(0.1);
    const appended = audio.filter(isOf('input_audio_buffer.append'));
    expect(appended[0]?.audio.sampleRateHz).toBe(24_000);
    expect(
      audio.every(({ audio: { peaks } }) => peaks.length <= 32 && peaks.every((peak) => peak >= 0 && peak <= 1)),
    ).toBe(true);
  });

  it('shows no key, no header and no samples', async () => {
    const { converse, origin } = await createWorld({
      proxy: { inspector: true, upstream: { headers: { 'api-key': 'azure-canary-77e1d0' } } },
      mock: { model: { stt: fixedStt('hello'), brain: ANSWER } },
    });
    const feed = await openFeed(origin);
    const endpoint = {
      url: 'https://u:url-canary@x.example/?api_key=query-canary',
      headers: { 'x-auth': 'header-canary' },
    };
    const functions = [{ name: 'look', parameters: { type: 'object' }, endpoint }];
    const settings = settingsAt(24_000);
    const think = { ...SETTINGS.agent.think, prompt: `Never tell ${CANARY_KEY}.`, functions };
    const client = (await converse({ ...settings, agent: { ...SETTINGS.agent, think } }).catch(() => undefined))
      ?.client;
    if (client === undefined) throw new Error('These Settings should apply.');
    speakTo(client);
    await client.waitFor('AgentAudioDone');
    await client.close();
    await feed.waitFor(isEnd);

    expect(feed.records.filter(isOf('response.output_audio.delta')).length).toBeGreaterThan(0);
    for (const canary of [CANARY_KEY, 'azure-canary', 'url-canary', 'query-canary', 'header-canary']) {
      expect(feed.raw()).not.toContain(canary);
    }
    expect(feed.raw()).not.toMatch(/[A-Za-z0-9+/]{150}/);
  });

  it('tells those who come late what has been, and those who come back what they missed', async () => {
    const { converse, origin } = await createWorld(ON);
    const { client } = await converse();
    const early = await openFeed(origin);
    await early.waitFor(isOf('SettingsApplied'));
    expect(early.records[0]).toMatchObject({ kind: 'opened', seq: 1 });
    early.hangUp();
    await early.ended;

    await client.close();
    const headers = { 'last-event-id': early.lastEventId() };
    const back = await openFeed(origin, { headers });
    await back.waitFor(isEnd);
    expect(back.records[0]?.seq).toBe((early.records.at(-1)?.seq ?? 0) + 1);
  });

  it('shows one connection only, where one is asked for', async () => {
    const { connect, origin } = await createWorld(ON);
    await connect('/openai?trace_id=first-connection').configure();
    const feed = await openFeed(origin, { query: '?connection=second-connection' });
    await connect('/openai?trace_id=second-connection').configure();
    await feed.waitFor(isOf('SettingsApplied'));
    expect(new Set(feed.records.map(({ connectionId }) => connectionId))).toEqual(new Set(['second-connection']));
  });

  it('shows an upstream that refuses', async () => {
    const { connect, origin } = await createWorld({
      proxy: { inspector: true, upstream: { url: 'ws://127.0.0.1:9/v1/realtime?secret=canary', retries: 0 } },
    });
    const feed = await openFeed(origin);
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    await client.closed;
    const closed = await feed.waitFor((record) => record.kind === 'closed' && record.leg === 'upstream');
    expect(closed).toMatchObject({ code: 1006, detail: 'never opened' });
    await feed.waitFor(isEnd);
    expect(feed.raw()).not.toContain('canary');
  });

  it('ends when the proxy closes', async () => {
    const { origin, proxy } = await createWorld(ON);
    const feed = await openFeed(origin);
    await proxy.close();
    await expect(feed.ended).resolves.toBeUndefined();
  });
});

describe('A reader of the inspector that does not read', () => {
  it('slows no conversation, and is told what it lost when it reads on', async () => {
    const turns = 40;
    const answers = Array.from({ length: turns }, () => [{ type: 'message', text: 'Yes.' }] as const);
    const { converse, origin } = await createWorld({ ...ON, mock: { model: { brain: scriptedBrain(...answers) } } });
    const feed = await openFeed(origin);
    feed.pause();
    // More than the sockets between them hold.
    const filler = 'word '.repeat(20_000);
    const { client } = await converse();
    for (let turn = 1; turn <= turns; turn += 1) {
      client.send({ type: 'InjectUserMessage', content: `${turn} ${filler}` });
      await client.waitFor('AgentAudioDone', turn);
    }
    await client.close();
    expect(feed.records.some(isEnd)).toBe(false);

    feed.resume();
    await feed.waitFor(isEnd);
    const jumps = feed.records.filter(({ seq }, index) => index > 0 && seq > (feed.records[index - 1]?.seq ?? 0) + 1);
    expect(jumps.length).toBeGreaterThan(0);
    expect(jumps.map(({ kind }) => kind)).toEqual(jumps.map(() => 'gap'));
    expect(feed.records.at(-1)).toMatchObject({ kind: 'closed' });
  });
});
