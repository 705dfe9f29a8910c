import { expect } from '@jest/globals';
import type { MockOpenAI, Session } from '../../../test-app/scripts/mock-openai/index.js';
import { Excerpt } from '../../helpers/delivery-log.js';
import type { AgentClient, ConnectAgent } from './conversation-script-client.js';
import { INTERRUPTION_STEPS } from './conversation-script-interruptions.js';
import { ASKED, SAID, SCRIPT_SETTINGS } from './conversation-script-model.js';
import { expectTurns, SPOKEN_LINE, TYPED_TURN, type ScriptStep } from './conversation-script-step.js';

const greeting: ScriptStep = {
  name: 'the agent greets',
  run: async ({ client }) => {
    const excerpt = Excerpt.ofAll(client.log);
    await excerpt.next('LatencyReport');
    expect(excerpt.types).toEqual(['Welcome', 'SettingsApplied', ...SPOKEN_LINE]);
    expectTurns(excerpt, [`assistant: ${SAID.greeting}`]);
    expect(excerpt.audio().some((byte) => byte !== 0)).toBe(true);
  },
};

const typedTurn: ScriptStep = {
  name: 'a typed question is answered',
  run: async ({ client }) => {
    const excerpt = new Excerpt(client.log);
    await client.send({ type: 'InjectUserMessage', content: ASKED.news });
    await excerpt.next('LatencyReport');
    expect(excerpt.types).toEqual(TYPED_TURN);
    expectTurns(excerpt, [`user: ${ASKED.news}`, 'assistant: All is quiet.']);
  },
};

const spokenTurn: ScriptStep = {
  name: 'a spoken question is answered',
  run: async ({ client }) => {
    const excerpt = new Excerpt(client.log);
    await client.speak();
    await excerpt.next('LatencyReport');
    expect(excerpt.types[0]).toBe('UserStartedSpeaking');
    expect(excerpt.all('UserStartedSpeaking')).toHaveLength(1);
    expectTurns(excerpt, [`user: ${ASKED.spoken}`, 'assistant: Good morning to you.']);
  },
};

const RESULTS: Readonly<Record<string, string>> = {
  call_paris: '{"sky":"blue"}',
  call_rome: '{"sky":"grey"}',
  call_time: '{"time":"noon"}',
};

const answer = (client: AgentClient, id: string, name: string) =>
  client.send({ type: 'FunctionCallResponse', id, name, content: RESULTS[id] ?? '' });

const functionCalls: ScriptStep = {
  name: 'two calls at once, then a chained one, lead to one answer',
  run: async ({ client, session }) => {
    const excerpt = new Excerpt(client.log);
    const called = () => excerpt.all('FunctionCallRequest').flatMap(({ functions }) => functions);
    const isCalled = (id: string) => excerpt.untilTrue(() => called().some((call) => call.id === id));
    await client.send({ type: 'InjectUserMessage', content: ASKED.weather });
    await isCalled('call_paris');
    await isCalled('call_rome');
    await answer(client, 'call_rome', 'get_weather');
    await answer(client, 'call_paris', 'get_weather');
    await isCalled('call_time');
    expect(excerpt.types).not.toContain('AgentAudioDone');
    await answer(client, 'call_time', 'get_time');
    await excerpt.next('LatencyReport');

    const calls = [
      { id: 'call_paris', name: 'get_weather', arguments: '{"city":"Paris"}', client_side: true },
      { id: 'call_rome', name: 'get_weather', arguments: '{"city":"Rome"}', client_side: true },
      { id: 'call_time', name: 'get_time', arguments: '{}', client_side: true },
    ];
    expect(called()).toEqual(calls);
    const found = Object.values(RESULTS);
    expectTurns(excerpt, [
      `user: ${ASKED.weather}`,
      `assistant: I found ${[found[1], found[0], found[2]].join(' and ')}.`,
    ]);
    const remembered = excerpt
      .all('History')
      .flatMap((message) => ('function_calls' in message ? message.function_calls : []));
    expect(remembered).toEqual(
      [calls[1], calls[0], calls[2]].map((call) => ({ ...call, response: RESULTS[call?.id ?? ''] })),
    );
    expect(session.items.filter(({ type }) => type === 'function_call_output')).toHaveLength(3);
  },
};

const updates: ScriptStep = {
  name: 'updates are acknowledged, and the model hears of them',
  run: async ({ client, session }) => {
    const excerpt = new Excerpt(client.log);
    const { listen, think, speak } = SCRIPT_SETTINGS.agent;
    await client.send({ type: 'UpdateListen', listen });
    await excerpt.next('ListenUpdated');
    await client.send({ type: 'UpdateThink', think: { ...think, prompt: 'Be polite.' } });
    await excerpt.next('ThinkUpdated');
    await client.send({ type: 'UpdateSpeak', speak });
    await excerpt.next('SpeakUpdated');
    await client.send({ type: 'UpdatePrompt', prompt: 'Be brief.' });
    await excerpt.next('PromptUpdated');
    expect(excerpt.types).toEqual(['ListenUpdated', 'ThinkUpdated', 'SpeakUpdated', 'PromptUpdated']);
    await client.send({ type: 'InjectUserMessage', content: ASKED.news });
    await excerpt.next('LatencyReport');
    expect(session.prompts.at(-1)?.instructions).toBe('Be polite.\n\nBe brief.');
    expect(session.prompts.at(-1)?.tools.map(({ name }) => name)).toEqual(['get_weather', 'get_time']);
  },
};

const silentMessages: ScriptStep = {
  name: 'KeepAlive, and ForceEndTurn outside a turn, are not answered',
  run: async ({ client }) => {
    const excerpt = new Excerpt(client.log);
    await client.send({ type: 'KeepAlive' });
    await client.send({ type: 'ForceEndTurn' });
    await client.send({ type: 'InjectUserMessage', content: ASKED.news });
    await excerpt.next('LatencyReport');
    expect(excerpt.types).toEqual(TYPED_TURN);
  },
};

const CONTEXT = [
  { type: 'History', role: 'user', content: 'My name is Ada.' },
  { type: 'History', role: 'assistant', content: 'Nice to meet you.' },
  {
    type: 'History',
    function_calls: [{ id: 'call_old', name: 'get_time', client_side: true, arguments: '{}', response: 'noon' }],
  },
];

const restored: ScriptStep = {
  name: 'a new connection goes on where the old one ended',
  run: async ({ client, session }) => {
    const excerpt = Excerpt.ofAll(client.log);
    await excerpt.next('SettingsApplied');
    await client.send({ type: 'InjectUserMessage', content: ASKED.name });
    await excerpt.next('LatencyReport');
    expect(excerpt.types).toEqual(['Welcome', 'SettingsApplied', ...TYPED_TURN]);
    expectTurns(excerpt, [`user: ${ASKED.name}`, 'assistant: You are Ada.']);
    expect(session.items.slice(0, 4)).toMatchObject([
      { role: 'user', content: [{ type: 'input_text', text: 'My name is Ada.' }] },
      { role: 'assistant', content: [{ type: 'output_text', text: 'Nice to meet you.' }] },
      { type: 'function_call', call_id: 'call_old', name: 'get_time', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_old', output: 'noon' },
    ]);
    expect(session.items).toHaveLength(6);
  },
};

const FIRST_CONNECTION: readonly ScriptStep[] = [
  greeting,
  typedTurn,
  spokenTurn,
  functionCalls,
  updates,
  ...INTERRUPTION_STEPS,
  silentMessages,
];

/** Runs a conversation with a client of any make: one connection with every kind of turn, then one that restores it. */
export async function runConversation(mock: MockOpenAI, connect: ConnectAgent): Promise<void> {
  const { agent } = SCRIPT_SETTINGS;
  await converse(mock, connect, { ...agent, greeting: SAID.greeting }, FIRST_CONNECTION);
  await converse(mock, connect, { ...agent, context: { messages: CONTEXT } }, [restored]);
}

async function converse(
  mock: MockOpenAI,
  connect: ConnectAgent,
  agent: object,
  steps: readonly ScriptStep[],
): Promise<void> {
  const client = await connect({ ...SCRIPT_SETTINGS, agent });
  const session = await mock.nextSession();
  for (const step of steps) await take(step, client, session);
  await client.close();
  expect(await client.closed).toBe(1_000);
  await session.closed;
  expect(client.log.faults).toEqual([]);
  const troubles = client.log.deliveries.filter(({ type }) => type === 'Error' || type === 'Warning');
  expect(troubles).toEqual([]);
}

const STEP_DEADLINE_MS = 8_000;

/** A step that fails, or waits for what never comes, fails with its name and with what did come. */
async function take(step: ScriptStep, client: AgentClient, session: Session): Promise<void> {
  const excerpt = new Excerpt(client.log);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Something is missing.')), STEP_DEADLINE_MS);
  });
  try {
    await Promise.race([step.run({ client, session }), late]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const came = JSON.stringify(excerpt.messages, null, 1);
    throw new Error(`In the step "${step.name}": ${why}\n${client.log.faults.join('\n')}\n${came}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
