import { describe, expect, it } from '@jest/globals';
import { fixedStt, scriptedBrain, type MockOpenAI, type Output } from '../../test-app/scripts/mock-openai/index.js';
import { DgReactAgent, type DgMode, type DgOptions, type DgView } from './helpers/replica-dg-react-agent.js';
import { everything } from './helpers/replica-trace.js';
import { createWorld, type World } from './helpers/world.js';

const MODES: readonly DgMode[] = ['proxy', 'direct'];
const FUNCTIONS: DgOptions = {
  think: { functions: [{ name: 'get_time', description: 'Tells the time.', parameters: { type: 'object' } }] },
};
const call = (callId: string): Output => ({ type: 'function_call', callId, name: 'get_time', arguments: '{}' });
const AT_REST: Partial<DgView> = { state: 'idle', user: 'silent', faults: [] };

async function begin(mode: DgMode, worldOptions: Parameters<typeof createWorld>[0] = {}, options: DgOptions = {}) {
  const world = await createWorld(worldOptions);
  const agent = new DgReactAgent(world, mode);
  await agent.start(options);
  return { world, agent, client: agent.client, session: await sessionOf(world) };
}

const sessionOf = ({ mock }: World): ReturnType<MockOpenAI['nextSession']> => mock.nextSession();
const answers = (...outputs: readonly (readonly Output[])[]) => ({
  mock: { model: { brain: scriptedBrain(...outputs) } },
});

describe.each(MODES)('dg_react_agent (%s mode) is at rest, and has been told each text once,', (mode) => {
  it('after its greeting', async () => {
    const { agent } = await begin(mode, {}, { greeting: 'Hello!' });
    const view = await agent.after(1);
    expect(view).toMatchObject({ ...AT_REST, userMessages: [], errors: [] });
    expect(view.agentUtterances).toHaveLength(1);
    expect(agent.client.audio.length).toBeGreaterThan(0);
  });

  it('after a turn that was typed', async () => {
    const { agent, client } = await begin(mode);
    agent.inject('hi');
    expect(await agent.after(1)).toMatchObject({
      ...AT_REST,
      userMessages: ['hi'],
      agentUtterances: ['You said: hi'],
      errors: [],
    });
    expect(client.all('AgentAudioDone')).toHaveLength(1);
  });

  it('after a turn that was spoken, whose end of speech comes before the user’s words', async () => {
    const { agent, client } = await begin(mode, { mock: { model: { stt: fixedStt('good morning') } } });
    agent.speak();
    expect(await agent.after(1)).toMatchObject({
      ...AT_REST,
      userMessages: ['good morning'],
      agentUtterances: ['You said: good morning'],
      history: [{ role: 'user' }, { role: 'assistant' }],
    });
    expect(client.all('AgentAudioDone')).toHaveLength(1);
    expect(client.order.indexOf('UtteranceEnd')).toBeLessThan(client.order.indexOf('ConversationText'));
    expect(client.order[client.order.indexOf('UtteranceEnd') - 1]).toBe('UserStoppedSpeaking');
  });

  it('after the same words spoken twice', async () => {
    const { agent } = await begin(mode, { mock: { model: { stt: fixedStt('again') } } });
    agent.speak();
    await agent.after(1);
    agent.speak();
    expect(await agent.after(2)).toMatchObject({ ...AT_REST, userMessages: ['again', 'again'] });
  });

  it('after a turn with two calls at once, each answered by its handler', async () => {
    const { agent, client, session } = await begin(mode, answers([call('call_1'), call('call_2')]), FUNCTIONS);
    agent.handleCalls(({ id }) => ({ time: `noon, says ${id}` }));
    agent.inject('what time is it?');
    expect(await agent.after(1)).toMatchObject({ ...AT_REST, errors: [] });
    expect(client.all('AgentAudioDone')).toHaveLength(1);
    expect(session.items.filter(({ type }) => type === 'function_call_output')).toMatchObject([
      { call_id: 'call_1', output: '{"time":"noon, says call_1"}' },
      { call_id: 'call_2', output: '{"time":"noon, says call_2"}' },
    ]);
  });

  it('after a call whose handler throws', async () => {
    const { agent, session } = await begin(mode, answers([call('call_1')]), FUNCTIONS);
    agent.handleCalls(() => {
      throw new Error('no clock');
    });
    agent.inject('what time is it?');
    expect(await agent.after(1)).toMatchObject({ ...AT_REST, errors: [] });
    expect(session.items).toContainEqual(
      expect.objectContaining({ call_id: 'call_1', output: '{"error":"no clock"}' }),
    );
  });

  it('after a call that the app has no handler for', async () => {
    const proxy = { deadlines: { functionCallMs: 1 } };
    const { agent, client } = await begin(mode, { ...answers([call('call_1')]), proxy }, FUNCTIONS);
    agent.inject('what time is it?');
    expect(await agent.after(1)).toMatchObject({ ...AT_REST, errors: [] });
    expect(client.all('Warning').map(({ code }) => code)).toContain('FUNCTION_CALL_FAILED');
  });

  it('after speech that takes an unanswered call back', async () => {
    const { agent, client } = await begin(mode, answers([call('call_1')]), FUNCTIONS);
    agent.inject('what time is it?');
    await client.waitFor('FunctionCallRequest');
    agent.speak();
    await client.waitFor('FunctionCallCancelled');
    await client.waitUntil((message) => message.type === 'ConversationText' && message.content === 'You said: hello');
    expect(await agent.after(1)).toMatchObject({ ...AT_REST, userMessages: ['what time is it?', 'hello'] });
  });

  it('after a response that failed', async () => {
    const error = { type: 'server_error', code: 'server_error', message: 'x' };
    const { agent, client } = await begin(mode, answers([{ type: 'fail', error }]));
    agent.inject('hi');
    expect(await agent.after(1)).toMatchObject({ ...AT_REST, errors: ['server_error'] });
    expect(client.all('AgentAudioDone')).toHaveLength(1);
  });

  it('after a response that broke off', async () => {
    const output: readonly Output[] = [
      { type: 'message', text: 'Half' },
      { type: 'incomplete', reason: 'max_output_tokens' },
    ];
    const { agent } = await begin(mode, answers(output));
    agent.inject('hi');
    expect(await agent.after(1)).toMatchObject({ ...AT_REST, agentUtterances: ['Half'], errors: [] });
  });

  it('after a response that the upstream cancelled', async () => {
    const { agent, client, session } = await begin(mode);
    session.use({
      on: {
        'response.create': () => {
          const response = { object: 'realtime.response', id: 'resp_1', output: [] };
          session.emitRaw({ type: 'response.created', response: { ...response, status: 'in_progress' } });
          const status_details = { type: 'cancelled', reason: 'client_cancelled' };
          session.emitRaw({
            type: 'response.done',
            response: { ...response, status: 'cancelled', status_details },
          });
          return 'handled';
        },
      },
    });
    agent.inject('hi');
    expect(await agent.after(1)).toMatchObject({ ...AT_REST, userMessages: ['hi'], agentUtterances: [] });
    expect(client.all('AgentAudioDone')).toHaveLength(1);
  });

  it('after a noise that was taken for speech, and that nothing answers', async () => {
    const { agent, client, session } = await begin(mode, { proxy: { deadlines: { replyMs: 1 } } });
    session.emit({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'item_noise' });
    session.emit({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 200, item_id: 'item_noise' });
    expect(await agent.after(1)).toMatchObject({ ...AT_REST, userMessages: [] });
    expect(client.types()).toContain('UtteranceEnd');
    expect(client.all('AgentAudioDone')).toHaveLength(1);
  });

  it('after speech that never ends', async () => {
    const { agent, session } = await begin(mode, { proxy: { deadlines: { speechMs: 1 } } });
    session.emit({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'item_noise' });
    expect(await agent.after(1)).toMatchObject({ ...AT_REST, userMessages: [] });
  });

  it('after speech without words that the agent answers', async () => {
    const { agent, client } = await begin(mode, { mock: { model: { stt: fixedStt('') } } });
    agent.speak();
    const view = await agent.after(1);
    expect(view).toMatchObject({ ...AT_REST, userMessages: [] });
    expect(view.agentUtterances).toHaveLength(1);
    expect(client.all('AgentAudioDone')).toHaveLength(1);
  });

  it('after it has cut the agent short, of whose answer it plays no more', async () => {
    const long: Output = { type: 'message', text: 'word '.repeat(200) };
    const { agent, client, session } = await begin(mode, answers([long]));
    const release = session.hold('response.output_audio.delta', { skip: 2 });
    agent.inject('tell me');
    await release.reached;
    const cut = await session.waitForSent('response.output_audio.delta');
    const releaseEnd = session.hold('response.done');
    agent.speak({ silenceMs: 0 });
    await client.waitFor('UserStartedSpeaking');
    session.emit({ ...cut, event_id: 'event_late' });
    releaseEnd();
    release();
    agent.speak({ ms: 0 });
    expect(await agent.after(2)).toMatchObject({ ...AT_REST, userMessages: ['tell me', 'hello'] });
    expect(client.all('AgentAudioDone')).toHaveLength(2);
  });

  it('after a message that its app lets the agent say', async () => {
    const { agent, client } = await begin(mode);
    client.send({ type: 'InjectAgentMessage', content: 'One moment.' });
    const view = await agent.after(1);
    expect(view).toMatchObject({ ...AT_REST, userMessages: [], errors: [] });
    expect(view.agentUtterances).toHaveLength(1);
  });
});

describe.each(MODES)('dg_react_agent (%s mode), while its app runs a function,', (mode) => {
  it('shows that the agent thinks, so that its idle timer waits', async () => {
    const { agent, client } = await begin(mode, answers([call('call_1'), call('call_2')]), FUNCTIONS);
    agent.inject('what time is it?');
    await client.waitUntil(
      (message) => message.type === 'FunctionCallRequest' && message.functions.some(({ id }) => id === 'call_2'),
    );
    await everything(client);
    expect(agent.view.state).toBe('thinking');
  });
});

describe('dg_react_agent, told of the conversation beside its turns,', () => {
  it('gets History directly before each text of a conversation, and a LatencyReport directly after its end', async () => {
    const { agent, client } = await begin('proxy');
    agent.inject('hi');
    await agent.after(1);
    for (const [index, message] of client.messages.entries()) {
      if (message.type !== 'ConversationText') continue;
      const { role, content } = message;
      expect(client.messages[index - 1]).toEqual({ type: 'History', role, content });
    }
    expect(client.all('ConversationText')).toHaveLength(2);
    expect(client.types().slice(-2)).toEqual(['AgentAudioDone', 'LatencyReport']);
  });
});
