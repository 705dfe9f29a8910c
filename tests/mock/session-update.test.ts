import { describe, expect, it } from '@jest/globals';
import type { ClientEvent } from '../../test-app/scripts/mock-openai/index.js';
import { RESPOND, useMocks, userText } from './helpers/world.js';

const { talk } = useMocks();

type RealtimeUpdate = Omit<
  Extract<Extract<ClientEvent, { type: 'session.update' }>['session'], { type: 'realtime' }>,
  'type'
>;
const update = (settings: RealtimeUpdate): ClientEvent => ({
  type: 'session.update',
  session: { type: 'realtime', ...settings },
});

describe('session.update', () => {
  it('is answered with the whole session, and changes only what it names', async () => {
    const { client } = await talk();
    const { session: before } = await client.waitFor('session.created');
    client.send(update({ output_modalities: ['text'] }));
    const { session: after } = await client.waitFor('session.updated');
    expect(after).toEqual({ ...before, output_modalities: ['text'] });
  });

  it('merges audio member by member, and fills the defaults of a new turn detection', async () => {
    const { client } = await talk();
    client.send(
      update({ audio: { output: { voice: 'marin' }, input: { transcription: { model: 'whisper-1' } } } }),
      update({ audio: { input: { turn_detection: { type: 'server_vad', silence_duration_ms: 700 } } } }),
    );
    const { session } = await client.waitFor('session.updated', 2);
    expect(session).toMatchObject({
      audio: {
        output: { voice: 'marin', speed: 1, format: { type: 'audio/pcm', rate: 24000 } },
        input: {
          transcription: { model: 'whisper-1', language: null, prompt: null },
          turn_detection: {
            type: 'server_vad',
            threshold: 0.5,
            prefix_padding_ms: 300,
            silence_duration_ms: 700,
            idle_timeout_ms: null,
            create_response: true,
            interrupt_response: true,
          },
        },
      },
    });
  });

  it('shows an absent tool description as null', async () => {
    const { client } = await talk();
    client.send(update({ tools: [{ type: 'function', name: 'look', parameters: { type: 'object' } }] }));
    const { session } = await client.waitFor('session.updated');
    expect(session).toMatchObject({ tools: [{ type: 'function', name: 'look', description: null }] });
  });

  it.each<[string, RealtimeUpdate, RealtimeUpdate, object]>([
    ['instructions', { instructions: 'Be kind.' }, { instructions: '' }, { instructions: '' }],
    ['tools', { tools: [{ type: 'function', name: 'f' }] }, { tools: [] }, { tools: [] }],
    [
      'turn detection',
      {},
      { audio: { input: { turn_detection: null } } },
      { audio: { input: { turn_detection: null } } },
    ],
    [
      'transcription',
      { audio: { input: { transcription: { model: 'whisper-1' } } } },
      { audio: { input: { transcription: null } } },
      { audio: { input: { transcription: null } } },
    ],
    [
      'noise reduction',
      { audio: { input: { noise_reduction: { type: 'far_field' } } } },
      { audio: { input: { noise_reduction: null } } },
      { audio: { input: { noise_reduction: null } } },
    ],
  ])('clears %s', async (_, set, clear, expected) => {
    const { client } = await talk();
    client.send(update(set), update(clear));
    const { session } = await client.waitFor('session.updated', 2);
    expect(session).toMatchObject(expected);
  });

  it('with one fault drops everything else in it', async () => {
    const { client, session } = await talk();
    const before = session.config;
    client.sendRaw({
      type: 'session.update',
      event_id: 'bad',
      session: {
        type: 'realtime',
        instructions: 'New.',
        audio: { input: { format: { type: 'audio/pcm', rate: 16000 } } },
      },
    });
    expect((await client.waitFor('error')).error.event_id).toBe('bad');
    expect(session.config).toBe(before);
  });

  it('takes reasoning and parallel calls with a reasoning model', async () => {
    const { client } = await talk({}, { query: '?model=gpt-realtime-2' });
    client.send(update({ reasoning: { effort: 'high' }, parallel_tool_calls: true, model: 'gpt-realtime-2' }));
    const { session } = await client.waitFor('session.updated');
    expect(session).toMatchObject({ reasoning: { effort: 'high' }, parallel_tool_calls: true });
  });

  it('cannot change tracing once it is on, but may repeat it', async () => {
    const { client } = await talk();
    client.send(update({ tracing: 'auto' }), update({ tracing: 'auto' }), update({ tracing: null }));
    expect((await client.waitFor('error')).error.param).toBe('session.tracing');
    expect(client.all('session.updated')).toHaveLength(2);
  });
});

describe('the voice', () => {
  it('is locked by the first audio, for the session and for a response', async () => {
    const { client } = await talk();
    client.send(update({ audio: { output: { voice: 'marin' } } }), userText('Hi'), RESPOND);
    await client.waitFor('response.done');
    client.send(
      update({ audio: { output: { voice: 'marin' } }, instructions: 'Same voice.' }),
      update({ audio: { output: { voice: 'cedar' } }, instructions: 'Other voice.' }),
      { type: 'response.create', response: { audio: { output: { voice: 'cedar' } } } },
    );
    const { error } = await client.waitFor('error');
    expect(error).toMatchObject({
      code: 'cannot_update_voice',
      message: "Cannot update a conversation's voice if assistant audio is present.",
    });
    expect((await client.waitFor('error', 2)).error.code).toBe('cannot_update_voice');
    expect((await client.waitFor('session.updated', 2)).session).toMatchObject({ instructions: 'Same voice.' });
    expect(client.all('session.updated')).toHaveLength(2);
  });

  it('stays free while there was only text', async () => {
    const { client } = await talk();
    client.send(update({ output_modalities: ['text'] }), userText('Hi'), RESPOND);
    await client.waitFor('response.done');
    client.send(update({ audio: { output: { voice: 'cedar' } } }));
    await client.waitFor('session.updated', 2);
    expect(client.all('error')).toEqual([]);
  });
});

describe('a transcription session', () => {
  it('takes its own update, and refuses a realtime one and responses', async () => {
    const { client } = await talk({}, { query: '?intent=transcription' });
    client.send(
      {
        type: 'session.update',
        session: { type: 'transcription', audio: { input: { transcription: { model: 'gpt-4o-transcribe' } } } },
      },
      update({}),
      RESPOND,
    );
    expect((await client.waitFor('session.updated')).session).toMatchObject({
      type: 'transcription',
      audio: { input: { transcription: { model: 'gpt-4o-transcribe' } } },
    });
    expect((await client.waitFor('error')).error.message).toBe(
      'Passing a realtime session update event to a transcription session is not allowed.',
    );
    expect((await client.waitFor('error', 2)).error.message).toMatch(/not supported/);
  });
});
