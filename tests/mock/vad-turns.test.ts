import { describe, expect, it } from '@jest/globals';
import { createEnergyVad, silence, tone, type ClientEvent } from '../../test-app/scripts/mock-openai/index.js';
import { concat, encode, type AudioFormat } from '../../test-app/scripts/mock-openai/audio.js';
import { append, RESPOND, useMocks, userText } from './helpers/world.js';

const { talk } = useMocks();

type Detection = {
  prefix_padding_ms?: number;
  silence_duration_ms?: number;
  create_response?: boolean;
  interrupt_response?: boolean;
  idle_timeout_ms?: number;
};
const serverVad = (settings: Detection): ClientEvent => ({
  type: 'session.update',
  session: { type: 'realtime', audio: { input: { turn_detection: { type: 'server_vad', ...settings } } } },
});
const MANUAL: ClientEvent = {
  type: 'session.update',
  session: { type: 'realtime', audio: { input: { turn_detection: null } } },
};

describe('a spoken turn', () => {
  it('is started, stopped, committed, stored and answered', async () => {
    const { client, session } = await talk();
    client.send(append(silence(500), tone(600), silence(400)));
    await client.waitFor('response.done');
    expect(client.types().slice(1, 7)).toEqual([
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
    ]);
    const started = await client.waitFor('input_audio_buffer.speech_started');
    expect(started.audio_start_ms).toBe(500 - 300);
    const stopped = await client.waitFor('input_audio_buffer.speech_stopped');
    expect(stopped.audio_end_ms).toBe(500 + 600 + 200);
    const committed = await client.waitFor('input_audio_buffer.committed');
    expect([stopped.item_id, committed.item_id]).toEqual([started.item_id, started.item_id]);
    expect((await client.waitFor('conversation.item.added')).item).toEqual({
      id: started.item_id,
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_audio', transcript: null }],
    });
    expect(session.prompts[0]?.items).toMatchObject([{ content: [{ transcript: 'hello' }] }]);
    expect(session.audio).toEqual({ bytes: 1500 * 48, ms: 1500 });
  });

  it('goes by the clock of the audio, whatever its chunks are', async () => {
    const { client } = await talk();
    const signal = concat([silence(730), tone(450), silence(500)]);
    for (let offset = 0; offset < signal.length; offset += 999)
      client.send(append(signal.subarray(offset, offset + 999)));
    await client.waitFor('response.done');
    expect(client.all('input_audio_buffer.speech_started')).toMatchObject([{ audio_start_ms: 430 }]);
    expect(client.all('input_audio_buffer.speech_stopped')).toMatchObject([{ audio_end_ms: 1380 }]);
  });

  it('starts no earlier than the audio does', async () => {
    const { client } = await talk();
    client.send(append(tone(300)));
    expect((await client.waitFor('input_audio_buffer.speech_started')).audio_start_ms).toBe(0);
  });

  it('keeps to the padding and the silence of the session', async () => {
    const { client } = await talk();
    client.send(
      serverVad({ prefix_padding_ms: 100, silence_duration_ms: 800 }),
      append(silence(500), tone(300), silence(500)),
    );
    await client.settle();
    expect(client.all('input_audio_buffer.speech_stopped')).toEqual([]);
    client.send(append(silence(400)));
    expect((await client.waitFor('input_audio_buffer.speech_stopped')).audio_end_ms).toBe(500 + 300 + 800);
    expect(client.all('input_audio_buffer.speech_started')[0]?.audio_start_ms).toBe(400);
  });

  it('can be two turns in one append', async () => {
    const { client } = await talk();
    client.send(serverVad({ create_response: false }), append(tone(300), silence(400), tone(300), silence(400)));
    await client.waitFor('conversation.item.done', 2);
    expect(client.all('input_audio_buffer.committed')).toMatchObject([
      { previous_item_id: null },
      { previous_item_id: client.all('input_audio_buffer.committed')[0]?.item_id },
    ]);
  });

  it('is stored but not answered when create_response is off', async () => {
    const { client } = await talk();
    client.send(serverVad({ create_response: false }), append(tone(300), silence(400)));
    await client.waitFor('conversation.item.done');
    await client.settle();
    expect(client.types().at(-1)).toBe('conversation.item.done');
    client.send(RESPOND);
    await client.waitFor('response.done');
  });

  it('ends sooner with an eager semantic VAD', async () => {
    const { client } = await talk();
    client.send(
      {
        type: 'session.update',
        session: {
          type: 'realtime',
          audio: { input: { turn_detection: { type: 'semantic_vad', eagerness: 'high' } } },
        },
      },
      append(tone(300), silence(400)),
    );
    expect((await client.waitFor('input_audio_buffer.speech_stopped')).audio_end_ms).toBe(600);
    expect((await client.waitFor('session.updated')).session).toMatchObject({
      audio: {
        input: {
          turn_detection: { type: 'semantic_vad', eagerness: 'high', create_response: true, interrupt_response: true },
        },
      },
    });
  });

  it.each(['audio/pcmu', 'audio/pcma'] as const)('is heard in %s', async (type) => {
    const { client, session } = await talk();
    const format: AudioFormat = { type };
    client.send(
      { type: 'session.update', session: { type: 'realtime', audio: { input: { format } } } },
      {
        type: 'input_audio_buffer.append',
        audio: encode(concat([silence(400), tone(300), silence(300)]), format).toString('base64'),
      },
    );
    await client.waitFor('response.done');
    expect(client.all('input_audio_buffer.speech_started')).toMatchObject([{ audio_start_ms: 100 }]);
    expect(client.all('input_audio_buffer.speech_stopped')).toMatchObject([{ audio_end_ms: 900 }]);
    expect(session.audio).toEqual({ bytes: 8000, ms: 1000 });
  });
});

describe('a manual turn', () => {
  it('is committed by the client, and has no speech events', async () => {
    const { client } = await talk();
    client.send(MANUAL, append(tone(200), silence(500)), { type: 'input_audio_buffer.commit' }, RESPOND);
    await client.waitFor('response.done');
    expect(client.types().slice(2, 6)).toEqual([
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
    ]);
  });

  it('needs a tenth of a second', async () => {
    const { client } = await talk();
    client.send(MANUAL, append(tone(99)), { type: 'input_audio_buffer.commit' });
    expect((await client.waitFor('error')).error.message).toContain('buffer only has 99.00ms of audio');
    client.send(append(tone(1)), { type: 'input_audio_buffer.commit' });
    await client.waitFor('input_audio_buffer.committed');
  });

  it('takes 15 MiB in one append and no more', async () => {
    const { client, session } = await talk();
    const most = Buffer.alloc(15 * 1024 * 1024);
    client.send(MANUAL, { type: 'input_audio_buffer.append', audio: most.toString('base64') });
    client.send({
      type: 'input_audio_buffer.append',
      audio: Buffer.concat([most, Buffer.alloc(2)]).toString('base64'),
    });
    expect((await client.waitFor('error')).error.param).toBe('audio');
    expect(session.audio.bytes).toBe(most.length);
  });

  it('can be thrown away', async () => {
    const { client } = await talk();
    client.send(MANUAL, append(tone(200)), { type: 'input_audio_buffer.clear' }, { type: 'input_audio_buffer.commit' });
    await client.waitFor('input_audio_buffer.cleared');
    expect((await client.waitFor('error')).error.code).toBe('input_audio_buffer_commit_empty');
  });
});

describe('the idle timeout', () => {
  it('makes the model speak when the user stays silent', async () => {
    const { client } = await talk();
    client.send(serverVad({ idle_timeout_ms: 5000 }), userText('Hi'), RESPOND);
    await client.waitFor('rate_limits.updated');
    client.send(append(silence(5500)));
    await client.settle();
    expect(client.all('input_audio_buffer.timeout_triggered')).toEqual([]);
    client.send(append(silence(100)));
    const timeout = await client.waitFor('input_audio_buffer.timeout_triggered');
    expect(timeout).toMatchObject({ audio_start_ms: 600, audio_end_ms: 5600 });
    expect((await client.waitFor('input_audio_buffer.committed')).item_id).toBe(timeout.item_id);
    await client.waitFor('response.done', 2);
  });
});

describe('the energy VAD', () => {
  it('takes quiet sounds and clicks for silence', () => {
    const vad = createEnergyVad({ threshold: 0.5, silenceDurationMs: 200 });
    expect(vad.push(concat([tone(500, 0.005), tone(20), silence(500)]))).toEqual([]);
  });

  it('needs louder speech for a higher threshold', () => {
    const speech = tone(300, 0.02);
    expect(createEnergyVad({ threshold: 0.5, silenceDurationMs: 200 }).push(speech)).toHaveLength(1);
    expect(createEnergyVad({ threshold: 1, silenceDurationMs: 200 }).push(speech)).toHaveLength(0);
  });
});
