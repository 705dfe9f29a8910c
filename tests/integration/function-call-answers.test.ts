import { describe, expect, it } from '@jest/globals';
import { scriptedBrain, type Output, type Session } from '../../test-app/scripts/mock-openai/index.js';
import type { TestClient } from './helpers/client.js';
import { settingsAt } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

const called = (callId: string, name: string): Output => ({ type: 'function_call', callId, name, arguments: '{}' });
const SETTINGS = {
  ...settingsAt(24_000),
  agent: { think: { functions: [{ name: 'look' }, { name: 'listen' }] } },
};

/** A client that is asked for all these calls. */
async function askedFor(...calls: readonly Output[]): Promise<{ client: TestClient; session: Session }> {
  const { converse } = await createWorld({ mock: { model: { brain: scriptedBrain(calls) } } });
  const { client, session } = await converse(SETTINGS);
  client.send({ type: 'InjectUserMessage', content: 'What is there?' });
  await client.log.waitFor(() => toldOf(client).length === calls.length);
  return { client, session };
}

const toldOf = (client: TestClient) => client.all('FunctionCallRequest').flatMap(({ functions }) => functions);
const outputsOf = ({ items }: Session) =>
  items.flatMap((item) => (item.type === 'function_call_output' ? [[item.call_id, item.output]] : []));
const answer = (fields: object) => ({ type: 'FunctionCallResponse', ...fields });

describe('Calls of one response', () => {
  it('are each requested once, in the model’s order, before any is answered', async () => {
    const { client } = await askedFor(called('call_1', 'look'), called('call_2', 'listen'), called('call_3', 'look'));
    expect(toldOf(client)).toEqual(
      [
        ['call_1', 'look'],
        ['call_2', 'listen'],
        ['call_3', 'look'],
      ].map(([id, name]) => ({ id, name, arguments: '{}', client_side: true })),
    );
  });
});

describe('A FunctionCallResponse without an id', () => {
  it('answers the only open call of that name', async () => {
    const { client, session } = await askedFor(called('call_1', 'look'), called('call_2', 'listen'));
    client.send(answer({ name: 'listen', content: 'Waves.' })).send(answer({ name: 'look', content: 'A boat.' }));
    await client.waitFor('AgentAudioDone');
    expect(outputsOf(session)).toEqual([
      ['call_2', 'Waves.'],
      ['call_1', 'A boat.'],
    ]);
    expect(client.all('Warning')).toEqual([]);
  });

  it('is answered a Warning where two open calls have that name, until one is left', async () => {
    const { client, session } = await askedFor(called('call_1', 'look'), called('call_2', 'look'));
    client.send(answer({ name: 'look', content: 'Which?' }));
    await expect(client.waitFor('Warning')).resolves.toMatchObject({ code: 'UNKNOWN_FUNCTION_CALL' });
    client.send(answer({ id: 'call_1', name: 'look', content: 'A boat.' }));
    client.send(answer({ name: 'look', content: 'A gull.' }));
    await client.waitFor('AgentAudioDone');
    expect(outputsOf(session)).toEqual([
      ['call_1', 'A boat.'],
      ['call_2', 'A gull.'],
    ]);
  });

  it('is answered a Warning where no open call has that name', async () => {
    const { client, session } = await askedFor(called('call_1', 'look'));
    client.send(answer({ name: 'smell', content: 'Salt.' }));
    await expect(client.waitFor('Warning')).resolves.toMatchObject({ code: 'UNKNOWN_FUNCTION_CALL' });
    expect(outputsOf(session)).toEqual([]);
  });

  it('and without a name is an Error, and the call stays open', async () => {
    const { client, session } = await askedFor(called('call_1', 'look'));
    client.send(answer({ content: 'Salt.' }));
    await expect(client.waitFor('Error')).resolves.toMatchObject({ code: 'UNPARSABLE_CLIENT_MESSAGE' });
    client.send(answer({ id: 'call_1', content: 'A boat.' }));
    await client.waitFor('AgentAudioDone');
    expect(outputsOf(session)).toEqual([['call_1', 'A boat.']]);
  });
});
