import { describe, expect, it } from '@jest/globals';
import { fixedStt } from '../../test-app/scripts/mock-openai/index.js';
import { resolveOptions } from '../../test-app/scripts/openai-proxy/options.js';
import { AgentsSession } from './helpers/replica-agents-session.js';
import { everything } from './helpers/replica-trace.js';
import { createWorld, type World } from './helpers/world.js';

const AGENT_ID = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const AGENT = {
  listen: { provider: { type: 'deepgram', model: 'nova-3' } },
  think: { provider: { type: 'open_ai', model: 'gpt-4o-mini' }, prompt: 'Be kind.' },
  speak: { provider: { type: 'deepgram', model: 'aura-2-thalia-en' } },
};
/** Far beyond what a busy machine takes from the upgrade to the listener. */
const PATIENT = { proxy: { welcomeMs: 300 } };

describe('@deepgram/agents, which sends Settings on Welcome alone,', () => {
  it('hears Welcome although it listens only after its socket was awaited', async () => {
    const world = await createWorld(PATIENT);
    const { client } = await new AgentsSession(world, AGENT).start();
    expect(client.types().slice(0, 2)).toEqual(['Welcome', 'SettingsApplied']);
    expect(client.protocol).toBe('bearer');
  });

  it('is given 20 ms or more for that by default, and no more than 50', () => {
    const { welcomeMs } = resolveOptions({ upstream: { url: 'ws://127.0.0.1/v1/realtime' } });
    expect(welcomeMs).toBeGreaterThanOrEqual(20);
    expect(welcomeMs).toBeLessThanOrEqual(50);
  });

  it('hears Welcome from a server that has not reached its upstream yet', async () => {
    const world = await createWorld({ ...PATIENT, mock: { scenario: { onUpgrade: () => ({ status: 500 }) } } });
    const { client } = new AgentsSession(world, AGENT);
    await client.waitFor('Welcome');
    expect(world.mock.sessions).toEqual([]);
  });
});

describe('@deepgram/agents, with an agent that is stored under its id,', () => {
  it('gets that agent', async () => {
    const world = await createWorld({ proxy: { agents: { [AGENT_ID]: { ...AGENT, greeting: 'Stored hello.' } } } });
    const { client } = await connected(world, AGENT_ID);
    const session = await world.mock.nextSession();
    await client.waitFor('AgentAudioDone');
    expect(session.config).toMatchObject({ instructions: expect.stringContaining('Be kind.') as unknown });
    expect(client.all('ConversationText')).toHaveLength(1);
  });

  it.each([AGENT_ID, 'toString', '__proto__'])(
    'is refused with INVALID_SETTINGS and 1000 for the unknown id %s',
    async (id) => {
      const world = await createWorld({ proxy: { agents: { another: AGENT } } });
      const session = new AgentsSession(world, id);
      await session.client.opened;
      await expect(session.configure()).rejects.toThrow('1000');
      expect(session.client.all('Error')).toMatchObject([{ code: 'INVALID_SETTINGS' }]);
      expect(world.mock.sessions).toEqual([]);
    },
  );
});

describe('@deepgram/agents, with its microphone,', () => {
  it('speaks in hundreds of frames of 256 bytes, of which nothing is lost', async () => {
    const world = await createWorld({ mock: { model: { stt: fixedStt('good morning') } } });
    const agent = new AgentsSession(world, AGENT);
    await agent.client.opened;
    await agent.configure();
    const upstream = await world.mock.nextSession();
    const frames = agent.speak({ ms: 3_000, silenceMs: 1_000 });
    expect(frames).toBe(500);
    await agent.client.waitFor('AgentAudioDone');
    await everything(agent.client);
    expect(upstream.audio.ms).toBeGreaterThan(3_980);
    expect(upstream.audio.ms).toBeLessThanOrEqual(4_000);
    expect(agent.client.all('UserStartedSpeaking')).toHaveLength(1);
    expect(agent.client.all('ConversationText')).toMatchObject([
      { role: 'user', content: 'good morning' },
      { role: 'assistant', content: 'You said: good morning' },
    ]);
  });

  it('gets 24 kHz where it names no output', async () => {
    const world = await createWorld();
    const { client } = await connected(world);
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
    expect(client.audio.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe('You said: hi'.length * 50 * 48);
  });

  it('is heard before SettingsApplied: what it says then goes upstream when the session is ready', async () => {
    const world = await createWorld();
    const agent = new AgentsSession(world, AGENT);
    await agent.client.opened;
    const ready = agent.configure();
    agent.speak();
    await ready;
    await agent.client.waitFor('AgentAudioDone');
    expect(agent.client.all('ConversationText')).toHaveLength(2);
    expect(agent.client.all('Warning').map(({ code }) => code)).not.toContain('AUDIO_DROPPED');
  });
});

describe('@deepgram/agents, when its connection broke,', () => {
  it('comes back with audio and KeepAlive before its Settings: they are dropped, and it converses', async () => {
    const world = await createWorld();
    const before = await connected(world);
    const lost = await world.mock.nextSession();
    before.client.send({ type: 'InjectUserMessage', content: 'I am Ada.' });
    await before.client.waitFor('AgentAudioDone');
    lost.terminate();
    expect((await before.client.closed).code).toBe(1011);

    const after = new AgentsSession(world, { ...AGENT, context: before.context });
    await after.client.opened;
    after.speak();
    after.client.send({ type: 'KeepAlive' });
    await everything(after.client);
    expect(after.client.types()).toEqual(['Welcome']);
    expect(world.mock.sessions).toHaveLength(1);
    await after.configure();
    const upstream = await world.mock.nextSession();
    after.client.send({ type: 'InjectUserMessage', content: 'Who am I?' });
    await after.client.waitFor('AgentAudioDone');
    expect(upstream.audio.bytes).toBe(0);
    expect(upstream.prompts[0]?.items).toMatchObject([{ role: 'user' }, { role: 'assistant' }, { role: 'user' }]);
    expect(after.client.all('ConversationText').map(({ content }) => content)).toEqual([
      'Who am I?',
      'You said: Who am I?',
    ]);
    expect(after.client.all('Error')).toEqual([]);
  });

  it('comes back twice at once, as its inner socket reconnects too: each converses', async () => {
    const world = await createWorld();
    const sessions = [await connected(world), await connected(world)];
    for (const { client } of sessions) client.send({ type: 'InjectUserMessage', content: 'hi' });
    await Promise.all(sessions.map(({ client }) => client.waitFor('AgentAudioDone')));
    expect(world.mock.sessions).toHaveLength(2);
  });

  it('leaves a call unanswered that its app has no callback for: the turn ends by the deadline', async () => {
    const functions = [{ name: 'look', parameters: { type: 'object' } }];
    const brain = {
      answer: ({ items }: { items: readonly unknown[] }) =>
        items.length > 1
          ? [{ type: 'message', text: 'Sorry.' } as const]
          : [{ type: 'function_call', callId: 'call_1', name: 'look', arguments: '{}' } as const],
    };
    const world = await createWorld({ mock: { model: { brain } }, proxy: { deadlines: { functionCallMs: 1 } } });
    const { client } = await connected(world, { ...AGENT, think: { ...AGENT.think, functions } });
    client.send({ type: 'InjectUserMessage', content: 'look' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('ConversationText').at(-1)).toMatchObject({ role: 'assistant', content: 'Sorry.' });
  });
});

async function connected(world: World, agent: object | string = AGENT): Promise<AgentsSession> {
  const session = new AgentsSession(world, agent);
  await session.client.opened;
  return session.configure();
}
