import { describe, expect, it } from '@jest/globals';
import { scriptedBrain, type Output } from '../../test-app/scripts/mock-openai/index.js';
import type { MessageOf, TestClient } from './helpers/client.js';
import { settingsAt, speakTo } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

const CALL: Output = { type: 'function_call', callId: 'call_1', name: 'look', arguments: '{}' };
const settings = (think: object = {}) => ({ ...settingsAt(24_000), agent: { think } });
const membersOf = (report: MessageOf<'LatencyReport'>) =>
  Object.keys(report)
    .filter((name) => name !== 'type')
    .toSorted();
const DONE = /^(AgentAudioDone|LatencyReport)$/;
const endings = (client: TestClient) => client.types().filter((type) => DONE.test(type));

const VOICE = ['total_latency', 'tts_latency', 'ttt_text_latency', 'ttt_token_latency'];

describe('LatencyReport', () => {
  it('follows the AgentAudioDone of a typed turn directly, with what was measured, in seconds', async () => {
    const { converse } = await createWorld();
    const { client } = await converse(settings());
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    const report = await client.waitFor('LatencyReport');
    expect(client.types().slice(-2)).toEqual(['AgentAudioDone', 'LatencyReport']);
    expect(membersOf(report)).toEqual(VOICE);
    for (const [name, value] of Object.entries(report)) {
      if (name !== 'type') expect(value).toBeGreaterThanOrEqual(0);
    }
  });

  it('of a spoken turn has how long the transcript took', async () => {
    const { converse } = await createWorld();
    const { client } = await converse(settings());
    speakTo(client);
    expect(membersOf(await client.waitFor('LatencyReport'))).toEqual(['stt_latency', ...VOICE].toSorted());
  });

  it('of a turn with calls has how long the first call took, and comes once', async () => {
    const { converse } = await createWorld({ mock: { model: { brain: scriptedBrain([CALL]) } } });
    const { client } = await converse(settings({ functions: [{ name: 'look' }] }));
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('FunctionCallRequest');
    client.send({ type: 'FunctionCallResponse', id: 'call_1', name: 'look', content: 'A boat.' });
    expect(membersOf(await client.waitFor('LatencyReport'))).toEqual([...VOICE, 'ttt_tool_latency'].toSorted());
    expect(endings(client)).toEqual(['AgentAudioDone', 'LatencyReport']);
  });

  it('of a turn in text alone has nothing of a voice', async () => {
    const { converse } = await createWorld();
    const { client } = await converse(settings({ outputModalities: ['text'] }));
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    expect(membersOf(await client.waitFor('LatencyReport'))).toEqual(['ttt_text_latency', 'ttt_token_latency']);
  });

  it('comes before the Error of a response that failed on its way', async () => {
    const failure: Output = { type: 'fail', error: { type: 'server_error', code: 'overloaded', message: 'x' } };
    const { converse } = await createWorld({
      mock: { model: { brain: scriptedBrain([{ type: 'message', text: 'Well' }, failure]) } },
    });
    const { client } = await converse(settings());
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('Error');
    expect(client.types().slice(-3)).toEqual(['AgentAudioDone', 'LatencyReport', 'Error']);
  });

  it('is not sent for a turn without output', async () => {
    const failure: Output = { type: 'fail', error: { type: 'server_error', code: 'overloaded', message: 'x' } };
    const { converse } = await createWorld({ mock: { model: { brain: scriptedBrain([failure]) } } });
    const { client } = await converse(settings());
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('Error');
    client.send({ type: 'InjectUserMessage', content: 'again' });
    await client.waitFor('LatencyReport');
    expect(endings(client)).toEqual(['AgentAudioDone', 'AgentAudioDone', 'LatencyReport']);
  });

  it('comes for every agent turn, the greeting and what it is told to say among them', async () => {
    const { converse } = await createWorld();
    const { client } = await converse({ ...settingsAt(24_000), agent: { greeting: 'Hello.' } });
    await client.waitFor('LatencyReport');
    client.send({ type: 'InjectAgentMessage', message: 'Still there?' });
    await client.waitFor('LatencyReport', 2);
    expect(endings(client)).toEqual(['AgentAudioDone', 'LatencyReport', 'AgentAudioDone', 'LatencyReport']);
  });
});
