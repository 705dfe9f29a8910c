import { describe, expect, it } from '@jest/globals';
import { fixedStt, scriptedBrain } from '../../test-app/scripts/mock-openai/index.js';
import { SETTINGS } from './helpers/client.js';
import { settingsAt, speakTo } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

const SECRET_WORDS = [
  'typed-secret',
  'spoken-secret',
  'answered-secret',
  'prompt-secret',
  'argument-secret',
  'result-secret',
];

describe('Logs', () => {
  it('hold no text of the user, the agent or the application, at the default level', async () => {
    const { converse, logs } = await createWorld({
      mock: {
        model: {
          stt: fixedStt('spoken-secret'),
          brain: scriptedBrain(
            [{ type: 'message', text: 'answered-secret' }],
            [{ type: 'function_call', name: 'look', arguments: '{"at":"argument-secret"}' }],
            [{ type: 'fail', error: { type: 'server_error', code: null, message: 'answered-secret' } }],
          ),
        },
      },
    });
    const functions = [{ name: 'look', parameters: { type: 'object' } }];
    const agent = { ...SETTINGS.agent, think: { prompt: 'prompt-secret', functions } };
    const { client, session } = await converse({ ...settingsAt(24_000), agent });
    client.send({ type: 'InjectUserMessage', content: 'typed-secret' });
    await client.waitFor('AgentAudioDone');
    speakTo(client);
    const request = await client.waitFor('FunctionCallRequest');
    client.send({ type: 'FunctionCallResponse', id: request.functions[0]?.id, content: 'result-secret' });
    await client.waitFor('Error');
    client.send('{"type":"InjectUserMessage","content":["typed-secret"]}');
    await client.waitFor('Error', 2);
    session.emit({ type: 'error', error: { type: 'server_error', code: 'x', message: 'answered-secret' } });
    await client.waitFor('Error', 3);
    const written = JSON.stringify(logs);
    expect(SECRET_WORDS.filter((word) => written.includes(word))).toEqual([]);
    expect(logs.length).toBeGreaterThan(0);
  });

  it('carry the id of the connection’s Welcome in every line of it', async () => {
    const { converse, logs } = await createWorld();
    const { client, session } = await converse();
    const { request_id } = await client.waitFor('Welcome');
    session.terminate();
    await client.closed;
    expect(logs.map(({ requestId }) => requestId)).toEqual(logs.map(() => request_id));
  });
});
