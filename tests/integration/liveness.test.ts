import { describe, expect, it } from '@jest/globals';
import { createWorld } from './helpers/world.js';

const UUID = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

describe('Welcome', () => {
  it('has a UUID of its own for each connection as its request_id', async () => {
    const { connect } = await createWorld();
    const ids = await Promise.all(
      [connect(), connect()].map(async (client) => (await client.waitFor('Welcome')).request_id),
    );
    for (const id of ids) expect(id).toMatch(UUID);
    expect(new Set(ids).size).toBe(2);
  });

  it('comes before any other message, even one that comes of itself', async () => {
    const { connect } = await createWorld({ proxy: { welcomeMs: 60_000, deadlines: { settingsMs: 1 } } });
    const client = connect();
    await client.closed;
    expect(client.types()).toEqual(['Welcome', 'Error']);
  });
});

describe('A client', () => {
  it('that never sends Settings is told CLIENT_MESSAGE_TIMEOUT, and closed with 1000', async () => {
    const { connect, mock } = await createWorld({ proxy: { welcomeMs: 1, deadlines: { settingsMs: 1 } } });
    const client = connect();
    expect((await client.closed).code).toBe(1000);
    expect(client.messages).toMatchObject([{ type: 'Welcome' }, { type: 'Error', code: 'CLIENT_MESSAGE_TIMEOUT' }]);
    expect(mock.sessions).toEqual([]);
  });

  it('that leaves a WebSocket ping unanswered is dropped, and its upstream with it', async () => {
    const { converse, proxy } = await createWorld({ proxy: { heartbeatMs: 1_000 } });
    const { client, session } = await converse();
    client.pause();
    await session.closed;
    expect(proxy.connections).toBe(0);
  });
});
