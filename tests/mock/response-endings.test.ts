import { describe, expect, it } from '@jest/globals';
import { scriptedBrain, type Output } from '../../test-app/scripts/mock-openai/index.js';
import { RESPOND, textMode, useMocks, userText } from './helpers/world.js';

const { talk } = useMocks();
const answering = (...outputs: readonly Output[]) => ({ model: { brain: scriptedBrain(outputs) } });

describe('a response that does not complete', () => {
  it('tells the error that its model failed with', async () => {
    const error = { type: 'insufficient_quota', code: 'insufficient_quota', message: 'No money.' };
    const { client } = await talk(answering({ type: 'fail', error }));
    client.send(RESPOND);
    const { response } = await client.waitFor('response.done');
    expect(response).toMatchObject({
      status: 'failed',
      status_details: { type: 'failed', error },
      output: [],
      usage: { total_tokens: 0 },
    });
    expect(client.all('error')).toEqual([]);
  });

  it('after some words closes its item as incomplete', async () => {
    const { client } = await talk(
      answering({ type: 'message', text: 'Well' }, { type: 'incomplete', reason: 'content_filter' }),
    );
    client.send(RESPOND);
    const { response } = await client.waitFor('response.done');
    expect(response).toMatchObject({
      status: 'incomplete',
      status_details: { type: 'incomplete', reason: 'content_filter' },
      output: [{ status: 'incomplete', content: [{ transcript: 'Well' }] }],
    });
  });

  it('stops at the greatest number of tokens', async () => {
    const { client } = await talk(answering({ type: 'message', text: 'a'.repeat(100) }));
    client.send(textMode, { type: 'response.create', response: { max_output_tokens: 5 } });
    const { response } = await client.waitFor('response.done');
    expect(response).toMatchObject({
      status_details: { reason: 'max_output_tokens' },
      output: [{ status: 'incomplete', content: [{ text: 'a'.repeat(20) }] }],
    });
  });

  it('is a server error when the model throws', async () => {
    const told: unknown[] = [];
    const boom = new Error('boom');
    const { client } = await talk({
      model: { brain: { answer: () => Promise.reject(boom) } },
      onError: (error) => told.push(error),
    });
    client.send(RESPOND);
    const { response } = await client.waitFor('response.done');
    expect(response).toMatchObject({
      status: 'failed',
      status_details: {
        error: { type: 'server_error', code: null, message: expect.stringContaining('The server had an error') },
      },
    });
    expect(told).toEqual([boom]);
  });
});

describe('response.create', () => {
  it('while a response is active is refused with its id, and changes nothing', async () => {
    const { client, session } = await talk();
    const release = session.hold('response.output_text.done');
    client.send(textMode, userText('Hi'), RESPOND);
    await release.reached;
    client.send({ type: 'response.create', event_id: 'second' });
    const { error } = await client.waitFor('error');
    const active = client.all('response.created')[0]?.response.id ?? '';
    expect(error).toMatchObject({ code: 'conversation_already_has_active_response', event_id: 'second' });
    expect(error.message).toContain(`in progress: ${active}. Wait until`);
    release();
    await client.waitFor('response.done');
    client.send(RESPOND);
    await client.waitFor('response.done', 2);
    expect(client.all('response.created')).toHaveLength(2);
  });

  it('gives the model its own instructions, tools and input', async () => {
    const { client, session } = await talk();
    client.send(userText('Hi', 'u'), userText('Ignored'), {
      type: 'response.create',
      response: {
        instructions: 'Be brief.',
        tools: [{ type: 'function', name: 'f', description: 'F' }],
        tool_choice: { type: 'function', name: 'f' },
        input: [
          { type: 'item_reference', id: 'u' },
          { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'S' }] },
        ],
      },
    });
    await client.waitFor('response.done');
    expect(session.prompts).toMatchObject([
      {
        instructions: 'Be brief.',
        tools: [{ type: 'function', name: 'f', description: 'F' }],
        toolChoice: { name: 'f' },
        items: [{ id: 'u' }, { role: 'system' }],
      },
    ]);
  });

  it('out of band runs beside the active response and leaves the conversation alone', async () => {
    const { client, session } = await talk();
    const release = session.hold('response.output_audio.done');
    client.send(userText('Hi', 'u'), RESPOND);
    await release.reached;
    const before = client.events.length;
    client.send({
      type: 'response.create',
      response: { conversation: 'none', output_modalities: ['text'], metadata: { topic: 'x' } },
    });
    const { response } = await client.waitFor('response.done');
    expect(response).toMatchObject({ conversation_id: null, metadata: { topic: 'x' }, status: 'completed' });
    expect(client.types(0).filter((type) => type.startsWith('conversation'))).toEqual([
      'conversation.item.added',
      'conversation.item.done',
      'conversation.item.added',
    ]);
    expect(client.events.slice(before).some(({ type }) => type === 'response.output_text.done')).toBe(true);
    release();
    await client.waitFor('response.done', 2);
    expect(session.items).toHaveLength(2);
  });
});
