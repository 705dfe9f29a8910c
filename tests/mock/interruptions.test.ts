import { describe, expect, it } from '@jest/globals';
import { scriptedBrain, silence, tone, type Prompt } from '../../test-app/scripts/mock-openai/index.js';
import { append, RESPOND, textMode, useMocks, userText } from './helpers/world.js';

const { talk } = useMocks();
const CANCEL = { type: 'response.cancel' } as const;

const deferred = () => {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};

/** A brain that has begun to think, and does not come to an end. */
const thinking = () => {
  const begun = deferred();
  const brain = {
    answer: (_prompt: Prompt) => {
      begun.resolve();
      return new Promise<never>(() => undefined);
    },
  };
  return { begun: begun.promise, brain };
};

describe('response.cancel', () => {
  it('closes the item with what was said so far', async () => {
    const { client, session } = await talk();
    client.send(textMode, userText('one two three'), RESPOND);
    const release = session.hold('response.output_text.delta', { skip: 3 });
    await release.reached;
    client.send(CANCEL);
    await client.waitFor('rate_limits.updated');
    expect(client.types().slice(-7)).toEqual([
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'rate_limits.updated',
    ]);
    const { response } = await client.waitFor('response.done');
    expect(response).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'client_cancelled' },
      output: [{ status: 'incomplete', content: [{ text: 'You said: one' }] }],
    });
    expect(response.usage?.output_tokens).toBeGreaterThan(0);
    release();
    await client.settle();
    expect(client.types().at(-1)).toBe('rate_limits.updated');
  });

  it('before the first item leaves response.done alone', async () => {
    const { begun, brain } = thinking();
    const { client } = await talk({ model: { brain } });
    client.send(RESPOND);
    await begun;
    client.send(CANCEL);
    const { response } = await client.waitFor('response.done');
    expect(response).toMatchObject({ status: 'cancelled', output: [], usage: { total_tokens: 0 } });
    expect(client.types().slice(1, 3)).toEqual(['response.created', 'response.done']);
  });

  it('before response.created finds nothing, and the response comes all the same', async () => {
    const { client, session } = await talk();
    const release = session.hold('response.created');
    client.send(textMode, userText('Hi'), RESPOND, CANCEL);
    expect((await client.waitFor('error')).error.code).toBe('response_cancel_not_active');
    release();
    expect((await client.waitFor('response.done')).response.status).toBe('completed');
  });

  it('frees the conversation for the next response', async () => {
    const { begun, brain } = thinking();
    const { client, session } = await talk({ model: { brain } });
    client.send(RESPOND);
    await begun;
    client.send(CANCEL);
    await client.waitFor('response.done');
    session.use({ model: { brain: scriptedBrain([{ type: 'message', text: 'Next.' }]) } });
    client.send(RESPOND);
    expect((await client.waitFor('response.done', 2)).response.status).toBe('completed');
  });

  it('ends an out-of-band response by its id only', async () => {
    const { begun, brain } = thinking();
    const { client } = await talk({ model: { brain } });
    client.send({ type: 'response.create', response: { conversation: 'none' } });
    await begun;
    client.send(CANCEL);
    expect((await client.waitFor('error')).error.code).toBe('response_cancel_not_active');
    const response_id = client.all('response.created')[0]?.response.id ?? '';
    client.send({ type: 'response.cancel', response_id });
    expect((await client.waitFor('response.done')).response).toMatchObject({ id: response_id, status: 'cancelled' });
  });
});

describe('barge-in', () => {
  it('ends the response after speech_started, and answers the new turn', async () => {
    const { client, session } = await talk();
    const release = session.hold('response.output_audio.delta', { skip: 1 });
    client.send(userText('A long story, please'), RESPOND);
    await release.reached;
    client.send(append(silence(300), tone(300)));
    const { response } = await client.waitFor('response.done');
    expect(response).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'turn_detected' },
      output: [{ status: 'incomplete' }],
    });
    const types = client.types();
    const started = types.indexOf('input_audio_buffer.speech_started');
    expect(types.slice(started, started + 7)).toEqual([
      'input_audio_buffer.speech_started',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
    ]);
    release();
    client.send(append(silence(300)));
    expect((await client.waitFor('response.done', 2)).response.status).toBe('completed');
  });

  it('after the generation ended cancels nothing', async () => {
    const { client } = await talk();
    client.send(userText('Hi'), RESPOND);
    await client.waitFor('rate_limits.updated');
    client.send(append(tone(300)));
    await client.waitFor('input_audio_buffer.speech_started');
    await client.settle();
    expect(client.all('response.done')).toMatchObject([{ response: { status: 'completed' } }]);
  });

  it('lets the response go on with interrupt_response off, and then fails to make another', async () => {
    const { client, session } = await talk();
    const release = session.hold('response.output_audio.done');
    client.send(
      {
        type: 'session.update',
        session: {
          type: 'realtime',
          audio: { input: { turn_detection: { type: 'server_vad', interrupt_response: false } } },
        },
      },
      userText('Hi'),
      RESPOND,
    );
    await release.reached;
    client.send(append(tone(300), silence(300)));
    const { error } = await client.waitFor('error');
    expect(error).toMatchObject({ code: 'conversation_already_has_active_response', event_id: null });
    release();
    expect((await client.waitFor('response.done')).response.status).toBe('completed');
  });

  it('before response.created leaves a response.done without it', async () => {
    const { client } = await talk({ timing: { createdMs: 60_000 } });
    client.send(userText('Hi'), RESPOND, append(tone(300)));
    const { response } = await client.waitFor('response.done');
    expect(response).toMatchObject({ status: 'cancelled', output: [] });
    expect(client.all('response.created')).toEqual([]);
  });

  it('does not touch an out-of-band response', async () => {
    const { client, session } = await talk();
    const release = session.hold('response.output_text.done');
    client.send({ type: 'response.create', response: { conversation: 'none', output_modalities: ['text'] } });
    await release.reached;
    client.send(append(tone(300)));
    await client.waitFor('input_audio_buffer.speech_started');
    release();
    expect((await client.waitFor('response.done')).response.status).toBe('completed');
  });
});
