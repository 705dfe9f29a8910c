import { describe, expect, it } from '@jest/globals';
import { fixedStt, tone, type Session } from '../../test-app/scripts/mock-openai/index.js';
import { settingsAt, speakTo } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

const FORCE = { type: 'ForceEndTurn' };
const MANUAL = {
  ...settingsAt(24_000),
  agent: { listen: { provider: { type: 'deepgram', version: 'v2', model: 'flux-general-en', eot_threshold: 1 } } },
};
const heard = () => createWorld({ mock: { model: { stt: fixedStt('hello', 'again') } } });
const sentOf = ({ received }: Session, type: string) => received.filter((event) => event.type === type).length;
const bytes = (ms: number) => new Uint8Array(tone(ms).buffer);
const TURN = ['UserStartedSpeaking', 'ConversationText', 'AgentThinking', 'AgentAudioDone'];

describe('ForceEndTurn, while turn detection hears the user,', () => {
  it('ends the turn: the user’s words, then AgentThinking, then the answer', async () => {
    const { converse } = await heard();
    const { client, session } = await converse(settingsAt(24_000));
    speakTo(client, { silenceMs: 0 });
    await client.waitFor('UserStartedSpeaking');
    client.send(FORCE);
    await client.waitFor('AgentAudioDone');
    expect(client.all('ConversationText')).toMatchObject([
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'You said: hello' },
    ]);
    expect(
      client
        .types()
        .filter((type) => TURN.includes(type))
        .toSorted(),
    ).toEqual([...TURN, 'ConversationText'].toSorted());
    expect(client.types().filter((type) => ['UserStoppedSpeaking', 'UtteranceEnd'].includes(type))).toEqual([
      'UserStoppedSpeaking',
      'UtteranceEnd',
    ]);
    expect([sentOf(session, 'input_audio_buffer.commit'), sentOf(session, 'response.create')]).toEqual([1, 1]);
    expect(client.all('Error')).toEqual([]);
  });

  it('ends it once, however often it is sent', async () => {
    const { converse } = await heard();
    const { client, session } = await converse(settingsAt(24_000));
    speakTo(client, { silenceMs: 0 });
    await client.waitFor('UserStartedSpeaking');
    client.send(FORCE).send(FORCE);
    await client.waitFor('AgentAudioDone');
    client.send(FORCE).send({ type: 'InjectUserMessage', content: 'Typed.' });
    await client.waitFor('AgentAudioDone', 2);
    expect([sentOf(session, 'input_audio_buffer.commit'), sentOf(session, 'response.create')]).toEqual([1, 2]);
    expect(client.all('Error')).toEqual([]);
  });

  it('leaves the next turn to turn detection', async () => {
    const { converse } = await heard();
    const { client } = await converse(settingsAt(24_000));
    speakTo(client, { silenceMs: 0 });
    await client.waitFor('UserStartedSpeaking');
    client.send(FORCE);
    await client.waitFor('AgentAudioDone');
    speakTo(client, { ms: 0 });
    speakTo(client);
    await client.waitFor('AgentAudioDone', 2);
    expect(client.all('ConversationText').map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(client.all('UserStartedSpeaking')).toHaveLength(2);
  });
});

describe('ForceEndTurn, where the client ends its turns itself,', () => {
  it('commits the audio and asks for the answer', async () => {
    const { converse } = await heard();
    const { client, session } = await converse(MANUAL);
    speakTo(client);
    client.send(FORCE);
    await client.waitFor('AgentAudioDone');
    expect(client.all('ConversationText')).toMatchObject([
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'You said: hello' },
    ]);
    expect(client.all('UserStartedSpeaking')).toEqual([]);
    expect(session.received.map(({ type }) => type).filter((type) => type !== 'input_audio_buffer.append')).toEqual([
      'session.update',
      'input_audio_buffer.commit',
      'response.create',
    ]);
  });

  it('ends it once, however often it is sent, and the next turn when there is audio again', async () => {
    const { converse } = await heard();
    const { client, session } = await converse(MANUAL);
    speakTo(client);
    client.send(FORCE).send(FORCE);
    await client.waitFor('AgentAudioDone');
    await client.send(FORCE).roundTrip();
    speakTo(client);
    client.send(FORCE);
    await client.waitFor('AgentAudioDone', 2);
    expect([sentOf(session, 'input_audio_buffer.commit'), sentOf(session, 'response.create')]).toEqual([2, 2]);
    expect(client.all('ConversationText').map(({ content }) => content)).toEqual([
      'hello',
      'You said: hello',
      'again',
      'You said: again',
    ]);
  });

  it('with too little audio ends the turn without an answer and without an Error', async () => {
    const { converse } = await heard();
    const { client, session } = await converse(MANUAL);
    client.sendAudio(bytes(40)).send(FORCE);
    await client.waitFor('AgentAudioDone');
    expect([sentOf(session, 'input_audio_buffer.commit'), sentOf(session, 'response.create')]).toEqual([1, 0]);
    expect(client.all('Error')).toEqual([]);
    client.send({ type: 'InjectUserMessage', content: 'Typed.' });
    await client.waitFor('AgentAudioDone', 2);
  });

  it('without audio has no effect', async () => {
    const { converse } = await heard();
    const { client, session } = await converse(MANUAL);
    const before = client.types();
    await client.send(FORCE).roundTrip();
    expect(client.types()).toEqual(before);
    speakTo(client);
    client.send(FORCE);
    await client.waitFor('AgentAudioDone');
    expect(sentOf(session, 'input_audio_buffer.commit')).toBe(1);
  });
});
