import { describe, expect, it } from '@jest/globals';
import { scriptedBrain, type ClientEvent, type Output } from '../../test-app/scripts/mock-openai/index.js';
import { RESPOND, textMode, useMocks, userText } from './helpers/world.js';

const { talk } = useMocks();

const call = (callId: string, args = '{"city":"Oslo"}'): Output => ({
  type: 'function_call',
  name: 'get_weather',
  arguments: args,
  callId,
});
const output = (call_id: string, text: string): ClientEvent => ({
  type: 'conversation.item.create',
  item: { type: 'function_call_output', call_id, output: text },
});

describe('a function call', () => {
  it('has the events of a call turn, in their order, and no content part', async () => {
    const { client } = await talk({ model: { brain: scriptedBrain([call('call_1')]) } });
    client.send(userText('Weather?', 'u'), RESPOND);
    await client.waitFor('rate_limits.updated');
    const { response } = await client.waitFor('response.done');
    expect(client.types(3)).toEqual([
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'rate_limits.updated',
    ]);
    const added = {
      type: 'function_call',
      status: 'in_progress',
      name: 'get_weather',
      call_id: 'call_1',
      arguments: '',
    };
    expect(client.all('response.output_item.added')[0]?.item).toMatchObject(added);
    expect(client.all('conversation.item.added')[1]).toMatchObject({ previous_item_id: 'u', item: added });
    const args = client
      .all('response.function_call_arguments.delta')
      .map(({ delta }) => delta)
      .join('');
    expect(args).toBe('{"city":"Oslo"}');
    expect(client.all('response.function_call_arguments.done')[0]).toMatchObject({
      call_id: 'call_1',
      name: 'get_weather',
      arguments: args,
      output_index: 0,
    });
    expect(response.output).toMatchObject([{ ...added, status: 'completed', arguments: args }]);
  });

  it('is not answered by its output alone, and by the next response with the output in it', async () => {
    const { client, session } = await talk({ model: { brain: scriptedBrain([call('call_1')]) } });
    client.send(textMode, userText('Weather?'), RESPOND);
    await client.waitFor('response.done');
    client.send(output('call_1', 'token-4711'));
    await client.waitFor('conversation.item.done', 3);
    await client.settle();
    expect(client.all('response.created')).toHaveLength(1);
    client.send(RESPOND);
    const { response } = await client.waitFor('response.done', 2);
    expect(response.output).toMatchObject([{ content: [{ text: 'The result is: token-4711' }] }]);
    expect(session.prompts[1]?.items).toMatchObject([
      { role: 'user' },
      { type: 'function_call' },
      { output: 'token-4711' },
    ]);
  });

  it('comes twice in one response, each with an index of its own', async () => {
    const { client } = await talk({ model: { brain: scriptedBrain([call('call_1'), call('call_2')]) } });
    client.send(userText('Weather?'), RESPOND);
    const { response } = await client.waitFor('response.done');
    expect(response.output).toMatchObject([{ call_id: 'call_1' }, { call_id: 'call_2' }]);
    expect(client.all('response.function_call_arguments.done').map(({ output_index }) => output_index)).toEqual([0, 1]);
    const [first] = response.output ?? [];
    expect(client.all('conversation.item.added')[2]?.previous_item_id).toBe(first?.id);
    client.send(output('call_2', 'b'), output('call_1', 'a'), RESPOND);
    await client.waitFor('response.done', 2);
    expect(client.all('error')).toEqual([]);
  });

  it('can follow a spoken preamble in one response', async () => {
    const { client } = await talk({
      model: { brain: scriptedBrain([{ type: 'message', text: 'Let me see.' }, call('call_1')]) },
    });
    client.send(userText('Weather?'), RESPOND);
    const { response } = await client.waitFor('response.done');
    expect(response.output).toMatchObject([{ type: 'message' }, { type: 'function_call' }]);
    const types = client.types();
    expect(types.indexOf('response.output_audio.done')).toBeLessThan(
      types.indexOf('response.function_call_arguments.delta'),
    );
    expect(client.all('response.output_item.done').map(({ output_index }) => output_index)).toEqual([0, 1]);
  });

  it('that is cut short is incomplete, with what there is of its arguments', async () => {
    const { client } = await talk({
      model: {
        brain: scriptedBrain([call('call_1', '{"city":'), { type: 'incomplete', reason: 'max_output_tokens' }]),
      },
    });
    client.send(RESPOND);
    const { response } = await client.waitFor('response.done');
    expect(response).toMatchObject({ status: 'incomplete', output: [{ status: 'incomplete', arguments: '{"city":' }] });
    expect((await client.waitFor('response.function_call_arguments.done')).arguments).toBe('{"city":');
  });
});
