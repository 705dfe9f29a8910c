import { describe, expect, it } from '@jest/globals';
import { scriptedBrain, tone, type Session } from '../../test-app/scripts/mock-openai/index.js';
import { encode } from '../../test-app/scripts/mock-openai/audio.js';
import { createWorld } from './helpers/world.js';

const settings = (input: object, output: object = input) => ({ type: 'Settings', audio: { input, output }, agent: {} });
const appends = ({ received }: Session) =>
  received.flatMap((event) => (event.type === 'input_audio_buffer.append' ? [Buffer.from(event.audio, 'base64')] : []));

describe('A client that speaks G.711', () => {
  it.each([
    ['mulaw', 'audio/pcmu'],
    ['alaw', 'audio/pcma'],
  ])('as %s is heard and answered in its own encoding, which passes as it is', async (encoding, type) => {
    const { converse } = await createWorld({
      mock: { model: { brain: scriptedBrain([{ type: 'message', text: 'Yes.' }]) } },
    });
    const { client, session } = await converse(settings({ encoding, sample_rate: 8_000 }));
    expect(session.config).toMatchObject({ audio: { input: { format: { type } }, output: { format: { type } } } });
    client.send({ type: 'InjectUserMessage', content: 'Hello?' });
    await client.waitFor('AgentAudioDone');
    const sent = session.sent.flatMap((event) =>
      event.type === 'response.output_audio.delta' ? [Buffer.from(event.delta, 'base64')] : [],
    );
    const said = Buffer.concat(sent);
    expect(said.length).toBeGreaterThan(0);
    expect(
      Buffer.concat(client.audio)
        .subarray(0, said.length - (said.length % 2))
        .equals(said.subarray(0, said.length - (said.length % 2))),
    ).toBe(true);
    const spoken = encode(tone(200), { type: type as 'audio/pcmu' });
    client.sendAudio(spoken);
    await session.waitFor('input_audio_buffer.append');
    expect(Buffer.concat(appends(session)).equals(spoken)).toBe(true);
  });

  it('keeps its formats when listen and speak are updated', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse(settings({ encoding: 'mulaw', sample_rate: 8_000 }));
    client.send({ type: 'UpdateListen', listen: { provider: { type: 'deepgram', language: 'fr' } } });
    client.send({ type: 'UpdateSpeak', speak: { provider: { type: 'open_ai', model: 'tts', voice: 'cedar' } } });
    await client.waitFor('SpeakUpdated');
    const format = { type: 'audio/pcmu' };
    expect(session.config).toMatchObject({ audio: { input: { format }, output: { format, voice: 'cedar' } } });
  });

  it('is converted for an upstream that has no G.711', async () => {
    const { converse } = await createWorld({ proxy: { upstream: { g711: false } } });
    const { client, session } = await converse(settings({ encoding: 'mulaw', sample_rate: 8_000 }));
    expect(session.config).toMatchObject({ audio: { input: { format: { type: 'audio/pcm', rate: 24_000 } } } });
    client.sendAudio(encode(tone(200), { type: 'audio/pcmu' }));
    const { audio } = await session.waitFor('input_audio_buffer.append');
    expect(Buffer.from(audio, 'base64').length).toBeGreaterThan(8_000);
  });
});

describe('Formats that are not supported', () => {
  it.each([
    ['input', { encoding: 'opus', sample_rate: 48_000 }],
    ['input', { encoding: 'mulaw', sample_rate: 16_000 }],
    ['input', { encoding: 'linear16', sample_rate: 11_025 }],
    ['input', { encoding: 'linear16', sample_rate: 16_000, container: 'wav' }],
    ['output', { encoding: 'mp3' }],
    ['output', { encoding: 'linear16', sample_rate: 24_000, container: 'ogg' }],
  ])('for %s are refused with what is: %j', async (name, format) => {
    const { connect } = await createWorld();
    const client = connect();
    await client.opened;
    client.send({ type: 'Settings', audio: { [name]: format }, agent: {} });
    const { code, description } = await client.waitFor('Error');
    expect(code).toBe('INVALID_SETTINGS');
    expect(description).toContain(`audio.${name}`);
    expect(description).toContain('16000');
    expect(description).toContain('mulaw');
    expect((await client.closed).code).toBe(1000);
  });
});

describe('A client that sends many small frames', () => {
  const frames = (count: number) => Array.from({ length: count }, (_, n) => new Uint8Array(256).fill(n));

  it('reaches the upstream in appends of 20 ms or more, with every byte', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse(settings({ encoding: 'linear16', sample_rate: 24_000 }));
    for (const frame of frames(60)) client.sendAudio(frame);
    await client.roundTrip();
    client.send({ type: 'ForceEndTurn' });
    const whole = Buffer.concat(frames(60));
    await session.waitFor(() => session.audio.bytes === whole.length);
    expect(Buffer.concat(appends(session)).equals(whole)).toBe(true);
    expect(
      appends(session)
        .slice(0, -1)
        .every(({ length }) => length >= 960),
    ).toBe(true);
  });

  it('does not wait for more than it is told to', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse(settings({ encoding: 'linear16', sample_rate: 24_000 }));
    client.sendAudio(Uint8Array.of(1, 2));
    const { audio } = await session.waitFor('input_audio_buffer.append');
    expect([...Buffer.from(audio, 'base64')]).toEqual([1, 2]);
  });

  it('may have each frame sent as it is', async () => {
    const { converse } = await createWorld({ proxy: { appendMs: 0 } });
    const { client, session } = await converse(settings({ encoding: 'linear16', sample_rate: 24_000 }));
    for (const frame of frames(3)) client.sendAudio(frame);
    await session.waitFor('input_audio_buffer.append', { nth: 3 });
    expect(appends(session).map(({ length }) => length)).toEqual([256, 256, 256]);
  });

  it('has all its audio there before it ends its turn', async () => {
    const { converse } = await createWorld();
    const manual = { provider: { type: 'deepgram', turn_detection: { type: 'none' } } };
    const format = { encoding: 'linear16', sample_rate: 24_000 };
    const { client, session } = await converse({
      type: 'Settings',
      audio: { input: format },
      agent: { listen: manual },
    });
    for (const frame of frames(21)) client.sendAudio(frame);
    client.send({ type: 'ForceEndTurn' });
    await session.waitFor('input_audio_buffer.commit');
    const order = session.received.map(({ type }) => type);
    expect(order.lastIndexOf('input_audio_buffer.append')).toBeLessThan(order.indexOf('input_audio_buffer.commit'));
    expect(session.audio.bytes).toBe(21 * 256);
  });
});
