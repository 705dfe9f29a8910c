import { describe, expect, it, jest } from '@jest/globals';
import type { WebSocket } from 'ws';
import { DEFAULT_LIMITS } from '../../../test-app/scripts/openai-proxy/limits.js';
import { dialUpstream } from '../../../test-app/scripts/openai-proxy/upstream.js';

const silent = () => undefined;
const listener = { onOpen: silent, onText: silent, onDropped: silent, onFull: silent, onClosed: silent };

describe('An upstream whose URL is still being asked for', () => {
  it('is not dialled once nobody wants it any more', async () => {
    const createWebSocket = jest.fn<() => WebSocket>();
    let tell: (url: string) => void = silent;
    const url = () => new Promise<string>((resolve) => (tell = resolve));
    const onFailed = jest.fn();
    const options = { heartbeatMs: 20_000, limits: DEFAULT_LIMITS };
    const leg = dialUpstream({ url, createWebSocket }, 'gpt-realtime', options, { ...listener, onFailed });
    leg.close();
    tell('ws://127.0.0.1:9');
    await new Promise((resolve) => setImmediate(resolve));
    expect([createWebSocket.mock.calls, onFailed.mock.calls]).toEqual([[], []]);
  });
});
