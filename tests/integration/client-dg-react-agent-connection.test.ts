import { jest, describe, expect, it } from '@jest/globals';
import { DgReactAgent, dgSettings, type DgMode, type DgOptions } from './helpers/replica-dg-react-agent.js';
import { everything } from './helpers/replica-trace.js';
import { createWorld } from './helpers/world.js';

const MODES: readonly DgMode[] = ['proxy', 'direct'];

describe.each<[DgMode, string, string]>([
  ['proxy', 'jwt-1', ''],
  ['direct', 'dg-key-1', 'token'],
])('dg_react_agent in %s mode', (mode, token, subprotocol) => {
  it('is known by the token where it puts it, and is answered its first subprotocol alone', async () => {
    const asked: (string | undefined)[] = [];
    const authenticate = (credential: string | undefined) => {
      asked.push(credential);
      return credential === token;
    };
    const world = await createWorld({ proxy: { authenticate } });
    const { client } = new DgReactAgent(world, mode);
    await client.opened;
    expect(client.protocol).toBe(subprotocol);
    expect(asked).toEqual([token]);
  });
});

describe.each(MODES)('dg_react_agent (%s mode), by its Settings,', (mode) => {
  const configured = async (options: DgOptions) => {
    const world = await createWorld();
    const agent = await new DgReactAgent(world, mode).start(options);
    return { agent, client: agent.client, session: await world.mock.nextSession() };
  };

  it.each<[string, object, object]>([
    ['toolChoice', { toolChoice: 'none' }, { tool_choice: 'none' }],
    ['maxOutputTokens', { maxOutputTokens: 300 }, { max_output_tokens: 300 }],
    ['outputModalities', { outputModalities: ['text'] }, { output_modalities: ['text'] }],
    ['managedPrompt', { managedPrompt: { id: 'pmpt_1', version: '2' } }, { prompt: { id: 'pmpt_1', version: '2' } }],
  ])('chooses with %s, and its turns still end', async (_name, think, expected) => {
    const { agent, session } = await configured({ think });
    expect(session.config).toMatchObject(expected);
    agent.inject('hi');
    expect(await agent.after(1)).toMatchObject({ state: 'idle', agentUtterances: ['You said: hi'], errors: [] });
  });

  it('chooses voice and speed with sessionAudioOutput', async () => {
    const format = { type: 'audio/pcm', rate: 24_000 };
    const { session } = await configured({ agent: { sessionAudioOutput: { format, voice: 'cedar', speed: 1.25 } } });
    expect(session.config).toMatchObject({ audio: { output: { format, voice: 'cedar', speed: 1.25 } } });
  });

  it('names models and endpoints of others, and is let in nonetheless', async () => {
    const { agent } = await configured({
      think: { endpoint: { url: 'https://llm.example/v1', headers: { authorization: 'bearer key-9' } } },
      agent: { listen: { provider: { type: 'deepgram', model: 'nova-3' } } },
    });
    agent.inject('hi');
    expect(await agent.after(1)).toMatchObject({ state: 'idle', errors: [] });
  });

  it('comes back with its stored conversation, hears nothing of it, and the model knows it', async () => {
    const context = [
      { role: 'user', content: 'I am Ada.' },
      { role: 'assistant', content: 'Hello, Ada.' },
    ];
    const { agent, client, session } = await configured({ context });
    await session.waitForSent('conversation.item.done', { nth: 2 });
    await everything(client);
    expect(agent.view).toMatchObject({ state: 'idle', history: [] });
    expect(client.order).not.toContain('audio');
    expect(client.order).not.toContain('History');
    agent.inject('Who am I?');
    await agent.after(1);
    expect(session.prompts[0]?.items).toMatchObject([
      { role: 'user', content: [{ text: 'I am Ada.' }] },
      { role: 'assistant', content: [{ text: 'Hello, Ada.' }] },
      { role: 'user', content: [{ text: 'Who am I?' }] },
    ]);
  });

  it('may send them twice, as after a remount: its app hears of no error, and the conversation goes on', async () => {
    const { agent, client, session } = await configured({ greeting: 'Hello!' });
    client.send(dgSettings(mode, { greeting: 'Hello!' }));
    await expect(client.waitFor('Error')).resolves.toMatchObject({ code: 'SETTINGS_ALREADY_APPLIED' });
    agent.inject('hi');
    expect(await agent.after(2)).toMatchObject({ state: 'idle', userMessages: ['hi'], errors: [] });
    expect(session.received.filter(({ type }) => type === 'session.update')).toHaveLength(1);
    expect(client.all('SettingsApplied')).toHaveLength(1);
  });

  it('may change its prompt later', async () => {
    const { client, session } = await configured({});
    client.send({ type: 'UpdatePrompt', prompt: 'Be brief.' });
    await client.waitFor('PromptUpdated');
    expect(JSON.stringify(session.config)).toContain('Be brief.');
  });
});

describe('dg_react_agent, over the life of a connection,', () => {
  it('that is mounted twice at once: the first socket goes, the second converses', async () => {
    const world = await createWorld();
    const [first, second] = [new DgReactAgent(world, 'proxy'), new DgReactAgent(world, 'proxy')];
    await Promise.all([first.client.opened, second.client.opened]);
    first.client.send(dgSettings('proxy', { greeting: 'Hello!' }));
    const [left] = await Promise.all([first.client.close(), second.start({ greeting: 'Hello!' })]);
    expect(left.code).toBe(1000);
    await second.after(1);
    second.inject('hi');
    expect(await second.after(2)).toMatchObject({ state: 'idle', userMessages: ['hi'], errors: [] });
    expect(world.proxy.connections).toBe(1);
  });

  it('that uses two sockets at once converses on both', async () => {
    const world = await createWorld();
    const agents = [new DgReactAgent(world, 'proxy'), new DgReactAgent(world, 'direct')];
    for (const agent of agents) await agent.start();
    for (const [index, agent] of agents.entries()) agent.inject(`from ${index}`);
    const views = await Promise.all(agents.map((agent) => agent.after(1)));
    expect(views.map(({ userMessages }) => userMessages)).toEqual([['from 0'], ['from 1']]);
  });

  it('that stops its KeepAlive while the agent thinks may be silent for as long as it likes', async () => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'setImmediate', 'setInterval', 'queueMicrotask', 'Date', 'performance'],
    });
    try {
      const world = await createWorld();
      const agent = await new DgReactAgent(world, 'proxy').start();
      agent.inject('hi');
      expect(await agent.after(1)).toMatchObject({ state: 'idle', keepAlive: 'stopped' });
      jest.advanceTimersByTime(30 * 60_000);
      agent.inject('still there?');
      expect(await agent.after(2)).toMatchObject({ state: 'idle', errors: [] });
    } finally {
      jest.useRealTimers();
    }
  });

  it('that takes its KeepAlive up again with the user’s speech gets no answer to it', async () => {
    const world = await createWorld();
    const agent = await new DgReactAgent(world, 'proxy').start();
    expect(agent.view.keepAlive).toBe('running');
    agent.speak({ silenceMs: 0 });
    await agent.client.waitFor('UserStartedSpeaking');
    expect(agent.view).toMatchObject({ state: 'listening', keepAlive: 'running' });
    const before = (await everything(agent.client)).length;
    agent.client.send({ type: 'KeepAlive' }).send({ type: 'KeepAlive' });
    expect(await everything(agent.client)).toHaveLength(before);
  });
});
