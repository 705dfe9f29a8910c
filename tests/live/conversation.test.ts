import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createOpenAIProxy, type OpenAIProxy } from '../../test-app/scripts/openai-proxy/index.js';
import { SETTINGS, TestClient } from '../integration/helpers/client.js';

/*
 * The proxy against the real API, by `OPENAI_API_KEY=sk-… npm run test:live`. It costs a few cents, and is no part of
 * `npm test`.
 */

const TURN_MS = 60_000;
const functions = [
  {
    name: 'get_weather',
    description: 'Tells the weather of a city. Always call it when asked for the weather.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
];
const LIVE_SETTINGS = {
  ...SETTINGS,
  agent: {
    ...SETTINGS.agent,
    think: { provider: { type: 'open_ai', model: 'gpt-realtime' }, prompt: 'Answer in one short sentence.', functions },
  },
};

let proxy: OpenAIProxy;
let origin: string;
const server = createServer();
const clients: TestClient[] = [];

beforeAll(async () => {
  const apiKey = process.env['OPENAI_API_KEY'];
  if (!apiKey) throw new Error('Set OPENAI_API_KEY: these tests talk to the real API.');
  const url = process.env['OPENAI_REALTIME_URL'] ?? 'wss://api.openai.com/v1/realtime';
  proxy = createOpenAIProxy({ upstream: { url, apiKey } });
  proxy.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  for (const client of clients) client.terminate();
  await proxy.close();
  server.close();
});

const converse = (settings: object = LIVE_SETTINGS): Promise<TestClient> => {
  const client = new TestClient(`${origin}/v1/agent/converse`);
  clients.push(client);
  return client.configure(settings);
};

describe('The real OpenAI Realtime API', () => {
  it(
    'answers a typed message in text and audio',
    async () => {
      const client = await converse();
      client.send({ type: 'InjectUserMessage', content: 'Say hello.' });
      await client.waitFor('AgentAudioDone');
      expect(client.all('Error')).toEqual([]);
      expect(client.all('ConversationText').map(({ role }) => role)).toEqual(['user', 'assistant']);
      expect(client.audio.length).toBeGreaterThan(0);
    },
    TURN_MS,
  );

  it(
    'calls a function and uses its result',
    async () => {
      const client = await converse();
      client.send({ type: 'InjectUserMessage', content: 'What is the weather in Paris?' });
      const { functions: calls } = await client.waitFor('FunctionCallRequest');
      client.send({ type: 'FunctionCallResponse', id: calls[0]?.id, name: 'get_weather', content: '{"celsius":41}' });
      await client.waitFor('AgentAudioDone');
      expect(client.all('ConversationText').at(-1)?.content).toMatch(/41|forty-one/i);
    },
    TURN_MS,
  );

  it(
    'remembers restored context',
    async () => {
      const messages = [
        { type: 'History', role: 'user', content: 'My name is Ada Lovelace.' },
        { type: 'History', role: 'assistant', content: 'Nice to meet you, Ada.' },
      ];
      const client = await converse({ ...LIVE_SETTINGS, agent: { ...LIVE_SETTINGS.agent, context: { messages } } });
      client.send({ type: 'InjectUserMessage', content: 'What is my first name?' });
      await client.waitFor('AgentAudioDone');
      expect(client.all('ConversationText').at(-1)?.content).toContain('Ada');
    },
    TURN_MS,
  );
});
