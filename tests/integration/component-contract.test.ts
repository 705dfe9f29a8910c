import { describe, expect, it } from '@jest/globals';
import { fixedStt, scriptedBrain } from '../../test-app/scripts/mock-openai/index.js';
import { SETTINGS } from './helpers/client.js';
import { settingsAt, speakTo } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

const isAgentText = (message: { type: string; role?: string }) =>
  message.type === 'ConversationText' && message.role === 'assistant';

describe('4. Component contract (dg_react_agent): what the component sends', () => {
  it('takes Settings as the component builds them', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse({
      type: 'Settings',
      audio: {
        input: { encoding: 'linear16', sample_rate: 16_000 },
        output: { encoding: 'linear16', sample_rate: 24_000 },
      },
      agent: {
        idleTimeoutMs: 4_000,
        language: 'en',
        think: {
          provider: { type: 'open_ai', model: 'gpt-4o-mini' },
          prompt: 'You are helpful.',
          functions: [
            {
              name: 'get_current_time',
              description: 'Tells the time.',
              parameters: { type: 'object', properties: { timezone: { type: 'string' } } },
            },
          ],
        },
        speak: { provider: { type: 'deepgram', model: 'aura-asteria-en' } },
        greeting: 'Hello from the component.',
      },
    });
    await client.waitFor('AgentAudioDone');
    expect(session.config).toMatchObject({
      output_modalities: ['audio'],
      tools: [{ type: 'function', name: 'get_current_time', description: 'Tells the time.' }],
      audio: { input: { format: { type: 'audio/pcm', rate: 24_000 }, turn_detection: { type: 'server_vad' } } },
    });
    expect(session.items).toHaveLength(1);
    expect(client.all('ConversationText')).toHaveLength(1);
    expect(client.audio.length).toBeGreaterThan(0);
  });

  it('sends microphone audio upstream at 24 kHz, and never commits it itself', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    for (let frame = 0; frame < 10; frame += 1) client.sendAudio(new Uint8Array(8_192));
    const appended = (): number =>
      session.received.reduce(
        (sum, event) =>
          sum + (event.type === 'input_audio_buffer.append' ? Buffer.byteLength(event.audio, 'base64') : 0),
        0,
      );
    // The resampler keeps the last samples until more come.
    await session.waitFor(() => appended() > 81_920 * 1.49);
    expect(appended()).toBeLessThanOrEqual(81_920 * 1.5);
    expect(session.received.some(({ type }) => type === 'input_audio_buffer.commit')).toBe(false);
  });

  it('passes 24 kHz audio on as it is', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse(settingsAt(24_000));
    client.sendAudio(new Uint8Array([1, 2, 3, 4]));
    const { audio } = await session.waitFor('input_audio_buffer.append');
    expect([...Buffer.from(audio, 'base64')]).toEqual([1, 2, 3, 4]);
  });

  it('adds the text of UpdatePrompt to the prompt, and acknowledges it when the upstream has', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse({ ...SETTINGS, agent: { think: { prompt: 'Be kind.' } } });
    const release = session.hold('session.updated');
    client.send({ type: 'UpdatePrompt', prompt: 'Be brief.' });
    await release.reached;
    await client.roundTrip();
    expect(client.all('PromptUpdated')).toEqual([]);
    release();
    await client.waitFor('PromptUpdated');
    expect(session.config).toMatchObject({ instructions: 'Be kind.\n\nBe brief.' });
  });

  it('holds UpdatePrompt back until the running response is over', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const release = session.hold('response.done');
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await release.reached;
    client.send({ type: 'UpdatePrompt', prompt: 'Be brief.' });
    await client.roundTrip();
    expect(session.received.filter(({ type }) => type === 'session.update')).toHaveLength(1);
    release();
    await client.waitFor('PromptUpdated');
    expect(client.types().indexOf('PromptUpdated')).toBeGreaterThan(client.types().indexOf('AgentAudioDone'));
  });

  it('speaks an InjectAgentMessage, which the component spells with "content"', async () => {
    const { converse } = await createWorld({
      mock: { model: { brain: { answer: ({ instructions }) => [{ type: 'message', text: instructions }] } } },
    });
    const { client } = await converse();
    client.send({ type: 'InjectAgentMessage', content: 'One moment.' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('ConversationText')).toEqual([
      { type: 'ConversationText', role: 'assistant', content: 'Say exactly: "One moment."' },
    ]);
    expect(client.audio.length).toBeGreaterThan(0);
  });

  it('refuses an InjectAgentMessage while a turn runs', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const release = session.hold('response.done');
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await release.reached;
    client.send({ type: 'InjectAgentMessage', message: 'Me too.' });
    await client.waitFor('InjectionRefused');
    release();
  });

  it('takes KeepAlive silently', async () => {
    const { converse } = await createWorld();
    const { client } = await converse();
    const before = client.types();
    await client.send({ type: 'KeepAlive' }).roundTrip();
    expect(client.types()).toEqual(before);
  });

  it.each(['Close', 'CloseStream'])('ends the connection with 1000 on %s', async (type) => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    client.send({ type });
    expect((await client.closed).code).toBe(1000);
    await session.closed;
  });
});

describe('4. Component contract (dg_react_agent): what the component expects', () => {
  it('tells a spoken turn: speech, the user’s words, the answer in text and audio, and its end', async () => {
    const { converse } = await createWorld({ mock: { model: { stt: fixedStt('good morning') } } });
    const { client } = await converse(settingsAt(24_000));
    speakTo(client);
    await client.waitFor('AgentAudioDone');
    const milestones = ['UserStartedSpeaking', 'UtteranceEnd', 'ConversationText', 'AgentAudioDone'];
    expect(client.order.filter((word) => milestones.includes(word))).toEqual([
      'UserStartedSpeaking',
      'UtteranceEnd',
      'ConversationText',
      'ConversationText',
      'AgentAudioDone',
    ]);
    expect(client.order.indexOf('AgentStartedSpeaking')).toBeLessThan(client.order.indexOf('audio'));
    expect(client.all('ConversationText')).toMatchObject([
      { role: 'user', content: 'good morning' },
      { role: 'assistant', content: 'You said: good morning' },
    ]);
    expect(client.all('Transcript').at(-1)).toMatchObject({ transcript: 'good morning', is_final: true });
  });

  it('delivers the user’s words before the agent’s, when the transcript is late', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse(settingsAt(24_000));
    const release = session.hold('conversation.item.input_audio_transcription.completed');
    speakTo(client);
    await session.waitForSent('response.done');
    await client.roundTrip();
    expect(client.messages.filter(isAgentText)).toEqual([]);
    release();
    await client.waitFor('AgentAudioDone');
    expect(client.all('ConversationText').map(({ role }) => role)).toEqual(['user', 'assistant']);
  });

  it('goes on with a Warning when the transcription fails', async () => {
    const failing = { transcribe: () => Promise.reject(new Error('no ears')) };
    const { converse } = await createWorld({ mock: { model: { stt: failing } } });
    const { client } = await converse(settingsAt(24_000));
    speakTo(client);
    await client.waitFor('AgentAudioDone');
    expect(client.all('Warning')).toMatchObject([{ code: 'TRANSCRIPTION_FAILED' }]);
  });

  it('sends no extras in the strict dialect', async () => {
    const { converse } = await createWorld();
    const { client } = await converse(settingsAt(24_000), '/v1/agent/converse');
    speakTo(client);
    await client.waitFor('AgentAudioDone');
    expect(client.types()).not.toContain('UtteranceEnd');
    expect(client.types()).not.toContain('Transcript');
  });

  it('speaks the component’s dialect on the strict path when the client asks for it', async () => {
    const { converse } = await createWorld();
    const { client } = await converse(settingsAt(24_000), '/v1/agent/converse?service=agent');
    speakTo(client);
    await client.waitFor('AgentAudioDone');
    expect(client.types()).toContain('UtteranceEnd');
  });

  it('withholds the audio of an answer that the user interrupts', async () => {
    const long = 'word '.repeat(200);
    const { converse } = await createWorld({
      mock: { model: { brain: scriptedBrain([{ type: 'message', text: long }]) } },
    });
    const { client, session } = await converse(settingsAt(24_000));
    const release = session.hold('response.output_audio.delta', { skip: 2 });
    client.send({ type: 'InjectUserMessage', content: 'tell me' });
    await release.reached;
    speakTo(client);
    await client.waitFor('UserStartedSpeaking');
    release();
    await client.waitFor('AgentAudioDone', 2);
    const from = client.order.indexOf('UserStartedSpeaking');
    const answered = client.order.indexOf('AgentStartedSpeaking', from);
    expect(client.order.slice(from, answered)).not.toContain('audio');
    expect(client.order.filter((word) => word === 'UserStartedSpeaking')).toHaveLength(1);
  });

  it('skips the greeting when context is given', async () => {
    const { converse } = await createWorld();
    const messages = [{ type: 'History', role: 'user', content: 'I am Ada.' }];
    const { session } = await converse({ ...SETTINGS, agent: { greeting: 'Hello!', context: { messages } } });
    await session.waitFor('conversation.item.create');
    expect(session.received.some(({ type }) => type === 'response.create')).toBe(false);
  });

  it('ignores upstream events that it does not know', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    session.emitRaw({ type: 'response.telepathy.delta', delta: 'x' });
    session.emitRaw({ type: 'constructor' });
    session.emitRaw('no JSON at all');
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('Error')).toEqual([]);
  });
});
