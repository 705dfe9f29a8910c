import { describe, expect, it } from '@jest/globals';
import { SETTINGS } from './helpers/client.js';
import { createWorld } from './helpers/world.js';

/** As the component builds it, with one of its lists. */
const QUERY = [
  'model=nova-3&language=en-US&smart_format=true&interim_results=true&diarize=true&channels=1&vad_events=true',
  'utterance_end_ms=1000&sample_rate=16000&encoding=linear16&keyterm=Lisbon&keyterm=Tokyo&service=transcription',
].join('&');
const PATH = `/v1/agent/converse?${QUERY}`;
const TOKEN = 'jwt-1';
const authenticate = (credential: string | undefined) => credential === TOKEN;

describe('The component’s transcription socket', () => {
  it.each<[string, string, { protocols?: string[] }]>([
    ['the subprotocol pair', '', { protocols: ['token', TOKEN] }],
    ['the query', `token=${TOKEN}&`, {}],
  ])(
    'opens before the agent’s, with its token in %s, and the agent converses beside it',
    async (_name, query, init) => {
      const { connect, mock } = await createWorld({ proxy: { authenticate } });
      const transcription = connect(`/v1/agent/converse?${query}${QUERY}`, init);
      await transcription.opened;
      expect(transcription.protocol).toBe(init.protocols?.[0] ?? '');

      const agent = await connect(`/v1/agent/converse?${query}service=agent`, init).configure();
      for (const client of [transcription, agent]) client.sendAudio(new Uint8Array(8_192));
      agent.send({ type: 'InjectUserMessage', content: 'hello' });
      await agent.waitFor('AgentAudioDone');
      transcription.send({ type: 'CloseStream' });
      expect((await transcription.closed).code).toBe(1000);

      agent.send({ type: 'InjectUserMessage', content: 'again' });
      await agent.waitFor('AgentAudioDone', 2);
      expect(agent.all('ConversationText').map(({ content }) => content)).toEqual([
        ...['hello', 'You said: hello'],
        ...['again', 'You said: again'],
      ]);
      expect(transcription.order).toEqual([]);
      expect(mock.sessions).toHaveLength(1);
    },
  );

  it.each(['/openai', '/v1/agent', '/v1/agent/converse', '/any/prefix/v1/agent/converse'])(
    'is not greeted on %s',
    async (path) => {
      const { connect } = await createWorld({ proxy: { welcomeMs: 1 } });
      const transcription = connect(`${path}?${QUERY}`);
      await transcription.opened;
      await connect(path).waitFor('Welcome');
      await transcription.roundTrip();
      expect(transcription.order).toEqual([]);
    },
  );

  it.each<[string, string | Uint8Array]>([
    ['audio', new Uint8Array(8_192)],
    ['an empty binary frame', new Uint8Array(0)],
    ['the binary frame {"type":"CloseStream"}', Buffer.from('{"type":"CloseStream"}')],
    ['KeepAlive', '{"type":"KeepAlive"}'],
    ['Finalize', '{"type":"Finalize"}'],
    ['Configure', '{"type":"Configure","thresholds":{"eot_threshold":0.7}}'],
    ['a message of no known type', '{"type":"toString"}'],
    ['a message that the agent would refuse', '{"type":"InjectUserMessage"}'],
    ['a list', '[{"type":"CloseStream"}]'],
    ['null', 'null'],
    ['text that is no JSON', 'CloseStream'],
    ['an empty text frame', ''],
  ])('drops %s without a word', async (_name, frame) => {
    const { connect } = await createWorld();
    const transcription = connect(PATH);
    await transcription.opened;
    if (typeof frame === 'string') transcription.send(frame);
    else transcription.sendAudio(frame);
    await transcription.roundTrip();
    expect(transcription.order).toEqual([]);
  });

  it('gets no session, even for Settings', async () => {
    const { connect, mock } = await createWorld();
    const transcription = connect(PATH);
    await transcription.opened;
    await transcription.send(SETTINGS).roundTrip();
    await connect('/v1/agent/converse').configure();
    expect(mock.sessions).toHaveLength(1);
    expect(transcription.order).toEqual([]);
  });

  it.each(['CloseStream', 'Close'])('ends with 1000 on %s', async (type) => {
    const { connect } = await createWorld();
    const transcription = connect(PATH);
    await transcription.opened;
    transcription.send({ type });
    expect((await transcription.closed).code).toBe(1000);
  });

  it('ends with 1001 when the proxy is closed, before the drain is over', async () => {
    const { connect, proxy } = await createWorld({ proxy: { drainMs: 60_000 } });
    const transcription = connect(PATH);
    await transcription.opened;
    await proxy.close();
    expect(await transcription.closed).toEqual({ code: 1001, reason: 'server shutting down' });
    expect(proxy.connections).toBe(0);
  });

  it('is cut off when it leaves a ping unanswered', async () => {
    const { connect } = await createWorld({ proxy: { heartbeatMs: 20 } });
    const transcription = connect(PATH, { autoPong: false });
    expect((await transcription.closed).code).toBe(1006);
  });

  it('is closed with 1009 for too large a frame', async () => {
    const { connect } = await createWorld({ proxy: { limits: { messageBytes: 1_000 } } });
    const transcription = connect(PATH);
    await transcription.opened;
    transcription.sendAudio(new Uint8Array(1_001));
    expect((await transcription.closed).code).toBe(1009);
  });

  it('needs the same credentials and origin as an agent', async () => {
    const { connect } = await createWorld({ proxy: { authenticate } });
    await expect(connect(PATH).opened).rejects.toThrow('401');
    await expect(connect(`${PATH}&token=${TOKEN}`, { origin: 'https://evil.example' }).opened).rejects.toThrow('403');
  });

  it('takes a place like an agent does', async () => {
    const full = await createWorld({ proxy: { limits: { connections: 1 } } });
    await full.connect(PATH).opened;
    expect(full.proxy.connections).toBe(1);
    await expect(full.connect().opened).rejects.toThrow('503');
    const busy = await createWorld({ proxy: { limits: { connectionsPerAddress: 1 } } });
    await busy.connect().opened;
    await expect(busy.connect(PATH).opened).rejects.toThrow('429');
  });

  it('is not served on other paths', async () => {
    const { connect } = await createWorld();
    await expect(connect(`/v1/listen?${QUERY}`).opened).rejects.toThrow('404');
  });
});
