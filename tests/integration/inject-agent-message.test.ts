import { describe, expect, it } from '@jest/globals';
import type { Brain, Output, Session } from '../../test-app/scripts/mock-openai/index.js';
import type { TestClient } from './helpers/client.js';
import { settingsAt, speakTo } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

const SAID = /^Say exactly: "(.*)"$/s;
const CALL: Output = { type: 'function_call', callId: 'call_1', name: 'look', arguments: '{}' };

/** Says what it is told to, answers anything else at length, and looks first when it is asked what is there. */
const brain: Brain = {
  answer: ({ instructions, items }) => {
    const told = SAID.exec(instructions)?.[1];
    if (told !== undefined) return [{ type: 'message', text: told }];
    const looks = items.at(-1)?.type === 'message' && JSON.stringify(items.at(-1)).includes('What is there?');
    return looks ? [CALL] : [{ type: 'message', text: 'A long answer, '.repeat(5) }];
  },
};

const SETTINGS = { ...settingsAt(24_000), agent: { think: { functions: [{ name: 'look' }] } } };
const converse = async () =>
  (await createWorld({ mock: { model: { brain } } })).converse(SETTINGS, '/v1/agent/converse');
const say = (message: string, behavior: string) => ({ type: 'InjectAgentMessage', message, behavior });
const textsOf = (client: TestClient) => client.all('ConversationText').map(({ content }) => content.slice(0, 14));
const cancels = ({ received }: Session) => received.filter(({ type }) => type === 'response.cancel').length;

/** A turn of which the client has heard a part. */
async function halfSaid({ client, session }: { client: TestClient; session: Session }): Promise<() => void> {
  const release = session.hold('response.output_audio.delta', { skip: 1 });
  client.send({ type: 'InjectUserMessage', content: 'Tell me.' });
  await release.reached;
  await client.log.waitFor(({ type }) => type === 'audio');
  return release;
}

describe('InjectAgentMessage of behavior "queue"', () => {
  it('is spoken after the running turn, each message in its own', async () => {
    const { client, session } = await converse();
    const release = await halfSaid({ client, session });
    client.send(say('First.', 'queue')).send(say('Second.', 'queue'));
    await client.roundTrip();
    release();
    await client.waitFor('AgentAudioDone', 3);
    expect(textsOf(client)).toEqual(['Tell me.', 'A long answer,', 'First.', 'Second.']);
    expect([client.all('InjectionRefused'), client.all('Error')]).toEqual([[], []]);
    expect(cancels(session)).toBe(0);
  });

  it('is spoken after the answer to the user who speaks', async () => {
    const { client } = await converse();
    speakTo(client, { silenceMs: 0 });
    await client.waitFor('UserStartedSpeaking');
    client.send(say('By the way.', 'queue'));
    await client.roundTrip();
    speakTo(client, { ms: 0 });
    await client.waitFor('AgentAudioDone', 2);
    expect(textsOf(client).slice(1)).toEqual(['A long answer,', 'By the way.']);
  });

  it('is spoken at once while a result is awaited, and the call stays open', async () => {
    const { client, session } = await converse();
    client.send({ type: 'InjectUserMessage', content: 'What is there?' });
    await client.waitFor('FunctionCallRequest');
    client.send(say('One moment.', 'queue'));
    await client.waitUntil((message) => message.type === 'ConversationText' && message.content === 'One moment.');
    client.send({ type: 'FunctionCallResponse', id: 'call_1', name: 'look', content: 'A boat.' });
    await client.waitFor('AgentAudioDone');
    expect(textsOf(client)).toEqual(['What is there?', 'One moment.', 'A long answer,']);
    expect(client.all('FunctionCallCancelled')).toEqual([]);
    expect(session.items).toContainEqual(expect.objectContaining({ call_id: 'call_1', output: 'A boat.' }));
    expect(client.all('AgentAudioDone')).toHaveLength(1);
  });
});

describe('InjectAgentMessage of behavior "interrupt"', () => {
  it('cuts what the agent says: no further byte of it, AgentAudioDone, then the message', async () => {
    const { client, session } = await converse();
    const release = await halfSaid({ client, session });
    client.send(say('Stop.', 'interrupt'));
    await session.waitFor('response.cancel');
    const { length } = client.order;
    release();
    await client.waitFor('AgentAudioDone', 2);
    const after = client.order
      .slice(length)
      .filter((type) => /^(audio|AgentAudioDone|AgentStartedSpeaking)$/.test(type));
    expect(after.slice(0, 3)).toEqual(['AgentAudioDone', 'AgentStartedSpeaking', 'audio']);
    expect(textsOf(client).at(-1)).toBe('Stop.');
    expect(client.all('Error')).toEqual([]);
  });

  it('is spoken at once while the user speaks, whose turn is answered afterwards', async () => {
    const { client } = await converse();
    speakTo(client, { silenceMs: 0 });
    await client.waitFor('UserStartedSpeaking');
    client.send(say('Fire!', 'interrupt'));
    await client.waitFor('AgentAudioDone');
    expect(textsOf(client)).toEqual(['Fire!']);
    speakTo(client, { ms: 0 });
    await client.waitFor('AgentAudioDone', 2);
    expect(textsOf(client).at(-1)).toBe('A long answer,');
  });

  it('is spoken at once while a result is awaited, and the call stays open', async () => {
    const { client } = await converse();
    client.send({ type: 'InjectUserMessage', content: 'What is there?' });
    await client.waitFor('FunctionCallRequest');
    client.send(say('Wait.', 'interrupt'));
    await client.waitUntil((message) => message.type === 'ConversationText' && message.content === 'Wait.');
    client.send({ type: 'FunctionCallResponse', id: 'call_1', name: 'look', content: 'A boat.' });
    await client.waitFor('AgentAudioDone');
    expect(textsOf(client)).toEqual(['What is there?', 'Wait.', 'A long answer,']);
    expect(client.all('Warning')).toEqual([]);
  });
});

describe('InjectAgentMessage of behavior "default"', () => {
  it('is refused with a message while the user speaks or a result is awaited, and the turn goes on', async () => {
    const { client } = await converse();
    client.send({ type: 'InjectUserMessage', content: 'What is there?' });
    await client.waitFor('FunctionCallRequest');
    client.send({ type: 'InjectAgentMessage', message: 'Well.' });
    await expect(client.waitFor('InjectionRefused')).resolves.toMatchObject({ message: expect.any(String) });
    client.send({ type: 'FunctionCallResponse', id: 'call_1', name: 'look', content: 'A boat.' });
    await client.waitFor('AgentAudioDone');
    speakTo(client, { silenceMs: 0 });
    await client.waitFor('UserStartedSpeaking');
    client.send({ type: 'InjectAgentMessage', message: 'Well.' });
    await client.waitFor('InjectionRefused', 2);
    speakTo(client, { ms: 0 });
    await client.waitFor('AgentAudioDone', 2);
    expect(textsOf(client)).not.toContain('Well.');
  });
});
