import { describe, expect, it } from '@jest/globals';
import { scriptedBrain } from '../../test-app/scripts/mock-openai/index.js';
import { createWorld } from './helpers/world.js';

const TEXT_ONLY = { type: 'Settings', audio: {}, agent: { think: { outputModalities: ['text'] } } };

describe('3. Inject user message (component → proxy → upstream)', () => {
  it('translates InjectUserMessage to an item and a request, and the answer to text and audio', async () => {
    const { converse } = await createWorld({
      mock: { model: { brain: scriptedBrain([{ type: 'message', text: 'Hello yourself.' }]) } },
    });
    const { client, session } = await converse();
    client.send({ type: 'InjectUserMessage', content: 'Hello' });
    await client.waitFor('AgentAudioDone');
    expect(session.items[0]).toMatchObject({ role: 'user', content: [{ type: 'input_text', text: 'Hello' }] });
    expect(session.received.map(({ type }) => type)).toEqual([
      'session.update',
      'conversation.item.create',
      'response.create',
    ]);
    expect(client.all('ConversationText')).toEqual([
      { type: 'ConversationText', role: 'user', content: 'Hello' },
      { type: 'ConversationText', role: 'assistant', content: 'Hello yourself.' },
    ]);
    expect(client.audio.length).toBeGreaterThan(0);
    expect(client.order.filter((word) => word !== 'audio')).toEqual([
      'Welcome',
      'SettingsApplied',
      'History',
      'ConversationText',
      'AgentThinking',
      'AgentStartedSpeaking',
      'History',
      'ConversationText',
      'AgentAudioDone',
      'LatencyReport',
    ]);
  });

  it('translates an answer that has text only', async () => {
    const { converse } = await createWorld();
    const { client } = await converse(TEXT_ONLY);
    client.send({ type: 'InjectUserMessage', content: 'Hello' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('ConversationText').at(-1)).toMatchObject({ role: 'assistant', content: 'You said: Hello' });
    expect(client.audio).toEqual([]);
  });

  it('asks for the answer only after the upstream has acknowledged the item', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const release = session.hold('conversation.item.added');
    client.send({ type: 'InjectUserMessage', content: 'Hello' });
    await release.reached;
    await client.roundTrip();
    expect(session.received.some(({ type }) => type === 'response.create')).toBe(false);
    release();
    await session.waitFor('response.create');
  });

  it('asks once, when the upstream repeats its acknowledgements', async () => {
    const { converse } = await createWorld({
      mock: {
        scenario: {
          outgoing: (event) =>
            event.type === 'conversation.item.added' || event.type === 'conversation.item.done'
              ? [event, event]
              : [event],
        },
      },
    });
    const { client, session } = await converse();
    client.send({ type: 'InjectUserMessage', content: 'Hello' });
    await client.waitFor('AgentAudioDone');
    expect(session.received.filter(({ type }) => type === 'response.create')).toHaveLength(1);
    expect(client.all('ConversationText')).toHaveLength(2);
  });

  it('answers native conversation.item.create and response.create', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const content = [{ type: 'input_text', text: 'Hello' }];
    client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    client.send({ type: 'response.create', response: { output_modalities: ['text'] } });
    await client.waitFor('AgentAudioDone');
    expect(await session.waitFor('response.create')).toMatchObject({ response: { output_modalities: ['text'] } });
    expect(client.all('ConversationText')).toEqual([
      { type: 'ConversationText', role: 'assistant', content: 'You said: Hello' },
    ]);
  });

  it('puts a native response.create through the same sequencer', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const release = session.hold('response.done');
    client.send({ type: 'InjectUserMessage', content: 'one' });
    await release.reached;
    client.send({ type: 'response.create' });
    await client.roundTrip();
    expect(session.received.filter(({ type }) => type === 'response.create')).toHaveLength(1);
    release();
    await client.waitFor('AgentAudioDone', 2);
    expect(session.received.filter(({ type }) => type === 'response.create')).toHaveLength(2);
    expect(session.sent.filter(({ type }) => type === 'error')).toEqual([]);
  });

  it('answers every message of a burst that comes while a response runs', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const release = session.hold('response.done');
    client.send({ type: 'InjectUserMessage', content: 'one' });
    await release.reached;
    client.send({ type: 'InjectUserMessage', content: 'two' });
    client.send({ type: 'InjectUserMessage', content: 'three' });
    await session.waitFor('conversation.item.create', { nth: 3 });
    release();
    await client.waitFor('AgentAudioDone', 2);
    expect(client.all('ConversationText').at(-1)).toMatchObject({ role: 'assistant', content: 'You said: three' });
    expect(session.sent.filter(({ type }) => type === 'error')).toEqual([]);
  });

  it('still answers a message whose request the upstream rejected because another response ran', async () => {
    let rejections = 0;
    const { converse } = await createWorld({
      mock: {
        scenario: {
          on: {
            'response.create': (event, session) => {
              rejections += 1;
              if (rejections > 1) return 'default';
              const code = 'conversation_already_has_active_response';
              session.reject(event, { type: 'invalid_request_error', code, message: 'busy', param: null });
              session.emit({
                type: 'response.created',
                response: { id: 'resp_vad', status: 'in_progress', output: [] },
              });
              session.emit({ type: 'response.done', response: { id: 'resp_vad', status: 'completed', output: [] } });
              return 'handled';
            },
          },
        },
      },
    });
    const { client } = await converse();
    client.send({ type: 'InjectUserMessage', content: 'Hello' });
    await client.waitUntil((message) => message.type === 'ConversationText' && message.role === 'assistant');
    expect(rejections).toBe(2);
    expect(client.all('Error')).toEqual([]);
  });

  it('rejects an InjectUserMessage without content: an Error, and nothing goes upstream', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    client.send({ type: 'InjectUserMessage' });
    await expect(client.waitFor('Error')).resolves.toMatchObject({ code: 'UNPARSABLE_CLIENT_MESSAGE' });
    expect(session.items).toEqual([]);
    expect(client.all('ConversationText')).toEqual([]);
  });
});
