import { describe, expect, it } from '@jest/globals';
import { SETTINGS } from './helpers/client.js';
import { createWorld } from './helpers/world.js';

const messages = [
  { type: 'History', role: 'user', content: 'My name is Ada.' },
  { type: 'History', role: 'assistant', content: 'Nice to meet you, Ada.' },
  {
    type: 'History',
    function_calls: [{ id: 'call_old', name: 'look', client_side: true, arguments: '{}', response: 'seen' }],
  },
  { type: 'History', role: 'user', content: 'What is my name?' },
];
const WITH_CONTEXT = { ...SETTINGS, agent: { ...SETTINGS.agent, context: { messages } } };

describe('9. Context in Settings (implemented)', () => {
  it('restores the context as items, in order and with their roles, after session.update', async () => {
    const { converse } = await createWorld();
    const { session } = await converse(WITH_CONTEXT);
    await session.waitFor('conversation.item.create', { nth: 5 });
    expect(session.received.map(({ type }) => type)).toEqual([
      'session.update',
      ...Array.from({ length: 5 }, () => 'conversation.item.create'),
    ]);
    expect(session.items).toMatchObject([
      { role: 'user', content: [{ type: 'input_text', text: 'My name is Ada.' }] },
      { role: 'assistant', content: [{ type: 'output_text', text: 'Nice to meet you, Ada.' }] },
      { type: 'function_call', call_id: 'call_old', name: 'look' },
      { type: 'function_call_output', call_id: 'call_old', output: 'seen' },
      { role: 'user', content: [{ type: 'input_text', text: 'What is my name?' }] },
    ]);
  });

  it('sends nothing but session.update until the upstream has accepted it', async () => {
    const { connect, mock } = await createWorld({
      mock: { scenario: { onConnect: (session) => (session.hold('session.updated'), 'default') } },
    });
    const client = connect();
    await client.opened;
    client.send(WITH_CONTEXT);
    const session = await mock.nextSession();
    await session.waitFor('session.update');
    await client.roundTrip();
    expect(session.received).toHaveLength(1);
  });

  it('echoes nothing of the context to the client', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse(WITH_CONTEXT);
    await session.waitForSent('conversation.item.done', { nth: 5 });
    client.send({ type: 'InjectUserMessage', content: 'Well?' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('ConversationText').map(({ content }) => content)).toEqual(['Well?', 'You said: Well?']);
    expect(client.all('FunctionCallRequest')).toEqual([]);
  });

  it('moves to a new session before the old one is too old, and the model remembers', async () => {
    const { connect, mock } = await createWorld({ proxy: { deadlines: { sessionMs: 1 } } });
    const client = connect();
    await client.opened;
    // The turn begins with the session, so that the session cannot be replaced before it.
    client.send(SETTINGS).send({ type: 'InjectUserMessage', content: 'one' });
    await mock.nextSession();
    await client.waitFor('AgentAudioDone');
    const next = await mock.nextSession();
    await next.waitFor('conversation.item.create', { nth: 2 });
    expect(next.items).toMatchObject([
      { role: 'user', content: [{ text: 'one' }] },
      { role: 'assistant', content: [{ text: 'You said: one' }] },
    ]);
    client.send({ type: 'InjectUserMessage', content: 'two' });
    await client.waitFor('AgentAudioDone', 2);
    expect(client.all('ConversationText').map(({ content }) => content)).toEqual([
      'one',
      'You said: one',
      'two',
      'You said: two',
    ]);
    expect(client.all('SettingsApplied')).toHaveLength(1);
  });

  it('lets the model see the context', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse(WITH_CONTEXT);
    client.send({ type: 'InjectUserMessage', content: 'Well?' });
    await client.waitFor('AgentAudioDone');
    expect(session.prompts[0]?.items).toHaveLength(6);
  });
});
