import { afterEach, describe, expect, it } from '@jest/globals';
import { DeepgramClient } from '@deepgram/sdk';
import type { V1Socket } from '@deepgram/sdk/agent/v1';
import { EventLog } from '../../test-app/scripts/mock-openai/event-log.js';
import { scriptedBrain } from '../../test-app/scripts/mock-openai/index.js';
import { createWorld } from './helpers/world.js';

type Message = Exclude<V1Socket.Response, string | Blob>;

const sockets: V1Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

/** The SDK's own agent socket, with what it delivers. */
async function connectSdk(origin: string) {
  const client = new DeepgramClient({ apiKey: 'any', baseUrl: origin });
  const socket = await client.agent.v1.connect({ reconnectAttempts: 0 });
  sockets.push(socket);
  const log = new EventLog<Message>(true);
  const audio: Blob[] = [];
  socket.on('message', (message: unknown) => {
    if (message instanceof Blob) audio.push(message);
    else log.add(message as Message);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', ({ code }) => resolve(code)));
  socket.connect();
  await socket.waitForOpen();
  return { socket, log, audio, closed };
}

describe('@deepgram/sdk, unmodified, in Node', () => {
  it.each(['', '/openai'])('completes a conversation, with its base URL ending in "%s"', async (prefix) => {
    const { origin, mock } = await createWorld({
      mock: {
        model: {
          brain: scriptedBrain(
            [{ type: 'message', text: 'Hello, I am here.' }],
            [{ type: 'function_call', callId: 'call_1', name: 'get_weather', arguments: '{"city":"Paris"}' }],
          ),
        },
      },
    });
    const { socket, log, audio, closed } = await connectSdk(`${origin}${prefix}`);
    await log.waitFor('Welcome');

    socket.sendSettings({
      type: 'Settings',
      audio: {
        input: { encoding: 'linear16', sample_rate: 16_000 },
        output: { encoding: 'linear16', sample_rate: 24_000, container: 'none' },
      },
      agent: {
        think: {
          provider: { type: 'open_ai', model: 'gpt-realtime' },
          prompt: 'Be kind.',
          functions: [{ name: 'get_weather', description: 'Tells the weather.', parameters: { type: 'object' } }],
        },
        speak: { provider: { type: 'deepgram', model: 'aura-2-thalia-en' } },
      },
    });
    await log.waitFor('SettingsApplied');
    const session = await mock.nextSession();

    socket.sendInjectUserMessage({ type: 'InjectUserMessage', content: 'Hello?' });
    await log.waitFor('AgentAudioDone');
    expect(log.events.filter(({ type }) => type === 'ConversationText')).toMatchObject([
      { role: 'user', content: 'Hello?' },
      { role: 'assistant', content: 'Hello, I am here.' },
    ]);
    const spoken = Buffer.from(await new Blob(audio).arrayBuffer());
    expect(spoken.some((byte) => byte !== 0)).toBe(true);

    socket.sendInjectUserMessage({ type: 'InjectUserMessage', content: 'Weather?' });
    const request = await log.waitFor('FunctionCallRequest');
    expect(request).toMatchObject({
      functions: [{ id: 'call_1', name: 'get_weather', arguments: '{"city":"Paris"}', client_side: true }],
    });
    socket.sendFunctionCallResponse({
      type: 'FunctionCallResponse',
      id: 'call_1',
      name: 'get_weather',
      content: '{"sky":"opaque-3f9"}',
    });
    await log.waitFor('AgentAudioDone', 2);
    expect(JSON.stringify(log.events.at(-2))).toContain('opaque-3f9');

    socket.sendUpdatePrompt({ type: 'UpdatePrompt', prompt: 'Be brief.' });
    await log.waitFor('PromptUpdated');
    expect(session.config).toMatchObject({ instructions: 'Be kind.\n\nBe brief.' });

    socket.close();
    expect(await closed).toBe(1000);
    await session.closed;
    expect(log.events.filter(({ type }) => type === 'Error')).toEqual([]);
  });
});
