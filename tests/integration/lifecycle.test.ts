import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { createWorld } from './helpers/world.js';

describe('1. Proxy server lifecycle', () => {
  it.each(['/openai', '/v1/agent/converse', '/openai/v1/agent/converse', '/any/prefix/v1/agent/converse', '/v1/agent'])(
    'accepts a WebSocket upgrade on %s',
    async (path) => {
      const { connect } = await createWorld();
      await expect(connect(path).opened).resolves.toBeUndefined();
    },
  );

  it('serves the path and port that it is configured with', async () => {
    const { connect } = await createWorld({ proxy: { path: '/voice' } });
    await expect(connect('/voice').opened).resolves.toBeUndefined();
    await expect(connect('/openai').opened).rejects.toThrow('404');
  });

  it('ignores query parameters that it does not know', async () => {
    const { connect } = await createWorld();
    await expect(connect('/openai?service=agent&traceId=abcdefgh&x=y').opened).resolves.toBeUndefined();
  });

  it('greets with Welcome first, which carries the trace id that the client gave', async () => {
    const { connect } = await createWorld();
    const client = connect('/openai?traceId=0f8fad5b-d9cb-469f-a165-70867728950e');
    await expect(client.waitFor('Welcome')).resolves.toEqual({
      type: 'Welcome',
      request_id: '0f8fad5b-d9cb-469f-a165-70867728950e',
    });
  });

  it('greets before it answers, when the client speaks at once', async () => {
    const { connect } = await createWorld({ proxy: { welcomeMs: 60_000 } });
    const client = connect();
    await client.configure();
    expect(client.types().slice(0, 2)).toEqual(['Welcome', 'SettingsApplied']);
  });

  it('hears Settings that are sent in the very tick of the open event', async () => {
    const { connect } = await createWorld();
    const client = connect();
    await client.configure();
    expect(client.all('SettingsApplied')).toHaveLength(1);
  });

  it('closes its clients with 1001 when it is closed, and resolves when they have gone', async () => {
    const { converse, connect, proxy } = await createWorld();
    const waiting = connect();
    await waiting.waitFor('Welcome');
    const { client, session } = await converse();
    await proxy.close();
    expect(proxy.connections).toBe(0);
    expect((await client.closed).code).toBe(1001);
    expect((await waiting.closed).code).toBe(1001);
    expect((await session.closed).code).toBe(1000);
  });

  it('lets a running turn finish before it closes', async () => {
    const { converse, proxy } = await createWorld({ proxy: { drainMs: 60_000 } });
    const { client, session } = await converse();
    const release = session.hold('response.done');
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await release.reached;
    const closing = proxy.close();
    await client.roundTrip();
    release();
    await closing;
    expect(client.types().slice(-2)).toEqual(['AgentAudioDone', 'LatencyReport']);
  });

  it('ends a turn that outlasts the drain', async () => {
    const { converse, proxy } = await createWorld({ proxy: { drainMs: 1 } });
    const { client, session } = await converse();
    const release = session.hold('response.done');
    client.send({ type: 'InjectUserMessage', content: 'hi' });
    await release.reached;
    await proxy.close();
    expect((await client.closed).code).toBe(1001);
    expect(client.types().at(-1)).toBe('AgentAudioDone');
  });

  it('refuses new clients with 503 while it closes', async () => {
    const { connect, proxy } = await createWorld();
    await proxy.close();
    await expect(connect().opened).rejects.toThrow('503');
  });

  it('opens no upstream connection before Settings', async () => {
    const { connect, mock } = await createWorld();
    const client = connect();
    await client.waitFor('Welcome');
    client.sendAudio(new Uint8Array(640)).send({ type: 'KeepAlive' });
    await client.roundTrip();
    expect(mock.sessions).toHaveLength(0);
  });

  it('lets go of the upstream as soon as the client has gone', async () => {
    const { converse, proxy } = await createWorld();
    const { client, session } = await converse();
    client.terminate();
    await session.closed;
    expect(proxy.connections).toBe(0);
  });

  it('gives up dialling when the client goes meanwhile', async () => {
    let reach: (socket: Socket) => void = () => undefined;
    const dialled = new Promise<Socket>((resolve) => (reach = resolve));
    const never = new Promise<undefined>(() => undefined);
    const { connect } = await createWorld({
      mock: { scenario: { onUpgrade: (request) => (reach(request.socket), never) } },
    });
    const client = connect();
    await client.opened;
    client.send({ type: 'Settings', audio: {}, agent: {} });
    const upstream = await dialled;
    const givenUp = new Promise<void>((resolve) =>
      upstream
        .once('end', resolve)
        .once('close', () => resolve())
        .resume(),
    );
    await client.close();
    await givenUp;
  });
});
