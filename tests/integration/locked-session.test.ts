import { describe, expect, it } from '@jest/globals';
import type { RealtimeConfig } from '../../test-app/scripts/mock-openai/config.js';
import type { Session } from '../../test-app/scripts/mock-openai/index.js';
import { SETTINGS } from './helpers/client.js';
import { createWorld } from './helpers/world.js';

const speak = (voice: string) => ({
  type: 'UpdateSpeak',
  speak: { provider: { type: 'open_ai', model: 'gpt-realtime', voice } },
});
const think = (model: string) => ({
  type: 'UpdateThink',
  think: { provider: { type: 'open_ai', model }, prompt: 'New.' },
});
const configOf = ({ config }: Session) => config as RealtimeConfig;
const voiceOf = (session: Session) => configOf(session).audio.output.voice;
const changesOf = ({ received }: Session) => received.filter(({ type }) => type === 'session.update').length - 1;

describe('UpdateSpeak with another voice', () => {
  it('is applied before the agent has spoken', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    client.send(speak('cedar'));
    await client.waitFor('SpeakUpdated');
    expect(voiceOf(session)).toBe('cedar');
    expect(client.all('Warning')).toEqual([]);
  });

  it('is answered SpeakUpdated and a Warning VOICE_LOCKED once the agent has spoken, and the rest applies', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse({ ...SETTINGS, agent: { speak: { provider: { type: 'deepgram' } } } });
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
    const before = voiceOf(session);
    const { provider } = speak('cedar').speak;
    client.send({ type: 'UpdateSpeak', speak: { provider: { ...provider, speed: 1.2 } } });
    await client.waitFor('SpeakUpdated');
    expect(client.all('Warning')).toMatchObject([{ code: 'VOICE_LOCKED' }]);
    expect(configOf(session).audio.output).toMatchObject({ voice: before, speed: 1.2 });
    expect(client.all('Error')).toEqual([]);
  });

  it('names the same voice again without a Warning', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
    client.send(speak(voiceOf(session) as string));
    await client.waitFor('SpeakUpdated');
    expect(client.all('Warning')).toEqual([]);
  });

  it('is answered the same when the agent’s first audio overtakes it', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const before = voiceOf(session);
    let refused = false;
    session.use({
      on: {
        'session.update': (event, upstream) => {
          if (refused) return 'default';
          refused = true;
          upstream.reject(event, {
            type: 'invalid_request_error',
            code: 'cannot_update_voice',
            message: 'Cannot update a conversation’s voice if assistant audio is present.',
            param: 'session.audio.output.voice',
          });
          return 'handled';
        },
      },
    });
    client.send(speak('cedar'));
    await client.waitFor('SpeakUpdated');
    expect(client.all('Warning')).toMatchObject([{ code: 'VOICE_LOCKED' }]);
    expect([client.all('SpeakUpdated').length, changesOf(session)]).toEqual([1, 2]);
    expect(voiceOf(session)).toBe(before);
    expect(client.all('Error')).toEqual([]);
  });
});

describe('UpdateThink with another model', () => {
  it('is answered ThinkUpdated and a Warning MODEL_LOCKED, and the rest applies', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    client.send(think('gpt-realtime-mini'));
    await client.waitFor('ThinkUpdated');
    expect(client.all('Warning')).toMatchObject([{ code: 'MODEL_LOCKED' }]);
    expect(configOf(session)).toMatchObject({ model: 'gpt-realtime', instructions: expect.stringMatching(/^New\./) });
  });

  it('is answered no Warning for the same model', async () => {
    const { converse } = await createWorld();
    const { client } = await converse();
    client.send(think('gpt-realtime'));
    await client.waitFor('ThinkUpdated');
    expect(client.all('Warning')).toEqual([]);
  });
});
