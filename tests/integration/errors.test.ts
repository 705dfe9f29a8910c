import { describe, expect, it } from '@jest/globals';
import { FAULTS, scriptedBrain } from '../../test-app/scripts/mock-openai/index.js';
import { SETTINGS } from './helpers/client.js';
import { createWorld } from './helpers/world.js';

describe('5. Error and disconnect handling: the upstream closes', () => {
  it.each<[number, number, string | null]>([
    [1000, 1000, null],
    [1001, 1011, 'UPSTREAM_CLOSED'],
    [1011, 1011, 'UPSTREAM_CLOSED'],
    [3000, 1000, 'UPSTREAM_AUTH'],
    [4000, 1000, 'UPSTREAM_REJECTED'],
  ])('with %d: the client is closed with %d and told %s', async (code, clientCode, errorCode) => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    session.close(code, 'some reason');
    expect((await client.closed).code).toBe(clientCode);
    expect(client.all('Error').map((error) => error.code)).toEqual(errorCode === null ? [] : [errorCode]);
  });

  it('without a word (1006): the client is told, and closed with 1011', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    session.terminate();
    expect((await client.closed).code).toBe(1011);
    expect(client.all('Error')).toMatchObject([{ code: 'UPSTREAM_CLOSED' }]);
  });

  it('before the session is ready: the client is told, and closed', async () => {
    const { connect } = await createWorld({
      mock: { scenario: { on: { 'session.update': (_event, session) => (session.close(1011), 'handled') } } },
    });
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    expect((await client.closed).code).toBe(1011);
    expect(client.types()).toEqual(['Welcome', 'Error']);
  });

  it('in the middle of a turn: the text so far and the end of the turn come before the Error', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const release = session.hold('response.output_audio_transcript.done');
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await release.reached;
    session.terminate();
    await client.closed;
    expect(client.types().slice(-3)).toEqual(['ConversationText', 'AgentAudioDone', 'Error']);
  });

  it('leaves other clients alone', async () => {
    const { converse } = await createWorld();
    const first = await converse();
    const second = await converse();
    first.session.terminate();
    await first.client.closed;
    second.client.send({ type: 'InjectUserMessage', content: 'hi' });
    await second.client.waitFor('AgentAudioDone');
  });
});

describe('5. Error and disconnect handling: the upstream cannot be reached', () => {
  it.each<[number, number, string, number]>([
    [401, 1000, 'UPSTREAM_AUTH', 1],
    [403, 1000, 'UPSTREAM_AUTH', 1],
    [404, 1000, 'UPSTREAM_REJECTED', 1],
    [429, 1011, 'UPSTREAM_UNAVAILABLE', 3],
    [504, 1011, 'UPSTREAM_UNAVAILABLE', 3],
  ])('it answers HTTP %d: close %d, Error %s, %d attempts', async (status, closeCode, errorCode, attempts) => {
    let upgrades = 0;
    const { connect } = await createWorld({
      mock: { scenario: { onUpgrade: () => ((upgrades += 1), { status }) } },
    });
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    expect((await client.closed).code).toBe(closeCode);
    expect(client.all('Error').map(({ code }) => code)).toEqual([errorCode]);
    expect(upgrades).toBe(attempts);
  });

  it('its first answer is 504: a further attempt succeeds, and the client notices nothing', async () => {
    const { converse } = await createWorld({
      mock: { scenario: (attempt) => (attempt === 0 ? { onUpgrade: () => ({ status: 504 }) } : {}) },
    });
    const { client } = await converse();
    expect(client.types()).toEqual(['Welcome', 'SettingsApplied']);
  });

  it('nobody listens: close 1011, Error UPSTREAM_UNAVAILABLE', async () => {
    const { connect } = await createWorld({
      proxy: { upstream: { url: 'ws://127.0.0.1:9/v1/realtime', retryDelayMs: 1 } },
    });
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    expect((await client.closed).code).toBe(1011);
    expect(client.all('Error')).toMatchObject([{ code: 'UPSTREAM_UNAVAILABLE' }]);
  });

  it('it never accepts the session: close 1011, Error UPSTREAM_UNAVAILABLE', async () => {
    const { connect } = await createWorld({
      mock: { scenario: { on: { 'session.update': () => 'handled' } } },
      proxy: { deadlines: { upstreamMs: 1 } },
    });
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    expect((await client.closed).code).toBe(1011);
  });
});

describe('5. Error and disconnect handling: the upstream reports an error', () => {
  it('maps it to an Error with its code, and goes on', async () => {
    const { converse, logs } = await createWorld();
    const { client, session } = await converse();
    session.emit({
      type: 'error',
      error: { type: 'server_error', code: 'server_error', message: 'Do not show this.', param: null, event_id: null },
    });
    const error = await client.waitFor('Error');
    expect(error.code).toBe('server_error');
    expect(error.description).not.toContain('Do not show this.');
    expect(logs).toContainEqual(expect.objectContaining({ event: 'upstream_error', code: 'server_error' }));
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
  });

  it.each(['response_cancel_not_active', 'input_audio_buffer_commit_empty'])('keeps %s to itself', async (code) => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    session.emit({ type: 'error', error: { type: 'invalid_request_error', code, message: 'x' } });
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('Error')).toEqual([]);
  });

  it('ends the client when its session.update is refused: no session goes on with the defaults', async () => {
    const { connect } = await createWorld({
      mock: {
        scenario: {
          on: {
            'session.update': (event, session) => (
              session.reject(event, FAULTS.value('session.voice', 'x')),
              'handled'
            ),
          },
        },
      },
    });
    const client = connect();
    await client.opened;
    client.send(SETTINGS);
    expect((await client.closed).code).toBe(1000);
    expect(client.types()).toEqual(['Welcome', 'Error']);
  });

  it('ends the client with an Error when the session has reached its maximum age', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const message = 'Your session hit the maximum duration of 60 minutes.';
    session.emit({ type: 'error', error: { type: 'invalid_request_error', code: 'session_expired', message } });
    session.close(1001, message);
    expect((await client.closed).code).toBe(1000);
    expect(client.all('Error')).toMatchObject([{ code: 'session_max_duration' }]);
  });

  it('decides on the code, whatever the message says', async () => {
    const { converse } = await createWorld();
    const { client, session } = await converse();
    const message = 'Your session hit the maximum duration of 60 minutes.';
    session.emit({ type: 'error', error: { type: 'server_error', code: 'other', message } });
    await client.waitFor('Error');
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
  });

  it.each<[string, string | null, string]>([
    ['insufficient_quota', 'insufficient_quota', 'insufficient_quota'],
    ['server_error', null, 'server_error'],
    ['invalid_request_error', 'rate_limit_exceeded', 'rate_limit_exceeded'],
  ])('tells of a failed response (%s, %s), and ends its turn', async (type, code, told) => {
    const { converse } = await createWorld({
      mock: { model: { brain: scriptedBrain([{ type: 'fail', error: { type, code, message: 'x' } }]) } },
    });
    const { client } = await converse();
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('Error').map((error) => error.code)).toEqual([told]);
    expect(client.all('AgentAudioDone')).toHaveLength(1);
  });

  it('warns of an incomplete response', async () => {
    const { converse } = await createWorld({
      mock: {
        model: {
          brain: scriptedBrain([
            { type: 'message', text: 'Half' },
            { type: 'incomplete', reason: 'max_output_tokens' },
          ]),
        },
      },
    });
    const { client } = await converse();
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await client.waitFor('AgentAudioDone');
    expect(client.all('Warning')).toMatchObject([{ code: 'max_output_tokens' }]);
  });
});
