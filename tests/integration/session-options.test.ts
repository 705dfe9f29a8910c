import { describe, expect, it } from '@jest/globals';
import type { RealtimeConfig } from '../../test-app/scripts/mock-openai/config.js';
import { createOpenAIProxy, type OpenAIProxyOptions } from '../../test-app/scripts/openai-proxy/index.js';
import { SETTINGS } from './helpers/client.js';
import { createWorld, type World } from './helpers/world.js';

describe('Settings with an agent by id', () => {
  const agents = { 'agent-1': { think: { prompt: 'Be brief.' }, greeting: 'Hi!' } };
  const byId = (agent: string) => ({ type: 'Settings', audio: SETTINGS.audio, agent });
  const connect = async ({ connect: open }: World) => {
    const client = open();
    await client.opened;
    return client;
  };

  it('get the stored agent', async () => {
    const { converse } = await createWorld({ proxy: { agents } });
    const { client, session } = await converse(byId('agent-1'));
    await client.waitFor('AgentAudioDone');
    expect((session.config as RealtimeConfig).instructions).toBe('Be brief.');
    expect(client.all('ConversationText')).toMatchObject([{ role: 'assistant' }]);
  });

  it('are refused, and closed with 1000, when there is none', async () => {
    const client = await connect(await createWorld({ proxy: { agents } }));
    client.send(byId('toString'));
    await expect(client.waitFor('Error')).resolves.toMatchObject({ code: 'INVALID_SETTINGS' });
    await expect(client.closed).resolves.toMatchObject({ code: 1000 });
  });

  it('are refused, and closed with 1000, when what is in OpenAI’s terms is out of its bounds', async () => {
    const client = await connect(await createWorld());
    const listen = { provider: { type: 'deepgram', turn_detection: { type: 'server_vad', threshold: 2 } } };
    client.send({ ...SETTINGS, agent: { ...SETTINGS.agent, listen } });
    const { code, description } = await client.waitFor('Error');
    expect([code, description]).toEqual([
      'INVALID_SETTINGS',
      expect.stringContaining('agent.listen.provider.turn_detection.threshold'),
    ]);
    await expect(client.closed).resolves.toMatchObject({ code: 1000 });
  });
});

describe('The options of the proxy', () => {
  it.each<[object, RegExp]>([
    [{ agents: { a: { think: { prompt: 5 } } } }, /^agents\.a: "think\.prompt"/],
    [{ agents: { b: 'agent' } }, /^agents\.b: /],
    [{ session: { turnDetection: { type: 'server_vad', threshold: 5 } } }, /^session: "turnDetection\.threshold"/],
    [{ session: { maxOutputTokens: 5_000 } }, /^session: "maxOutputTokens"/],
    [{ session: { temperature: 1 } }, /^session: .*temperature/],
  ])('%j are refused with a TypeError that names the fault', (wrong, message) => {
    const options: OpenAIProxyOptions = { upstream: { url: 'wss://upstream.example' }, ...wrong };
    expect(() => createOpenAIProxy(options)).toThrow(TypeError);
    expect(() => createOpenAIProxy(options)).toThrow(message);
  });

  it('may leave turn detection and noise reduction off', () => {
    const session = { turnDetection: null, noiseReduction: null, tracing: null };
    expect(() => createOpenAIProxy({ upstream: { url: 'wss://upstream.example' }, session })).not.toThrow();
  });
});
