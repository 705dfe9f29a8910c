import { describe, expect, it } from '@jest/globals';
import { scriptedBrain, type Output } from '../../test-app/scripts/mock-openai/index.js';
import { SETTINGS } from './helpers/client.js';
import { settingsAt, speakTo } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

const long: Output = { type: 'message', text: 'word '.repeat(200) };

/** What has brought earlier proxies of this kind down, or silenced them. */
describe('Probes of a running conversation', () => {
  it('takes a frame of odd length: the half sample waits for the next one', async () => {
    const { converse } = await createWorld({ proxy: { appendMs: 0 } });
    const { client, session } = await converse(settingsAt(24_000));
    client.sendAudio(new Uint8Array([1, 2, 3])).sendAudio(new Uint8Array([4, 5, 6]));
    await session.waitFor('input_audio_buffer.append', { nth: 2 });
    const sent = session.received.flatMap((event) => (event.type === 'input_audio_buffer.append' ? [event.audio] : []));
    expect(Buffer.concat(sent.map((audio) => Buffer.from(audio, 'base64')))).toEqual(Buffer.from([1, 2, 3, 4, 5, 6]));
  });

  it.each(['hello', 'null', '[]', '7', '"text"', '{}', '{"type":7}', '{"type":"Nope"}', '{"type":"toString"}'])(
    'answers the text frame %s with UNPARSABLE_CLIENT_MESSAGE, and sends nothing upstream',
    async (frame) => {
      const { converse } = await createWorld();
      const { client, session } = await converse();
      client.send(frame);
      await expect(client.waitFor('Error')).resolves.toMatchObject({ code: 'UNPARSABLE_CLIENT_MESSAGE' });
      client.send({ type: 'InjectUserMessage', content: 'still there?' });
      await client.waitFor('AgentAudioDone');
      expect(session.audio.bytes).toBe(0);
    },
  );

  it.each(['1234', '{"type":"KeepAlive"}', '{"'])('takes the binary frame %s for audio, not for JSON', async (text) => {
    const { converse } = await createWorld();
    const { client, session } = await converse(settingsAt(24_000));
    const bytes = Buffer.from(text);
    client.sendAudio(bytes);
    const { audio } = await session.waitFor('input_audio_buffer.append');
    expect(Buffer.from(audio, 'base64')).toEqual(bytes.subarray(0, bytes.length - (bytes.length % 2)));
    expect(client.all('Error')).toEqual([]);
  });

  it('sends Welcome to every client', async () => {
    const { connect } = await createWorld();
    const { request_id } = await connect().waitFor('Welcome');
    expect(request_id).toMatch(/^[\da-f-]{36}$/);
  });

  it.each<[object, string]>([
    [{ type: 'UpdatePrompt', prompt: 'x' }, 'PromptUpdated'],
    [{ type: 'UpdatePrompt', instructions: 'x' }, 'PromptUpdated'],
    [{ type: 'UpdateThink', think: { provider: { type: 'open_ai', model: 'x' }, prompt: 'y' } }, 'ThinkUpdated'],
    [{ type: 'UpdateSpeak', speak: { provider: { type: 'open_ai', voice: 'cedar' } } }, 'SpeakUpdated'],
    [{ type: 'UpdateListen', listen: { provider: { type: 'deepgram', language: 'fr' } } }, 'ListenUpdated'],
    [{ type: 'InjectAgentMessage', message: 'x' }, 'AgentAudioDone'],
  ])('answers %j with %s', async (message, answer) => {
    const { converse } = await createWorld();
    const { client } = await converse();
    client.send(message);
    await client.waitFor(answer as 'Warning');
    expect(client.all('Error')).toEqual([]);
  });

  it('keeps the late audio of an interrupted answer from the client', async () => {
    const { converse } = await createWorld({ mock: { model: { brain: scriptedBrain([long]) } } });
    const { client, session } = await converse(settingsAt(24_000));
    const release = session.hold('response.output_audio.delta', { skip: 1 });
    client.send({ type: 'InjectUserMessage', content: 'tell me' });
    await release.reached;
    const { response_id, item_id } = await session.waitForSent('response.output_audio.delta');
    const releaseDone = session.hold('response.done');
    speakTo(client, { silenceMs: 0 });
    await client.waitFor('UserStartedSpeaking');
    const before = client.audio.length;
    const part = { response_id, item_id, output_index: 0, content_index: 0 };
    const late = { type: 'response.output_audio.delta', ...part, delta: 'AAAA' } as const;
    session.emit(late);
    releaseDone();
    release();
    await client.waitFor('AgentAudioDone');
    session.emit(late);
    client.send({ type: 'UpdatePrompt', prompt: 'x' });
    await client.waitFor('PromptUpdated');
    expect(client.audio).toHaveLength(before);
  });

  it('uses the rate that Settings declare: 16 kHz becomes 24 kHz, 24 kHz stays', async () => {
    const { converse } = await createWorld();
    const at16 = await converse(settingsAt(16_000));
    at16.client.sendAudio(new Uint8Array(32_000));
    await at16.session.waitFor('input_audio_buffer.append');
    const at24 = await converse(settingsAt(24_000));
    at24.client.sendAudio(new Uint8Array(48_000));
    await at24.session.waitFor('input_audio_buffer.append');
    expect(at24.session.audio.bytes).toBe(48_000);
    expect(at16.session.audio.bytes).toBeGreaterThan(47_000);
    expect(at16.session.audio.bytes).toBeLessThanOrEqual(48_000);
  });

  it('gives the client its own rate back: 24 kHz becomes 16 kHz', async () => {
    const { converse } = await createWorld({ mock: { model: { brain: scriptedBrain([long]) } } });
    const { client } = await converse(settingsAt(16_000));
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
    const bytes = client.audio.reduce((sum, frame) => sum + frame.byteLength, 0);
    expect(bytes / 32).toBeCloseTo(1_000 * 50, -1);
  });

  it.each([
    ['fr', 'fr'],
    ['pt-BR', 'pt'],
    ['multi', undefined],
    [undefined, undefined],
  ])('transcribes in the language %s that Settings name as %s', async (language, code) => {
    const { converse } = await createWorld();
    const { session } = await converse({ ...SETTINGS, agent: { ...SETTINGS.agent, language } });
    const { session: sent } = await session.waitFor('session.update');
    const transcription = sent.type === 'realtime' ? sent.audio?.input?.transcription : undefined;
    expect(transcription?.language).toBe(code);
  });

  it('answers a temperature, which OpenAI Realtime does not have, with a Warning', async () => {
    const { converse } = await createWorld();
    const provider = { type: 'open_ai', model: 'gpt-realtime', temperature: 0.7 };
    const { client } = await converse({ ...SETTINGS, agent: { think: { provider } } });
    await expect(client.waitFor('Warning')).resolves.toMatchObject({ code: 'UNSUPPORTED_SETTING' });
  });

  it('answers a message that comes while turn detection has begun a response', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse(settingsAt(24_000));
    const release = session.hold('response.done');
    speakTo(client);
    await release.reached;
    client.send({ type: 'InjectUserMessage', content: 'and typed' });
    await session.waitFor('conversation.item.create');
    await client.roundTrip();
    expect(session.received.some(({ type }) => type === 'response.create')).toBe(false);
    release();
    await client.waitUntil(
      (message) => message.type === 'ConversationText' && message.content === 'You said: and typed',
    );
    expect(session.sent.filter(({ type }) => type === 'error')).toEqual([]);
  });

  it('sends AgentStartedSpeaking with three latencies in seconds', async () => {
    const { converse } = await createWorld();
    const { client } = await converse();
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    const started = await client.waitFor('AgentStartedSpeaking');
    expect(Object.values(started).filter((value) => typeof value === 'number')).toHaveLength(3);
    expect(started.total_latency).toBeGreaterThanOrEqual(started.ttt_latency);
  });

  it('converses with an upstream that sends finished texts and nothing else', async () => {
    const { connect, mock } = await createWorld({
      mock: {
        scenario: {
          onConnect: () => 'handled',
          outgoing: (event) =>
            ['session.updated', 'conversation.item.added', 'response.output_audio_transcript.done'].includes(event.type)
              ? [event]
              : [],
        },
      },
    });
    const client = await connect().configure();
    client.send({ type: 'InjectUserMessage', content: 'one' });
    await client.waitUntil((message) => message.type === 'ConversationText' && message.content === 'You said: one');
    client.send({ type: 'InjectUserMessage', content: 'two' });
    await client.waitUntil((message) => message.type === 'ConversationText' && message.content === 'You said: two');
    await client.waitFor('AgentAudioDone', 2);
    expect(mock.sessions).toHaveLength(1);
  });
});
