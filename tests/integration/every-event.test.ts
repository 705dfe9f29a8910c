import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { Session } from '../../test-app/scripts/mock-openai/index.js';
import type { ServerEventType } from '../../test-app/scripts/openai-proxy/protocol/realtime.js';
import type { TestClient } from './helpers/client.js';
import { createWorld } from './helpers/world.js';

/** Every event of the `openai` package; the compiler keeps the list whole. */
const TYPES = Object.keys({
  'conversation.created': true,
  'conversation.item.added': true,
  'conversation.item.created': true,
  'conversation.item.deleted': true,
  'conversation.item.done': true,
  'conversation.item.input_audio_transcription.completed': true,
  'conversation.item.input_audio_transcription.delta': true,
  'conversation.item.input_audio_transcription.failed': true,
  'conversation.item.input_audio_transcription.segment': true,
  'conversation.item.retrieved': true,
  'conversation.item.truncated': true,
  error: true,
  'input_audio_buffer.cleared': true,
  'input_audio_buffer.committed': true,
  'input_audio_buffer.dtmf_event_received': true,
  'input_audio_buffer.speech_started': true,
  'input_audio_buffer.speech_stopped': true,
  'input_audio_buffer.timeout_triggered': true,
  'mcp_list_tools.completed': true,
  'mcp_list_tools.failed': true,
  'mcp_list_tools.in_progress': true,
  'output_audio_buffer.cleared': true,
  'output_audio_buffer.started': true,
  'output_audio_buffer.stopped': true,
  'rate_limits.updated': true,
  'response.content_part.added': true,
  'response.content_part.done': true,
  'response.created': true,
  'response.done': true,
  'response.function_call_arguments.delta': true,
  'response.function_call_arguments.done': true,
  'response.mcp_call.completed': true,
  'response.mcp_call.failed': true,
  'response.mcp_call.in_progress': true,
  'response.mcp_call_arguments.delta': true,
  'response.mcp_call_arguments.done': true,
  'response.output_audio.delta': true,
  'response.output_audio.done': true,
  'response.output_audio_transcript.delta': true,
  'response.output_audio_transcript.done': true,
  'response.output_item.added': true,
  'response.output_item.done': true,
  'response.output_text.delta': true,
  'response.output_text.done': true,
  'session.created': true,
  'session.updated': true,
} satisfies Record<ServerEventType, true>) as readonly ServerEventType[];

const MEMBERS = [
  'item',
  'response',
  'part',
  'session',
  'conversation',
  'rate_limits',
  'delta',
  'text',
  'transcript',
  'arguments',
  'name',
  'call_id',
  'item_id',
  'response_id',
  'content_index',
  'audio_start_ms',
  'audio_end_ms',
];
const all = (value: unknown) => Object.fromEntries(MEMBERS.map((name) => [name, value]));

const SHAPES: readonly object[] = [
  {},
  all(null),
  all({}),
  all([]),
  all(7),
  all('odd'),
  { item: { type: 'message', role: 'assistant', content: [null, 5, { text: {} }] }, response: { output: [null, 5] } },
  { item: { type: 'function_call', status: 'completed', call_id: {}, name: [], arguments: 5 } },
  { response: { id: {}, status: [], status_details: 'odd', output: 'odd' } },
];

/** Resolves when the client has got all that came of the events before. */
async function settle(client: TestClient, session: Session): Promise<void> {
  const told = client.log.waitForNew(
    ({ type, ...rest }) => type === 'Error' && 'code' in rest && rest.code === 'fence',
  );
  session.emitRaw({ type: 'error', error: { code: 'fence', event_id: 'fence' } });
  await told;
}

const codesOf = (client: TestClient) => client.all('Error').map(({ code }) => code);

const samplesFrom = async (origin: string): Promise<string> =>
  (await request(origin.replace('ws:', 'http:')).get('/metrics').expect(200)).text;

describe('An upstream event, empty or odd,', () => {
  it.each(TYPES.filter((type) => type !== 'error'))('%s is no Error, and the conversation goes on', async (type) => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    for (const shape of SHAPES) {
      session.emitRaw({ ...shape, type });
      await settle(client, session);
    }
    expect(codesOf(client).filter((code) => code !== 'fence')).toEqual([]);
    // What has begun in it is ended, as the upstream would.
    session.emitRaw({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: 1 });
    for (const id of [null, 'odd']) session.emitRaw({ type: 'response.done', response: { id, status: 'completed' } });
    await settle(client, session);
    client.send({ type: 'InjectUserMessage', content: 'Still there?' });
    await client.waitUntil(
      ({ type: told, ...rest }) => told === 'ConversationText' && 'role' in rest && rest.role === 'user',
    );
    await session.waitFor('conversation.item.create');
  });

  it('error is told with a code, and the conversation goes on', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    for (const shape of [
      {},
      { error: null },
      { error: {} },
      { error: 7 },
      { error: { code: {}, type: [], param: 5 } },
    ]) {
      session.emitRaw({ ...shape, type: 'error' });
    }
    await settle(client, session);
    expect(codesOf(client)).toEqual([...Array.from({ length: 5 }, () => 'upstream_error'), 'fence']);
    client.send({ type: 'InjectUserMessage', content: 'Still there?' });
    await client.waitFor('AgentAudioDone');
  });
});

describe('An upstream event that nobody knows', () => {
  it('is counted in GET /metrics, and no Error', async () => {
    const { converse, origin } = await createWorld();
    const { client, session } = await converse();
    for (const type of ['response.telepathy.delta', 'session.renamed', 'constructor', '__proto__', '']) {
      session.emitRaw({ type, delta: 'x' });
    }
    await settle(client, session);
    expect(codesOf(client)).toEqual(['fence']);
    await expect(samplesFrom(origin)).resolves.toMatch(/^voice_agent_upstream_events_unknown_total 5$/m);
  });

  it('is none of those that the openai package has', async () => {
    const { converse, origin } = await createWorld();
    const { client, session } = await converse();
    for (const type of TYPES) session.emitRaw({ type });
    await settle(client, session);
    await expect(samplesFrom(origin)).resolves.toMatch(/^voice_agent_upstream_events_unknown_total 0$/m);
  });
});

describe('A frame of the upstream that is no event', () => {
  it('is counted in GET /metrics, and no Error', async () => {
    const { converse, origin } = await createWorld();
    const { client, session } = await converse();
    for (const frame of ['no JSON', '5', 'null', '[]', '{}', '{"type":5}']) session.emitRaw(frame);
    await settle(client, session);
    expect(codesOf(client)).toEqual(['fence']);
    await expect(samplesFrom(origin)).resolves.toMatch(/^voice_agent_upstream_frames_malformed_total 6$/m);
  });
});
