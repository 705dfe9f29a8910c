import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createWorld } from './helpers/world.js';
import { settingsAt } from './helpers/voice.js';

const valueOf = async (origin: string, series: string): Promise<number> => {
  const { text } = await request(origin.replace('ws:', 'http:')).get('/metrics').expect(200);
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
};
const errors = (code: string) => `voice_agent_errors_total{code="${code}"}`;
const audio = (direction: 'in' | 'out') => `voice_agent_audio_bytes_total{direction="${direction}"}`;

describe('A conversation counts in GET /metrics', () => {
  it('each Error that its client is sent, by code, whoever caused it', async () => {
    const { connect, converse, origin } = await createWorld();
    const early = connect();
    await early.opened;
    early.send('no JSON').send({ type: 'ForceEndTurn' }).send({ type: 'ForceEndTurn' });
    await early.waitFor('Error', 3);
    const { client, session } = await converse();
    session.emit({ type: 'error', error: { type: 'server_error', code: 'overloaded', message: 'x' } });
    await client.waitFor('Error');
    await expect(valueOf(origin, errors('UNPARSABLE_CLIENT_MESSAGE'))).resolves.toBe(1);
    await expect(valueOf(origin, errors('NON_SETTINGS_MESSAGE_BEFORE_SETTINGS'))).resolves.toBe(2);
    await expect(valueOf(origin, errors('overloaded'))).resolves.toBe(1);
  });

  it('the Error that ends it', async () => {
    const { connect, origin } = await createWorld();
    const client = connect();
    await client.opened;
    client.send({ type: 'Settings', agent: 'nobody' });
    expect((await client.closed).code).toBe(1000);
    await expect(valueOf(origin, errors('INVALID_SETTINGS'))).resolves.toBe(1);
  });

  it('the bytes that its client sent and was sent, at the client’s rates', async () => {
    const { converse, origin } = await createWorld({ proxy: { appendMs: 0 } });
    const { client, session } = await converse(settingsAt(16_000));
    client.sendAudio(new Uint8Array(640)).sendAudio(new Uint8Array(320));
    await session.waitFor('input_audio_buffer.append', { nth: 2 });
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
    await expect(valueOf(origin, audio('in'))).resolves.toBe(960);
    const heard = client.audio.reduce((sum, { length }) => sum + length, 0);
    expect(heard).toBeGreaterThan(0);
    await expect(valueOf(origin, audio('out'))).resolves.toBe(heard);
  });

  it('no audio of a transcription socket', async () => {
    const { connect, origin } = await createWorld();
    const client = connect('/openai?service=transcription');
    await client.opened;
    client.sendAudio(new Uint8Array(640));
    await client.roundTrip();
    await expect(valueOf(origin, audio('in'))).resolves.toBe(0);
  });
});
