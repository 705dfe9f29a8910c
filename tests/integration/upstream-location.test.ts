import { describe, expect, it } from '@jest/globals';
import { createMockOpenAI } from '../../test-app/scripts/mock-openai/index.js';
import { createWorld } from './helpers/world.js';

describe('1. Proxy server lifecycle: an upstream whose URL is asked for', () => {
  it('is asked for at each connection, not before', async () => {
    const second = await createMockOpenAI();
    const urls: string[] = [];
    const { mock, connect } = await createWorld({
      proxy: { upstream: { url: () => Promise.resolve(urls.shift() ?? '') } },
    });
    urls.push(mock.url, second.url);
    await connect().configure();
    await connect().configure();
    expect([mock.sessions.length, second.sessions.length]).toEqual([1, 1]);
    await second.close();
  });

  it.each([
    ['cannot be told', () => Promise.reject(new Error('no'))],
    ['is none', () => Promise.resolve('nonsense')],
  ])('is asked for again, where it %s', async (_case, answer) => {
    let asked = 0;
    const { mock, connect } = await createWorld({
      proxy: { upstream: { url: () => (asked++ === 0 ? answer() : Promise.resolve(mock.url)) } },
    });
    await connect().configure();
    expect(asked).toBe(2);
  });

  it('ends the conversation as unreachable, where it is never told', async () => {
    const { connect } = await createWorld({
      proxy: { upstream: { url: () => Promise.reject(new Error('no')), retries: 1 } },
    });
    const client = connect();
    await client.opened;
    client.send({ type: 'Settings', audio: {}, agent: {} });
    expect((await client.waitFor('Error')).code).toBe('UPSTREAM_UNAVAILABLE');
    expect((await client.closed).code).toBe(1011);
  });
});
