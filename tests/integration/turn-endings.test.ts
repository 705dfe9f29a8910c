import { describe, expect, it } from '@jest/globals';
import {
  FAULTS,
  scriptedBrain,
  type Output,
  type Scenario,
  type Session,
} from '../../test-app/scripts/mock-openai/index.js';
import type { TestClient } from './helpers/client.js';
import { settingsAt, speakTo } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

interface Turn {
  readonly outputs?: readonly Output[];
  readonly think?: object;
  readonly scenario?: Scenario;
  readonly deadlines?: object;
  /** What leads to the turn's end; default: a typed message. */
  readonly act?: (client: TestClient, session: Session) => Promise<void> | void;
}

const type = (client: TestClient) => void client.send({ type: 'InjectUserMessage', content: 'hi' });
const CALL: Output = { type: 'function_call', callId: 'call_1', name: 'look', arguments: '{}' };
const LONG: Output = { type: 'message', text: 'word '.repeat(15) };
const failure = { type: 'server_error', code: 'overloaded', message: 'x' };

/** Every way in which a turn may end. */
const turns: Readonly<Record<string, Turn>> = {
  'that is answered in text and audio': {},
  'that is answered in text alone': { think: { outputModalities: ['text'] } },
  'whose response has no output': { outputs: [] },
  'whose response fails': { outputs: [{ type: 'fail', error: failure }] },
  'whose response fails after a part of it': { outputs: [LONG, { type: 'fail', error: failure }] },
  'whose response is incomplete': { outputs: [{ type: 'incomplete', reason: 'max_output_tokens' }] },
  'whose response is cancelled': {
    outputs: [LONG],
    act: async (client, session) => {
      const release = session.hold('response.output_audio.delta', { skip: 1 });
      type(client);
      await release.reached;
      client.send({ type: 'response.cancel' });
    },
  },
  'whose request is refused': {
    scenario: {
      on: {
        'response.create': (event, session) => {
          session.reject(event, FAULTS.value('response', 'x'));
          return 'handled';
        },
      },
    },
  },
  'whose message is refused': {
    scenario: {
      on: {
        'conversation.item.create': (event, session) => {
          session.reject(event, FAULTS.value('item', 'x'));
          return 'handled';
        },
      },
    },
  },
  'of a function call alone, which nobody answers': { outputs: [CALL], deadlines: { functionCallMs: 1 } },
  'of speech that is answered': { act: (client) => speakTo(client) },
  'of speech without words': {
    scenario: { model: { stt: { transcribe: () => Promise.resolve('') } } },
    act: (client) => speakTo(client),
  },
  'of a noise that was taken for speech, and that nothing answers': {
    deadlines: { replyMs: 1 },
    act: (_client, session) => {
      session.emit({ type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'noise' });
      session.emit({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 40, item_id: 'noise' });
    },
  },
  'of an InjectAgentMessage': { act: (client) => void client.send({ type: 'InjectAgentMessage', message: 'Well.' }) },
};

const ended = (client: TestClient) => client.all('AgentAudioDone').length;

describe.each(['/openai', '/v1/agent/converse'])('A turn at %s', (path) => {
  it.each(Object.entries(turns))('%s ends with exactly one AgentAudioDone, last of its audio', async (_name, turn) => {
    const { outputs, scenario, deadlines = {}, act = type } = turn;
    const { converse } = await createWorld({
      mock: { ...(outputs && { model: { brain: scriptedBrain(outputs) } }), ...(scenario && { scenario }) },
      proxy: { deadlines },
    });
    const functions = [{ name: 'look' }];
    const { client, session } = await converse(
      { ...settingsAt(24_000), agent: { think: { functions, ...turn.think } } },
      path,
    );
    await act(client, session);
    await client.waitFor('AgentAudioDone');
    const { length } = client.order;
    session.use({ on: { 'response.create': () => 'default', 'conversation.item.create': () => 'default' } });
    client.send({ type: 'InjectUserMessage', content: 'again' });
    await client.waitUntil((message) => message.type === 'ConversationText' && message.content === 'again');
    const before = client.order.slice(length, client.order.lastIndexOf('ConversationText'));
    expect(before.filter((word) => word === 'audio' || word === 'AgentAudioDone')).toEqual([]);
    expect(ended(client)).toBe(1);
    expect(client.order.lastIndexOf('audio')).toBeLessThan(client.order.indexOf('AgentAudioDone'));
  });
});

describe('A turn that the user cuts short', () => {
  it('ends once, and the turn that cut it short ends once', async () => {
    const { converse } = await createWorld({ mock: { model: { brain: scriptedBrain([LONG]) } } });
    const { client, session } = await converse(settingsAt(24_000));
    const release = session.hold('response.output_audio.delta', { skip: 2 });
    client.send({ type: 'InjectUserMessage', content: 'tell me' });
    await release.reached;
    speakTo(client);
    await client.waitFor('UserStartedSpeaking');
    release();
    await client.waitFor('AgentAudioDone', 2);
    client.send({ type: 'InjectUserMessage', content: 'more' });
    await client.waitFor('AgentAudioDone', 3);
    const milestones = /^(UserStartedSpeaking|AgentAudioDone|AgentStartedSpeaking)$/;
    expect(client.types().filter((word) => milestones.test(word))).toEqual([
      'AgentStartedSpeaking',
      'UserStartedSpeaking',
      'AgentAudioDone',
      'AgentStartedSpeaking',
      'AgentAudioDone',
      'AgentStartedSpeaking',
      'AgentAudioDone',
    ]);
  });
});

describe('Without a greeting in Settings', () => {
  it('the agent is silent until somebody speaks', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    await client.send({ type: 'KeepAlive' }).roundTrip();
    expect(client.order).toEqual(['Welcome', 'SettingsApplied']);
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
    expect(session.prompts).toHaveLength(1);
  });
});
