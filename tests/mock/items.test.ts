import { describe, expect, it } from '@jest/globals';
import { tone, type ClientEvent } from '../../test-app/scripts/mock-openai/index.js';
import { encode } from '../../test-app/scripts/mock-openai/audio.js';
import { RESPOND, textMode, useMocks, userText } from './helpers/world.js';

const { talk } = useMocks();

const ITEM_ID = /^item_[0-9A-Za-z]{21}$/;
const create = (
  item: Extract<ClientEvent, { type: 'conversation.item.create' }>['item'],
  after?: string,
): ClientEvent => ({
  type: 'conversation.item.create',
  item,
  ...(after !== undefined && { previous_item_id: after }),
});
const system = (id: string, after?: string): ClientEvent =>
  create({ id, type: 'message', role: 'system', content: [{ type: 'input_text', text: id }] }, after);

describe('conversation.item.create', () => {
  it('is announced as added and as done, with a made-up id and no object', async () => {
    const { client } = await talk();
    client.send(userText('Hi'));
    const { type: _a, event_id: _b, ...done } = await client.waitFor('conversation.item.done');
    const { type: _c, event_id: _d, ...added } = await client.waitFor('conversation.item.added');
    expect(added).toEqual(done);
    expect(added).toEqual({
      previous_item_id: null,
      item: {
        id: expect.stringMatching(ITEM_ID),
        type: 'message',
        status: 'completed',
        role: 'user',
        content: [{ type: 'input_text', text: 'Hi' }],
      },
    });
    await client.settle();
    expect(client.types()).toEqual(['session.created', 'conversation.item.added', 'conversation.item.done']);
  });

  it('puts items at the end, at the front and after another', async () => {
    const { client, session } = await talk();
    client.send(system('a'), system('b', ''), system('c', 'root'), system('d', 'a'));
    await client.waitFor('conversation.item.done', 4);
    expect(session.items.map(({ id }) => id)).toEqual(['c', 'a', 'd', 'b']);
    expect(client.all('conversation.item.added').map((event) => event.previous_item_id)).toEqual([
      null,
      'a',
      null,
      'a',
    ]);
  });

  it('takes the same id twice', async () => {
    const { client, session } = await talk();
    client.send(system('a'), system('a'));
    expect((await client.waitFor('conversation.item.added', 2)).previous_item_id).toBe('a');
    expect(session.items).toHaveLength(2);
  });

  it('keeps history of both roles, and calls with their outputs', async () => {
    const { client } = await talk();
    client.send(
      create({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello.' }] }),
      create({ type: 'function_call', name: 'look', arguments: '{}', call_id: 'call_1' }),
      create({ type: 'function_call_output', call_id: 'call_1', output: 'seen', status: 'completed' }),
    );
    await client.waitFor('conversation.item.done', 3);
    const id = expect.any(String);
    expect(client.all('conversation.item.done').map(({ item }) => item)).toEqual([
      {
        id,
        type: 'message',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Hello.' }],
      },
      { id, type: 'function_call', status: 'completed', name: 'look', call_id: 'call_1', arguments: '{}' },
      { id, type: 'function_call_output', call_id: 'call_1', output: 'seen' },
    ]);
  });

  it('hides the audio of a spoken item, and lets the model hear it', async () => {
    const { client, session } = await talk();
    const audio = encode(tone(200), { type: 'audio/pcm', rate: 24000 }).toString('base64');
    client.send(
      textMode,
      create({ id: 'u', type: 'message', role: 'user', content: [{ type: 'input_audio', audio }] }),
      RESPOND,
    );
    const { item } = await client.waitFor('conversation.item.added');
    expect(item).toMatchObject({ content: [{ type: 'input_audio', transcript: null }] });
    await client.waitFor('response.done');
    expect(session.prompts[0]?.items).toMatchObject([{ content: [{ type: 'input_audio', transcript: 'hello' }] }]);
    client.send({ type: 'conversation.item.retrieve', item_id: 'u' });
    expect((await client.waitFor('conversation.item.retrieved')).item).toMatchObject({ content: [{ audio }] });
  });
});

describe('conversation.item.retrieve', () => {
  it('gives a text item as it is stored', async () => {
    const { client } = await talk();
    client.send(userText('Hi', 'u'), { type: 'conversation.item.retrieve', item_id: 'u' });
    expect((await client.waitFor('conversation.item.retrieved')).item).toEqual({
      id: 'u',
      object: 'realtime.item',
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_text', text: 'Hi' }],
    });
  });

  it('gives an answer with its audio', async () => {
    const { client } = await talk();
    client.send(userText('Hi'), RESPOND);
    await client.waitFor('response.done');
    const heard = Buffer.concat(
      client.all('response.output_audio.delta').map(({ delta }) => Buffer.from(delta, 'base64')),
    );
    const item_id = client.all('response.output_item.done')[0]?.item.id ?? '';
    client.send({ type: 'conversation.item.retrieve', item_id });
    expect((await client.waitFor('conversation.item.retrieved')).item).toMatchObject({
      role: 'assistant',
      content: [{ type: 'audio', transcript: 'You said: Hi', audio: heard.toString('base64'), format: 'pcm16' }],
    });
  });
});

describe('conversation.item.delete', () => {
  it('takes an item out of the conversation and of what the model sees', async () => {
    const { client, session } = await talk();
    client.send(
      textMode,
      userText('Secret', 'a'),
      userText('Open', 'b'),
      { type: 'conversation.item.delete', item_id: 'a' },
      RESPOND,
    );
    expect((await client.waitFor('conversation.item.deleted')).item_id).toBe('a');
    await client.waitFor('response.done');
    expect(JSON.stringify(session.prompts)).not.toContain('Secret');
    expect(session.items[0]?.id).toBe('b');
  });
});
