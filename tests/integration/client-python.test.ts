import { describe, expect, it } from '@jest/globals';
import { fixedStt, scriptedBrain, type Output } from '../../test-app/scripts/mock-openai/index.js';
import { PYTHON_SDKS, PYTHON_SETTINGS } from './helpers/replica-python.js';
import { ServerSdkClient, type ServerSdk } from './helpers/replica-server-sdk.js';
import { createWorld } from './helpers/world.js';

/** What its `websockets` takes for a frame by default. */
const LARGEST_FRAME_BYTES = 1_048_576;
const call: Output = { type: 'function_call', callId: 'call_1', name: 'get_weather', arguments: '{}' };

describe.each(PYTHON_SDKS)('The Python SDK (%s)', (_scheme, sdk: ServerSdk) => {
  const begin = async (options: Parameters<typeof createWorld>[0] = {}) => {
    const world = await createWorld(options);
    const python = new ServerSdkClient(world, sdk);
    return { world, python, client: python.client };
  };
  const configured = async (options?: Parameters<typeof createWorld>[0]) => {
    const { world, python, client } = await begin(options);
    await python.start(PYTHON_SETTINGS);
    return { python, client, session: await world.mock.nextSession() };
  };

  it('is known by its header', async () => {
    const { client } = await begin({ proxy: { authenticate: (credential) => credential === 'dg-key-1' } });
    await expect(client.opened).resolves.toBeUndefined();
  });

  it('writes null for what it does not set, and lists of providers, of which the first is taken', async () => {
    const { client, session } = await configured();
    expect(session.url.searchParams.get('model')).toBe('gpt-realtime-mini');
    expect(session.config).toMatchObject({
      instructions: 'Be kind.',
      tools: [{ name: 'get_weather' }],
      audio: { output: { voice: 'cedar' } },
    });
    expect(client.types()).toEqual(['Welcome', 'SettingsApplied']);
  });

  it('speaks at 24 kHz', async () => {
    const { python, client, session } = await configured({ mock: { model: { stt: fixedStt('good morning') } } });
    python.speak();
    await client.waitFor('AgentAudioDone');
    expect(session.audio.bytes).toBe(2 * 24 * 1_400);
    expect(client.all('ConversationText').map(({ content }) => content)).toEqual([
      'good morning',
      'You said: good morning',
    ]);
  });

  it('takes a long answer, no frame of which is too large for it', async () => {
    const text = 'word '.repeat(300);
    const { client } = await configured({ mock: { model: { brain: scriptedBrain([{ type: 'message', text }]) } } });
    client.send({ type: 'InjectUserMessage', content: 'tell me' });
    await client.waitFor('AgentAudioDone');
    const bytes = client.audio.map(({ byteLength }) => byteLength);
    expect(Math.max(...bytes)).toBeLessThan(LARGEST_FRAME_BYTES);
    expect(bytes.reduce((sum, count) => sum + count, 0)).toBe(text.length * 50 * 48);
  });

  it('is answered its pings before Settings, in a turn, and after it', async () => {
    const { world, python, client } = await begin();
    await client.opened;
    await client.roundTrip();
    await python.start(PYTHON_SETTINGS);
    const session = await world.mock.nextSession();
    const release = session.hold('response.done');
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await release.reached;
    await client.roundTrip();
    release();
    await client.waitFor('AgentAudioDone');
    await client.roundTrip();
    expect(client.all('Error')).toEqual([]);
  });

  it('answers a call, and injects, with nulls for what it leaves out', async () => {
    const { client, session } = await configured({ mock: { model: { brain: scriptedBrain([call]) } } });
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    const { functions } = await client.waitFor('FunctionCallRequest');
    expect(functions).toMatchObject([{ id: 'call_1', name: 'get_weather', client_side: true }]);
    client.send({
      type: 'FunctionCallResponse',
      id: 'call_1',
      name: 'get_weather',
      content: 'blue',
      thought_signature: null,
    });
    await client.waitFor('AgentAudioDone');
    expect(session.items).toContainEqual(expect.objectContaining({ call_id: 'call_1', output: 'blue' }));
    client.send({ type: 'InjectAgentMessage', message: 'One moment.', behavior: null });
    await client.waitFor('AgentAudioDone', 2);
    expect(client.all('Error')).toEqual([]);
  });

  it('updates its prompt, its voice, its thinking and its listening', async () => {
    const { client } = await configured();
    client.send({ type: 'UpdatePrompt', prompt: 'Be brief.' });
    await client.waitFor('PromptUpdated');
    client.send({ type: 'UpdateSpeak', speak: PYTHON_SETTINGS.agent.speak });
    await client.waitFor('SpeakUpdated');
    client.send({ type: 'UpdateThink', think: PYTHON_SETTINGS.agent.think });
    await client.waitFor('ThinkUpdated');
    client.send({ type: 'UpdateListen', listen: PYTHON_SETTINGS.agent.listen });
    await client.waitFor('ListenUpdated');
    expect(client.all('Error')).toEqual([]);
  });

  it('closes with a close frame alone', async () => {
    const { client, session } = await configured();
    expect((await client.close()).code).toBe(1000);
    await session.closed;
  });
});
