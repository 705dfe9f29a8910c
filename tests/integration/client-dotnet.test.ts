import { describe, expect, it } from '@jest/globals';
import { fixedStt, scriptedBrain, type Output } from '../../test-app/scripts/mock-openai/index.js';
import { DOTNET_SDKS, DOTNET_SETTINGS, NULL_BYTE } from './helpers/replica-dotnet.js';
import { ServerSdkClient, type ServerSdk } from './helpers/replica-server-sdk.js';
import { createWorld } from './helpers/world.js';

const call = (callId: string): Output => ({ type: 'function_call', callId, name: 'get_weather', arguments: '{}' });

describe.each(DOTNET_SDKS)('The .NET SDK (%s)', (_scheme, sdk: ServerSdk) => {
  const begin = async (options: Parameters<typeof createWorld>[0] = {}) => {
    const world = await createWorld(options);
    const dotnet = await new ServerSdkClient(world, sdk).start(DOTNET_SETTINGS);
    return { world, dotnet, client: dotnet.client, session: await world.mock.nextSession() };
  };

  it('is known by its header', async () => {
    const { client } = await begin({ proxy: { authenticate: (credential) => credential === 'dg-key-1' } });
    expect(client.types()).toEqual(expect.arrayContaining(['Welcome', 'SettingsApplied']));
  });

  it('puts settings where nobody looks for them: they are ignored, and it converses', async () => {
    const { dotnet, client } = await begin({ mock: { model: { stt: fixedStt('good morning') } } });
    dotnet.speak();
    await client.waitFor('AgentAudioDone');
    expect(client.all('ConversationText')).toMatchObject([
      { role: 'user', content: 'good morning' },
      { role: 'assistant', content: 'You said: good morning' },
    ]);
    expect(client.all('Error')).toEqual([]);
  });

  it('answers two calls with function_call_id and output, and the agent goes on when it has both', async () => {
    const { client, session } = await begin({
      mock: { model: { brain: scriptedBrain([call('call_1'), call('call_2')]) } },
    });
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    await client.waitUntil(
      (message) => message.type === 'FunctionCallRequest' && message.functions.some(({ id }) => id === 'call_2'),
    );
    for (const id of ['call_2', 'call_1']) {
      client.send({ type: 'FunctionCallResponse', function_call_id: id, output: `result of ${id}` });
    }
    await client.waitFor('AgentAudioDone');
    expect(session.items.filter(({ type }) => type === 'function_call_output')).toMatchObject([
      { call_id: 'call_2', output: 'result of call_2' },
      { call_id: 'call_1', output: 'result of call_1' },
    ]);
    expect(session.received.filter(({ type }) => type === 'response.create')).toHaveLength(2);
  });

  it('injects the agent’s messages as "content"', async () => {
    const { client } = await begin();
    client.send({ type: 'InjectAgentMessage', content: 'One moment.' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('Error')).toEqual([]);
  });

  it('ends with Close', async () => {
    const { client, session } = await begin();
    client.send({ type: 'Close' });
    expect((await client.closed).code).toBe(1000);
    await session.closed;
  });

  it('ends with a lone null byte, which is no audio, and a close frame', async () => {
    const { client, session } = await begin();
    client.sendAudio(NULL_BYTE);
    await client.roundTrip();
    expect(client.all('Error')).toEqual([]);
    expect((await client.close()).code).toBe(1000);
    await session.closed;
    expect(session.audio.bytes).toBe(0);
  });

  it('sends a null byte and goes on: the samples after it are whole', async () => {
    const { client, session } = await begin();
    client.sendAudio(NULL_BYTE).sendAudio(new Uint8Array([1, 2, 3, 4]));
    const { audio } = await session.waitFor('input_audio_buffer.append');
    expect([...Buffer.from(audio, 'base64')]).toEqual([1, 2, 3, 4]);
  });
});
