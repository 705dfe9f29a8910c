import { describe, expect, it } from '@jest/globals';
import { fixedStt, scriptedBrain, type Output } from '../../test-app/scripts/mock-openai/index.js';
import { GO, GO_BARE_SETTINGS, GO_SETTINGS } from './helpers/replica-go.js';
import { ServerSdkClient } from './helpers/replica-server-sdk.js';
import { everything } from './helpers/replica-trace.js';
import { createWorld } from './helpers/world.js';

/** Its logger prints the first 20 bytes of each binary frame, and panics on a shorter one. */
const SHORTEST_FRAME_BYTES = 20;
const MS_PER_CHARACTER = 50;
const WITHOUT_GREETING = { ...GO_SETTINGS, agent: { ...GO_SETTINGS.agent, greeting: undefined } };

const call: Output = { type: 'function_call', callId: 'call_1', name: 'get_weather', arguments: '{"item":"sky"}' };

async function begin({
  settings = GO_SETTINGS,
  ...options
}: { settings?: object } & Parameters<typeof createWorld>[0]) {
  const world = await createWorld(options);
  const go = await new ServerSdkClient(world, GO).start(settings);
  return { world, go, client: go.client, session: await world.mock.nextSession() };
}

describe('The Go SDK', () => {
  it('is known by its lower-case "token" header, and is offered no subprotocol', async () => {
    const asked: (string | undefined)[] = [];
    const authenticate = (credential: string | undefined) => (asked.push(credential), true);
    const { client } = await begin({ proxy: { authenticate } });
    expect(asked).toEqual(['dg-key-1']);
    expect(client.protocol).toBe('');
  });

  it('sends Settings full of empty objects, which mean "not given"', async () => {
    const { client, session } = await begin({});
    await client.waitFor('AgentAudioDone');
    expect(session.config).toMatchObject({ tools: [{ name: 'get_weather' }, { name: 'ping' }] });
    expect(client.all('Error')).toEqual([]);
    expect(client.all('Warning').map(({ code }) => code)).not.toContain('FUNCTION_ENDPOINT_NOT_ALLOWED');
  });

  it('sends Settings in which nothing is set at all, and converses', async () => {
    const { client } = await begin({ settings: GO_BARE_SETTINGS });
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('Error')).toEqual([]);
  });

  it('gets its audio at 16 kHz, raw, in frames that its logger can print', async () => {
    const { client } = await begin({
      mock: { model: { brain: scriptedBrain([{ type: 'message', text: 'Hello!' }]) } },
    });
    await client.waitFor('AgentAudioDone');
    const bytes = client.audio.map(({ byteLength }) => byteLength);
    expect(Math.min(...bytes)).toBeGreaterThanOrEqual(SHORTEST_FRAME_BYTES);
    expect(bytes.reduce((sum, count) => sum + count, 0) / 32).toBeCloseTo('Hello!'.length * MS_PER_CHARACTER, -1);
    expect(client.audio[0]?.subarray(0, 4).toString('latin1')).not.toBe('RIFF');
  });

  it('speaks, and reads the conversation', async () => {
    const { go, client } = await begin({
      settings: WITHOUT_GREETING,
      mock: { model: { stt: fixedStt('good morning') } },
    });
    go.speak();
    await client.waitFor('AgentAudioDone');
    expect(client.all('ConversationText')).toMatchObject([
      { role: 'user', content: 'good morning' },
      { role: 'assistant', content: 'You said: good morning' },
    ]);
    expect(client.all('UserStartedSpeaking')).toHaveLength(1);
  });

  it('answers a call with function_call_id and output', async () => {
    const { client, session } = await begin({
      settings: WITHOUT_GREETING,
      mock: { model: { brain: scriptedBrain([call]) } },
    });
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    const { functions } = await client.waitFor('FunctionCallRequest');
    expect(functions).toMatchObject([{ id: 'call_1', client_side: true }]);
    client.send({ type: 'FunctionCallResponse', function_call_id: 'call_1', output: '{"sky":"blue"}' });
    await client.waitFor('AgentAudioDone');
    expect(session.items).toContainEqual(expect.objectContaining({ call_id: 'call_1', output: '{"sky":"blue"}' }));
  });

  it('updates the prompt under the name "instructions", and injects the agent’s messages as "content"', async () => {
    const { client, session } = await begin({});
    await client.waitFor('AgentAudioDone');
    client.send({ type: 'UpdatePrompt', instructions: 'Be brief.' });
    await client.waitFor('PromptUpdated');
    expect(JSON.stringify(session.config)).toContain('Be brief.');
    client.send({ type: 'InjectAgentMessage', content: 'One moment.' });
    await client.waitFor('AgentAudioDone', 2);
    expect(client.all('ConversationText')).toHaveLength(2);
    expect(client.all('Error')).toEqual([]);
  });

  it('gets no answer to its KeepAlive', async () => {
    const { client } = await begin({});
    await client.waitFor('AgentAudioDone');
    const before = (await everything(client)).length;
    client.send({ type: 'KeepAlive' });
    expect(await everything(client)).toHaveLength(before);
  });

  it('says Close and closes at once: the upstream is let go, and nothing is an error', async () => {
    const { world, client, session } = await begin({});
    client.send({ type: 'Close' });
    expect((await client.close()).code).toBe(1000);
    await session.closed;
    expect(client.all('Error')).toEqual([]);
    expect(world.logs.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
