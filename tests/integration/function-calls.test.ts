import { describe, expect, it } from '@jest/globals';
import { scriptedBrain, type Output } from '../../test-app/scripts/mock-openai/index.js';
import { SETTINGS } from './helpers/client.js';
import { createWorld } from './helpers/world.js';

const call = (callId: string, city: string): Output => ({
  type: 'function_call',
  callId,
  name: 'get_weather',
  arguments: JSON.stringify({ city }),
});
const functions = [{ name: 'get_weather', description: 'Tells the weather.', parameters: { type: 'object' } }];
const WITH_FUNCTIONS = { ...SETTINGS, agent: { think: { functions } } };

const worldThatCalls = (...answers: readonly (readonly Output[])[]) =>
  createWorld({ mock: { model: { brain: scriptedBrain(...answers) } } });

describe('7. Function-call round-trip (implemented)', () => {
  it('turns a call into FunctionCallRequest, and its FunctionCallResponse into an output and one response.create', async () => {
    const { converse } = await worldThatCalls([call('call_1', 'Paris')]);
    const { client, session } = await converse(WITH_FUNCTIONS);
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    const request = await client.waitFor('FunctionCallRequest');
    expect(request.functions).toEqual([
      { id: 'call_1', name: 'get_weather', arguments: '{"city":"Paris"}', client_side: true },
    ]);
    client.send({ type: 'FunctionCallResponse', id: 'call_1', name: 'get_weather', content: '{"token":"k7-opaque"}' });
    await client.waitFor('AgentAudioDone');
    expect(session.items).toContainEqual(
      expect.objectContaining({ type: 'function_call_output', call_id: 'call_1', output: '{"token":"k7-opaque"}' }),
    );
    expect(JSON.stringify(session.prompts.at(-1)?.items)).toContain('k7-opaque');
    expect(client.all('ConversationText').at(-1)?.content).toContain('k7-opaque');
    expect(session.received.filter(({ type }) => type === 'response.create')).toHaveLength(2);
    expect(client.all('AgentAudioDone')).toHaveLength(1);
  });

  it('waits for all results of a response before it goes on, whatever their order', async () => {
    const { converse } = await worldThatCalls([
      call('call_1', 'Paris'),
      call('call_2', 'Rome'),
      call('call_3', 'Oslo'),
    ]);
    const { client, session } = await converse(WITH_FUNCTIONS);
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    await client.waitUntil(
      (message) => message.type === 'FunctionCallRequest' && message.functions.some(({ id }) => id === 'call_3'),
    );
    for (const id of ['call_3', 'call_1', 'call_1']) {
      client.send({ type: 'FunctionCallResponse', id, name: 'get_weather', content: `result of ${id}` });
    }
    await client.waitFor('Warning');
    expect(session.received.filter(({ type }) => type === 'response.create')).toHaveLength(1);
    client.send({ type: 'FunctionCallResponse', id: 'call_2', name: 'get_weather', content: 'result of call_2' });
    await client.waitFor('AgentAudioDone');
    const afterSettings = session.received.slice(3).map(({ type }) => type);
    expect(afterSettings).toEqual([
      'conversation.item.create',
      'conversation.item.create',
      'conversation.item.create',
      'response.create',
    ]);
    expect(client.all('Warning')).toMatchObject([{ code: 'UNKNOWN_FUNCTION_CALL' }]);
  });

  it('goes on when the result comes before response.done', async () => {
    const { converse } = await worldThatCalls([call('call_1', 'Paris')]);
    const { client, session } = await converse(WITH_FUNCTIONS);
    const release = session.hold('response.done');
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    await client.waitFor('FunctionCallRequest');
    client.send({ type: 'FunctionCallResponse', id: 'call_1', name: 'get_weather', content: 'sunny' });
    await session.waitFor('conversation.item.create', { nth: 2 });
    await client.roundTrip();
    expect(session.received.filter(({ type }) => type === 'response.create')).toHaveLength(1);
    release();
    await client.waitFor('AgentAudioDone');
    expect(session.sent.filter(({ type }) => type === 'error')).toEqual([]);
  });

  it('keeps the turn open over a chain of calls', async () => {
    const { converse } = await worldThatCalls([call('call_1', 'Paris')], [call('call_2', 'Rome')]);
    const { client } = await converse(WITH_FUNCTIONS);
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    for (const [nth, id] of [
      [1, 'call_1'],
      [2, 'call_2'],
    ] as const) {
      await client.waitFor('FunctionCallRequest', nth);
      expect(client.all('AgentAudioDone')).toEqual([]);
      client.send({ type: 'FunctionCallResponse', id, name: 'get_weather', content: 'fine' });
    }
    await client.waitFor('AgentAudioDone');
    expect(client.all('AgentAudioDone')).toHaveLength(1);
  });

  it('tells the client that the agent is at work before it asks for a result', async () => {
    const { converse } = await worldThatCalls([call('call_1', 'Paris')]);
    const { client } = await converse(WITH_FUNCTIONS);
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    await client.waitFor('FunctionCallRequest');
    expect(client.types().slice(4, 7)).toEqual(['AgentThinking', 'AgentThinking', 'FunctionCallRequest']);
  });

  it('gives the model an error when the client never answers', async () => {
    const { converse } = await createWorld({
      mock: { model: { brain: scriptedBrain([call('call_1', 'Paris')]) } },
      proxy: { deadlines: { functionCallMs: 1 } },
    });
    const { client, session } = await converse(WITH_FUNCTIONS);
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('Warning')).toMatchObject([{ code: 'FUNCTION_CALL_FAILED' }]);
    expect(session.items.find(({ type }) => type === 'function_call_output')).toMatchObject({ call_id: 'call_1' });
  });

  it.each<[string, object, string]>([
    ['id and content', { id: 'call_1', name: 'get_weather', content: 'fine' }, 'fine'],
    ['function_call_id and output', { function_call_id: 'call_1', output: 'fine' }, 'fine'],
    ['a JSON object as content', { id: 'call_1', name: 'get_weather', content: { sky: 'blue' } }, '{"sky":"blue"}'],
    ['result', { id: 'call_1', result: 'fine' }, 'fine'],
    ['error', { id: 'call_1', error: 'no such city' }, 'no such city'],
    ['an empty content', { id: 'call_1', name: 'get_weather', content: '' }, ''],
  ])('takes a result spelled with %s', async (_name, fields, output) => {
    const { converse } = await worldThatCalls([call('call_1', 'Paris')]);
    const { client, session } = await converse(WITH_FUNCTIONS);
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    await client.waitFor('FunctionCallRequest');
    client.send({ type: 'FunctionCallResponse', ...fields });
    await client.waitFor('AgentAudioDone');
    expect(session.items.find(({ type }) => type === 'function_call_output')).toMatchObject({ output });
  });
});

describe('7a. Function-calling API gap (implemented)', () => {
  const transcript = 'Function call: get_weather({"city":"Paris"})';

  it('sends only ConversationText when a call is told in the transcript alone', async () => {
    const { converse } = await worldThatCalls([{ type: 'message', text: transcript }]);
    const { client } = await converse(WITH_FUNCTIONS);
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('ConversationText').at(-1)).toMatchObject({ role: 'assistant', content: transcript });
    expect(client.all('FunctionCallRequest')).toEqual([]);
  });

  it('sends ConversationText, FunctionCallRequest, ConversationText when both come', async () => {
    const { converse } = await worldThatCalls([{ type: 'message', text: 'Let me see.' }, call('call_1', 'Paris')]);
    const { client } = await converse(WITH_FUNCTIONS);
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    await client.waitFor('ConversationText', 3);
    const told = client.messages.filter(({ type }) => type === 'ConversationText' || type === 'FunctionCallRequest');
    expect(told.slice(1)).toMatchObject([
      { type: 'ConversationText', content: 'Let me see.' },
      { type: 'FunctionCallRequest' },
      { type: 'ConversationText', content: transcript },
    ]);
  });

  it('shows the call as no line of the conversation in the strict dialect', async () => {
    const { converse } = await worldThatCalls([call('call_1', 'Paris')]);
    const { client } = await converse(WITH_FUNCTIONS, '/v1/agent/converse');
    client.send({ type: 'InjectUserMessage', content: 'weather?' });
    await client.waitFor('FunctionCallRequest');
    await client.roundTrip();
    expect(client.all('ConversationText')).toHaveLength(1);
  });
});
