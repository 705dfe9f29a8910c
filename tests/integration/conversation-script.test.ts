import { afterEach, describe, it } from '@jest/globals';
import { runConversation } from './helpers/conversation-script.js';
import { connectRaw, connectSdk, connectSdk51 } from './helpers/conversation-script-client.js';
import { scriptMock } from './helpers/conversation-script-model.js';
import { createWorld } from './helpers/world.js';

const TEST_DEADLINE_MS = 30_000;

const closers: (() => unknown)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

describe('one conversation, whoever the client is', () => {
  it.each([
    { client: 'plain frames', connect: connectRaw, path: '/v1/agent/converse' },
    { client: 'plain frames', connect: connectRaw, path: '/openai' },
    { client: '@deepgram/sdk 5.13', connect: connectSdk, path: '' },
    { client: '@deepgram/sdk 5.13', connect: connectSdk, path: '/openai' },
    { client: '@deepgram/sdk 5.1', connect: connectSdk51, path: '' },
    { client: '@deepgram/sdk 5.1', connect: connectSdk51, path: '/openai' },
  ])(
    'goes through $client at "$path"',
    async ({ connect, path }) => {
      const { mock, origin } = await createWorld({ mock: scriptMock() });
      await runConversation(mock, (settings) => connect(`${origin}${path}`, settings, (close) => closers.push(close)));
    },
    TEST_DEADLINE_MS,
  );
});
