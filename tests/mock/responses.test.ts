import { describe, expect, it } from '@jest/globals';
import { RESPOND, textMode, useMocks, userText } from './helpers/world.js';

const { talk } = useMocks();

const BEGIN = [
  'response.created',
  'response.output_item.added',
  'conversation.item.added',
  'response.content_part.added',
];
const END = [
  'response.content_part.done',
  'conversation.item.done',
  'response.output_item.done',
  'response.done',
  'rate_limits.updated',
];

describe('an answer in text', () => {
  it('has the events of a text turn, in their order', async () => {
    const { client } = await talk();
    client.send(textMode, userText('Hi', 'u'), RESPOND);
    await client.waitFor('rate_limits.updated');
    expect(client.types(2)).toEqual([
      'conversation.item.added',
      'conversation.item.done',
      ...BEGIN,
      'response.output_text.delta',
      'response.output_text.done',
      ...END,
    ]);
  });

  it('carries the text in deltas, in the part, in the item and in the response', async () => {
    const { client } = await talk();
    client.send(textMode, userText('Hi', 'u'), RESPOND);
    const { response } = await client.waitFor('response.done');
    const text = 'You said: Hi';
    expect(
      client
        .all('response.output_text.delta')
        .map(({ delta }) => delta)
        .join(''),
    ).toBe(text);
    expect(client.all('response.output_text.done')[0]?.text).toBe(text);
    expect(client.all('response.content_part.added')[0]?.part).toEqual({ type: 'text', text: '' });
    expect(client.all('response.content_part.done')[0]?.part).toEqual({ type: 'text', text });
    const item = { type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text }] };
    expect(client.all('response.output_item.done')[0]?.item).toMatchObject(item);
    expect(client.all('conversation.item.done')[1]?.item).toMatchObject(item);
    expect(response.output).toMatchObject([item]);
  });

  it('names its left neighbour when it begins and nobody when it ends', async () => {
    const { client } = await talk();
    client.send(textMode, userText('Hi', 'u'), RESPOND);
    await client.waitFor('response.done');
    expect(client.all('conversation.item.added')[1]).toMatchObject({
      previous_item_id: 'u',
      item: { status: 'in_progress', content: [] },
    });
    expect(client.all('conversation.item.done')[1]?.previous_item_id).toBeNull();
  });

  it('pads its deltas to one length', async () => {
    const { client } = await talk();
    client.send(textMode, userText('Hi'), RESPOND);
    const delta = await client.waitFor('response.output_text.delta');
    expect(delta).toMatchObject({ obfuscation: expect.any(String) });
    expect(delta.delta.length + (delta as unknown as { obfuscation: string }).obfuscation.length).toBe(16);
  });
});

describe('a spoken answer', () => {
  it('has the events of an audio turn, in their order', async () => {
    const { client } = await talk();
    client.send(userText('Hi', 'u'), RESPOND);
    await client.waitFor('rate_limits.updated');
    const types = client.types(3);
    const deltas = types.filter((type) => type.endsWith('delta'));
    expect(new Set(deltas)).toEqual(new Set(['response.output_audio_transcript.delta', 'response.output_audio.delta']));
    expect(deltas[0]).toBe('response.output_audio_transcript.delta');
    expect(deltas.at(-1)).toBe('response.output_audio.delta');
    expect(types.filter((type) => !type.endsWith('delta'))).toEqual([
      ...BEGIN,
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      ...END,
    ]);
  });

  it('speaks as long as its text, in bursts, and is not silent', async () => {
    const { client } = await talk();
    client.send(userText('Hi', 'u'), RESPOND);
    await client.waitFor('response.done');
    const bursts = client.all('response.output_audio.delta').map(({ delta }) => Buffer.from(delta, 'base64'));
    expect(bursts.map(({ length }) => length / 48)).toEqual([400, 200]);
    expect(bursts[0]?.some((byte) => byte !== 0)).toBe(true);
    const transcript = client
      .all('response.output_audio_transcript.delta')
      .map(({ delta }) => delta)
      .join('');
    expect(transcript).toBe('You said: Hi');
    expect(client.all('response.done')[0]?.response.output).toMatchObject([
      { content: [{ type: 'output_audio', transcript }] },
    ]);
  });

  it.each(['audio/pcmu', 'audio/pcma'] as const)('is companded in %s', async (type) => {
    const { client } = await talk();
    client.send(
      { type: 'session.update', session: { type: 'realtime', audio: { output: { format: { type } } } } },
      userText('Hi'),
      RESPOND,
    );
    const { response } = await client.waitFor('response.done');
    const bytes = client
      .all('response.output_audio.delta')
      .reduce((sum, { delta }) => sum + Buffer.from(delta, 'base64').length, 0);
    expect(bytes).toBe(600 * 8);
    expect(response.audio?.output?.format).toEqual({ type });
  });
});

describe('the response object', () => {
  it('begins without output and usage, and ends with them', async () => {
    const { client } = await talk();
    client.send(userText('Hi'), { type: 'response.create', response: { metadata: { topic: 'x' } } });
    const { response: done } = await client.waitFor('response.done');
    const { response: created } = await client.waitFor('response.created');
    expect(created).toEqual({
      object: 'realtime.response',
      id: expect.stringMatching(/^resp_/),
      status: 'in_progress',
      status_details: null,
      output: [],
      conversation_id: expect.stringMatching(/^conv_/),
      output_modalities: ['audio'],
      max_output_tokens: 'inf',
      audio: { output: { format: { type: 'audio/pcm', rate: 24000 }, voice: 'alloy' } },
      usage: null,
      metadata: { topic: 'x' },
    });
    expect(done).toMatchObject({ id: created.id, status: 'completed', status_details: null, metadata: { topic: 'x' } });
    expect(done.usage).toMatchObject({
      input_token_details: { audio_tokens: 0, cached_tokens: 0 },
      output_token_details: { text_tokens: 3, audio_tokens: 600 / 50 },
      output_tokens: 15,
    });
    expect(done.usage?.total_tokens).toBe((done.usage?.input_tokens ?? 0) + 15);
  });

  it('counts more input and a cache in the second turn', async () => {
    const { client } = await talk();
    client.send(textMode, userText('Hi'), RESPOND);
    const first = (await client.waitFor('response.done')).response.usage;
    client.send(userText('Again'), RESPOND);
    const second = (await client.waitFor('response.done', 2)).response.usage;
    expect(second?.input_tokens).toBeGreaterThan(first?.input_tokens ?? Infinity);
    expect(second?.input_token_details?.cached_tokens).toBe(Math.floor((first?.input_tokens ?? 0) / 64) * 64);
  });

  it('is followed by the tokens that are left', async () => {
    const { client } = await talk();
    client.send(userText('Hi'), RESPOND);
    const { rate_limits } = await client.waitFor('rate_limits.updated');
    expect(rate_limits).toEqual([
      { name: 'tokens', limit: expect.any(Number), remaining: expect.any(Number), reset_seconds: 0.001 },
    ]);
  });
});
