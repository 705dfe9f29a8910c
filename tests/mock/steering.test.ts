import { describe, expect, it } from '@jest/globals';
import { RESPOND, textMode, useMocks, userText } from './helpers/world.js';

const { talk } = useMocks();

describe('a hold', () => {
  it('keeps events of its type back until it is released, and nothing else', async () => {
    const { client, session } = await talk();
    const release = session.hold('session.updated');
    client.send(textMode, userText('Hi'));
    await release.reached;
    await client.waitFor('conversation.item.done');
    expect(client.all('session.updated')).toEqual([]);
    release();
    await client.waitFor('session.updated');
  });

  it('keeps what follows in the same item in its order', async () => {
    const { client, session } = await talk();
    const release = session.hold('conversation.item.added');
    client.send(userText('a', 'a'), userText('b', 'b'), textMode);
    await client.waitFor('session.updated');
    expect(client.types()).toEqual(['session.created', 'session.updated']);
    release();
    await client.waitFor('conversation.item.done', 2);
    const order = client.events.slice(2).map((event) => [event.type, 'item' in event ? event.item.id : '']);
    expect(order).toEqual([
      ['conversation.item.added', 'a'],
      ['conversation.item.done', 'a'],
      ['conversation.item.added', 'b'],
      ['conversation.item.done', 'b'],
    ]);
  });

  it('on response.done keeps the response active', async () => {
    const { client, session } = await talk();
    const release = session.hold('response.done');
    client.send(textMode, userText('Hi'), RESPOND);
    await release.reached;
    client.send(RESPOND);
    expect((await client.waitFor('error')).error.code).toBe('conversation_already_has_active_response');
    release();
    await client.waitFor('response.done');
  });
});

describe('steering a session', () => {
  it('sends typed events at once, with an id, past a hold', async () => {
    const { client, session } = await talk();
    session.hold('error');
    session.emit({ type: 'error', error: { type: 'server_error', message: 'Sorry.' } });
    expect(await client.waitFor('error')).toMatchObject({ event_id: expect.stringMatching(/^event_/) });
  });

  it('sends events that no type has', async () => {
    const { client, session } = await talk();
    await client.waitFor('session.created');
    session.emitRaw({ type: 'response.dreamt', event_id: 'e' });
    await client.settle();
    expect(client.events.at(-1)).toEqual({ type: 'response.dreamt', event_id: 'e' });
    expect(client.violations.splice(0)).toEqual(['response.dreamt: unknown type "response.dreamt"']);
  });

  it('closes with a code and a reason, or without any', async () => {
    const { client, session } = await talk();
    session.close(4321, 'enough');
    expect(await client.closed).toEqual({ code: 4321, reason: 'enough' });
    expect(await session.closed).toMatchObject({ code: 4321 });
    const other = await talk();
    other.session.terminate();
    expect((await other.client.closed).code).toBe(1006);
  });
});

describe('waiting', () => {
  it('finds past events and counts them', async () => {
    const { client, session } = await talk();
    client.send(userText('a'), userText('b'));
    await client.waitFor('conversation.item.done', 2);
    const second = await session.waitFor('conversation.item.create', { nth: 2 });
    expect(second.item).toMatchObject({ content: [{ text: 'b' }] });
    expect(await session.waitFor((event) => JSON.stringify(event).includes('"b"'))).toBe(second);
    expect(await session.waitForSent('session.created')).toEqual(client.events[0]);
  });

  it('ends in an error when the session or the mock ends', async () => {
    const { client, session, mock } = await talk();
    const received = session.waitFor('response.create');
    const reached = session.hold('response.done').reached;
    const next = mock.nextSession();
    client.socket.close();
    await expect(received).rejects.toThrow('The mock session has ended.');
    await expect(reached).rejects.toThrow('The mock session has ended.');
    await mock.close();
    await expect(next).rejects.toThrow('The mock is closed.');
    await expect(mock.nextSession()).rejects.toThrow('The mock is closed.');
  });
});
