import { describe, expect, it } from '@jest/globals';
import { fixedStt, scriptedBrain, type Output } from '../../test-app/scripts/mock-openai/index.js';
import type { TestClient } from './helpers/client.js';
import { settingsAt, speakTo } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

const CALL: Output = { type: 'function_call', callId: 'call_1', name: 'look', arguments: '{"at":"sea"}' };
const PATHS = [['component', '/openai'] as const, ['strict', '/v1/agent/converse'] as const];
const AGENT = { think: { functions: [{ name: 'look' }] } };
const settings = (more: object = {}) => ({ ...settingsAt(24_000), agent: AGENT, ...more });

const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });

/** History and texts as they came. */
const record = (client: TestClient) =>
  client.messages.flatMap((message) => {
    if (message.type === 'ConversationText') return [['text', message.role, message.content]];
    if (message.type !== 'History') return [];
    return 'role' in message ? [['History', message.role, message.content]] : [['History', message.function_calls]];
  });
const twice = ({ role, content }: { role: string; content: string }) => [
  ['History', role, content],
  ['text', role, content],
];

describe.each(PATHS)('History in the %s dialect', (dialect, path) => {
  it('comes directly before each ConversationText that it repeats, the greeting’s as well', async () => {
    const brain = scriptedBrain([{ type: 'message', text: 'Hello.' }], [{ type: 'message', text: 'Fine.' }]);
    const { converse } = await createWorld({ mock: { model: { brain } } });
    const { client } = await converse(settings({ agent: { greeting: 'Hello.' } }), path);
    await client.waitFor('AgentAudioDone');
    client.send({ type: 'InjectUserMessage', content: 'How are you?' });
    await client.waitFor('AgentAudioDone', 2);
    expect(record(client)).toEqual([assistant('Hello.'), user('How are you?'), assistant('Fine.')].flatMap(twice));
  });

  it('tells of a call once it is answered, with its arguments and its response', async () => {
    const { converse } = await createWorld({ mock: { model: { brain: scriptedBrain([CALL]) } } });
    const { client } = await converse(settings(), path);
    client.send({ type: 'InjectUserMessage', content: 'What is there?' });
    await client.waitFor('FunctionCallRequest');
    client.send({ type: 'FunctionCallResponse', id: 'call_1', name: 'look', content: { sky: 'blue' } });
    await client.waitFor('AgentAudioDone');
    const call = {
      id: 'call_1',
      name: 'look',
      client_side: true,
      arguments: '{"at":"sea"}',
      response: '{"sky":"blue"}',
    };
    const line = ['text', 'assistant', 'Function call: look({"at":"sea"})'];
    expect(record(client)).toEqual([
      ...twice(user('What is there?')),
      ...(dialect === 'component' ? [line] : []),
      ['History', [call]],
      ...twice(assistant('The result is: {"sky":"blue"}')),
    ]);
  });

  it('tells of a call that the server ran as client_side: false', async () => {
    const functions = { look: { run: () => 'A boat.' } };
    const { converse } = await createWorld({ mock: { model: { brain: scriptedBrain([CALL]) } }, proxy: { functions } });
    const { client } = await converse(settings(), path);
    client.send({ type: 'InjectUserMessage', content: 'What is there?' });
    await client.waitFor('AgentAudioDone');
    expect(record(client)).toContainEqual([
      'History',
      [{ id: 'call_1', name: 'look', client_side: false, arguments: '{"at":"sea"}', response: 'A boat.' }],
    ]);
  });

  it('stays directly before its text when the transcript is late', async () => {
    const { converse } = await createWorld({
      mock: { model: { stt: fixedStt('good morning') } },
      proxy: { deadlines: { transcriptMs: 60_000 } },
    });
    const { client, session } = await converse(settings(), path);
    const release = session.hold('conversation.item.input_audio_transcription.completed');
    speakTo(client);
    await session.waitForSent('response.done');
    await client.roundTrip();
    expect(record(client)).toEqual([]);
    release();
    await client.waitFor('AgentAudioDone');
    expect(record(client)).toEqual([user('good morning'), assistant('You said: good morning')].flatMap(twice));
    const types = client.types();
    types.forEach((type, at) => {
      if (type === 'History') expect(types[at + 1]).toBe('ConversationText');
    });
  });

  it('is not sent for restored context', async () => {
    const { converse } = await createWorld();
    const messages = [
      { type: 'History', ...user('I am Ada.') },
      { type: 'History', ...assistant('Hello, Ada.') },
      {
        type: 'History',
        function_calls: [{ id: 'c0', name: 'look', client_side: true, arguments: '{}', response: 'sea' }],
      },
    ];
    const { client, session } = await converse(settings({ agent: { context: { messages } } }), path);
    client.send({ type: 'InjectUserMessage', content: 'Who am I?' });
    await client.waitFor('AgentAudioDone');
    expect(session.prompts[0]?.items).toHaveLength(5);
    expect(record(client)).toEqual([user('Who am I?'), assistant('You said: Who am I?')].flatMap(twice));
  });

  it('is left out where Settings say flags.history: false', async () => {
    const { converse } = await createWorld({ mock: { model: { brain: scriptedBrain([CALL]) } } });
    const { client } = await converse(settings({ flags: { history: false } }), path);
    client.send({ type: 'InjectUserMessage', content: 'What is there?' });
    await client.waitFor('FunctionCallRequest');
    client.send({ type: 'FunctionCallResponse', id: 'call_1', name: 'look', content: 'A boat.' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('History')).toEqual([]);
    expect(client.all('ConversationText').at(-1)).toMatchObject(assistant('The result is: A boat.'));
  });
});
