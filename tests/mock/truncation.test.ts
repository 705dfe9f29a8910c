import { describe, expect, it } from '@jest/globals';
import type { ClientEvent } from '../../test-app/scripts/mock-openai/index.js';
import { RESPOND, textMode, useMocks, userText } from './helpers/world.js';
import type { Client } from './helpers/client.js';

const { talk } = useMocks();

const truncate = (item_id: string, audio_end_ms: number, content_index = 0): ClientEvent => ({
  type: 'conversation.item.truncate',
  item_id,
  content_index,
  audio_end_ms,
});

/** Lets the model say 600 ms, and tells the item. */
const spoken = async (client: Client): Promise<string> => {
  client.send(userText('Hi', 'u'), RESPOND);
  const { response } = await client.waitFor('response.done');
  return response.output?.[0]?.id ?? '';
};

describe('conversation.item.truncate', () => {
  it('takes what was not heard out of the model’s view', async () => {
    const { client, session } = await talk();
    const id = await spoken(client);
    client.send(truncate(id, 250), userText('Go on'), RESPOND);
    expect(await client.waitFor('conversation.item.truncated')).toMatchObject({
      item_id: id,
      content_index: 0,
      audio_end_ms: 250,
    });
    await client.waitFor('response.done', 2);
    expect(session.prompts[1]?.items[1]).toMatchObject({ id, content: [{ type: 'output_audio' }] });
    expect(JSON.stringify(session.prompts[1]?.items[1])).not.toContain('You said');
  });

  it('leaves the audio up to there to be retrieved', async () => {
    const { client } = await talk();
    const id = await spoken(client);
    client.send(truncate(id, 250), { type: 'conversation.item.retrieve', item_id: id });
    const { item } = await client.waitFor('conversation.item.retrieved');
    expect(item).toMatchObject({ content: [{ transcript: null, format: 'pcm16' }] });
    const [part] = item.type === 'message' ? item.content : [];
    expect(Buffer.from(part && 'audio' in part ? (part.audio ?? '') : '', 'base64')).toHaveLength(250 * 48);
  });

  it('reaches as far as the audio and no further', async () => {
    const { client } = await talk();
    const id = await spoken(client);
    client.send(truncate(id, 601), truncate(id, 600), truncate(id, 0), truncate(id, 1));
    expect((await client.waitFor('error')).error).toMatchObject({
      code: 'invalid_value',
      message: 'Audio content of 600ms is already shorter than 601ms',
    });
    expect((await client.waitFor('error', 2)).error.message).toBe('Audio content of 0ms is already shorter than 1ms');
    expect(client.all('conversation.item.truncated')).toHaveLength(2);
  });

  it('works while the item is still being spoken', async () => {
    const { client, session } = await talk();
    const release = session.hold('response.output_audio.delta', { skip: 1 });
    client.send(userText('Hi'), RESPOND);
    await release.reached;
    const id = session.items.at(-1)?.id ?? '';
    client.send(truncate(id, 401), truncate(id, 400));
    expect((await client.waitFor('error')).error.message).toBe('Audio content of 400ms is already shorter than 401ms');
    await client.waitFor('conversation.item.truncated');
    release();
    await client.waitFor('response.done');
  });

  it('is for the spoken items of the assistant only', async () => {
    const { client, session } = await talk();
    client.send(textMode, userText('Hi', 'u'), RESPOND);
    await client.waitFor('response.done');
    client.send(truncate('u', 0), truncate(session.items[1]?.id ?? '', 0));
    await client.waitFor('error', 2);
    expect(client.all('error').map(({ error }) => error.message)).toEqual([
      'Only model output audio messages can be truncated',
      'Only model output audio messages can be truncated',
    ]);
  });

  it('is refused before the item has any audio', async () => {
    const { client, session } = await talk();
    const release = session.hold('response.output_audio.delta');
    client.send(userText('Hi'), RESPOND);
    await release.reached;
    client.send(truncate(session.items.at(-1)?.id ?? '', 0));
    expect((await client.waitFor('error')).error.code).toBe('unsupported_content_type');
  });

  it('knows one content part', async () => {
    const { client } = await talk();
    const id = await spoken(client);
    client.send(truncate(id, 0, 1));
    expect((await client.waitFor('error')).error.param).toBe('content_index');
  });
});
