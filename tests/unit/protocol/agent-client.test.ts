import { describe, expect, it } from '@jest/globals';
import { parseClientMessage } from '../../../test-app/scripts/openai-proxy/protocol/agent-client.js';

const inject = (more: object) => JSON.stringify({ type: 'InjectUserMessage', content: 'hi', ...more });
const nested = (depth: number): object => (depth === 0 ? {} : { in: nested(depth - 1) });

describe('A frame of a client', () => {
  it.each([
    ['of more values than any message has', inject({ more: Array.from({ length: 20_001 }, () => 1) })],
    [
      'of more values than any message has, in many lists',
      inject({ more: Array.from({ length: 300 }, () => Array.from({ length: 100 }, () => 1)) }),
    ],
    ['nested deeper than any message is', inject({ more: nested(101) })],
  ])('%s is refused before it is checked', (_name, frame) => {
    expect(parseClientMessage(frame)).toMatchObject({ status: 'rejected', rejection: { type: null } });
  });

  it('of many values is read', () => {
    const frame = inject({ more: Array.from({ length: 10_000 }, () => 1) });
    expect(parseClientMessage(frame)).toMatchObject({ status: 'accepted' });
  });
});
