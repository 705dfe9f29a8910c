import { describe, expect, it } from '@jest/globals';
import { fixedStt, silence, tone, type ClientEvent } from '../../test-app/scripts/mock-openai/index.js';
import { append, RESPOND, useMocks } from './helpers/world.js';

const { talk } = useMocks();

const transcribe = (model: 'whisper-1' | 'gpt-4o-transcribe', create_response = false): ClientEvent => ({
  type: 'session.update',
  session: {
    type: 'realtime',
    audio: { input: { transcription: { model }, turn_detection: { type: 'server_vad', create_response } } },
  },
});
const SPEECH = append(tone(300), silence(300));
const DELTA = 'conversation.item.input_audio_transcription.delta';
const COMPLETED = 'conversation.item.input_audio_transcription.completed';
const FAILED = 'conversation.item.input_audio_transcription.failed';

describe('the transcription of a spoken turn', () => {
  it('comes in pieces and then as a whole, for the item of the turn', async () => {
    const { client } = await talk({ model: { stt: fixedStt('what time is it') } });
    client.send(transcribe('gpt-4o-transcribe'), SPEECH);
    const completed = await client.waitFor(COMPLETED);
    const { item_id } = await client.waitFor('input_audio_buffer.committed');
    expect(completed).toMatchObject({
      item_id,
      content_index: 0,
      transcript: 'what time is it',
      usage: { type: 'tokens', input_token_details: { text_tokens: 0, audio_tokens: 5 }, output_tokens: 4 },
    });
    const deltas = client.all(DELTA).map(({ delta }) => delta);
    expect(deltas).toEqual(['what', ' time', ' is', ' it']);
  });

  it('is one piece with whisper-1, and counted in seconds', async () => {
    const { client } = await talk({ model: { stt: fixedStt('what time is it') } });
    client.send(transcribe('whisper-1'), SPEECH);
    expect((await client.waitFor(COMPLETED)).usage).toEqual({ type: 'duration', seconds: 1 });
    expect(client.all(DELTA)).toMatchObject([{ delta: 'what time is it' }]);
  });

  it('is empty without pieces when nothing was understood', async () => {
    const { client } = await talk({ model: { stt: fixedStt('') } });
    client.send(transcribe('whisper-1'), SPEECH);
    expect((await client.waitFor(COMPLETED)).transcript).toBe('');
    expect(client.all(DELTA)).toEqual([]);
  });

  it('is off by default', async () => {
    const { client } = await talk();
    client.send(SPEECH);
    await client.waitFor('response.done');
    expect(client.types().filter((type) => type.includes('transcription'))).toEqual([]);
  });

  it('is what a retrieval then shows', async () => {
    const { client } = await talk();
    client.send(transcribe('whisper-1'), SPEECH);
    const { item_id } = await client.waitFor(COMPLETED);
    client.send({ type: 'conversation.item.retrieve', item_id });
    const { item } = await client.waitFor('conversation.item.retrieved');
    expect(item).toMatchObject({ content: [{ type: 'input_audio', transcript: 'hello', audio: expect.any(String) }] });
    expect(client.all('conversation.item.added')[0]?.item).toMatchObject({ content: [{ transcript: null }] });
  });

  it('can come after the answer', async () => {
    const { client, session } = await talk();
    const release = session.hold(DELTA);
    client.send(transcribe('whisper-1', true), SPEECH);
    await client.waitFor('response.done');
    await release.reached;
    release();
    await client.waitFor(COMPLETED);
    const types = client.types();
    expect(types.indexOf(COMPLETED)).toBeGreaterThan(types.indexOf('response.done'));
  });

  it('can fail, without a param in its error, and the model answers all the same', async () => {
    const stt = { transcribe: () => Promise.reject(new Error('Too much noise.')) };
    const { client } = await talk({ model: { stt } });
    client.send(transcribe('whisper-1', true), SPEECH);
    const { error } = await client.waitFor(FAILED);
    expect(error).toEqual({ type: 'transcription_error', code: 'audio_unintelligible', message: 'Too much noise.' });
    await client.waitFor('response.done');
  });

  it('runs once for the transcript and the model', async () => {
    let runs = 0;
    const stt = {
      transcribe: () => {
        runs++;
        return Promise.resolve('hello');
      },
    };
    const { client } = await talk({ model: { stt } });
    client.send(transcribe('whisper-1'), SPEECH, RESPOND);
    await Promise.all([client.waitFor(COMPLETED), client.waitFor('response.done')]);
    expect(runs).toBe(1);
  });

  it('hears the padding and the speech, at 24 kHz', async () => {
    let heard = new Int16Array();
    const stt = {
      transcribe: (audio: Int16Array) => {
        heard = Int16Array.from(audio);
        return Promise.resolve('hello');
      },
    };
    const { client } = await talk({ model: { stt } });
    client.send(transcribe('whisper-1'), append(silence(1000), tone(300), silence(500)));
    await client.waitFor(COMPLETED);
    expect(heard.length / 24).toBe(300 + 300 + 200);
    expect(heard.findIndex((sample) => sample !== 0)).toBe(300 * 24 + 1);
  });
});

describe('a transcription session', () => {
  it('commits and transcribes without responses', async () => {
    const { client } = await talk({}, { query: '?intent=transcription' });
    const transcription = { model: 'gpt-4o-transcribe' } as const;
    client.send(
      { type: 'session.update', session: { type: 'transcription', audio: { input: { transcription } } } },
      SPEECH,
    );
    await client.waitFor(COMPLETED);
    await client.settle();
    expect(client.types().filter((type) => /^(response|rate)/.test(type))).toEqual([]);
  });
});
