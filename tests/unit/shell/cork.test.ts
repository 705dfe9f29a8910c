import { Duplex } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createCork } from '../../../test-app/scripts/openai-proxy/cork.js';

/** A stream that tells what reaches the system, a call at a time. */
function createCorked() {
  const calls: string[][] = [];
  const text = (chunk: unknown) => String(chunk);
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: unknown, _encoding, written) => {
      calls.push([text(chunk)]);
      written();
    },
    writev: (chunks, written) => {
      calls.push(chunks.map(({ chunk }) => text(chunk)));
      written();
    },
  });
  const socket = { send: () => undefined, _socket: stream };
  return { stream, calls, cork: createCork(socket) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('Frames that are sent in one turn', () => {
  it('reach the system together, in order', async () => {
    const { stream, calls, cork } = createCorked();
    for (const frame of ['a', 'b', 'c']) {
      cork.hold();
      stream.write(frame);
    }
    expect(calls).toEqual([]);
    await turn();
    expect(calls).toEqual([['a', 'b', 'c']]);
  });

  it('do not wait for those of the next', async () => {
    const { stream, calls, cork } = createCorked();
    for (const frame of ['a', 'b']) {
      cork.hold();
      stream.write(frame);
      await turn();
    }
    expect(calls).toEqual([['a'], ['b']]);
  });

  it('reach it at once when they are released, and later ones are joined again', async () => {
    const { stream, calls, cork } = createCorked();
    for (const frame of ['a', 'b']) {
      cork.hold();
      stream.write(frame);
    }
    cork.release();
    expect(calls).toEqual([['a', 'b']]);
    for (const frame of ['c', 'd']) {
      cork.hold();
      stream.write(frame);
    }
    await turn();
    expect(calls).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('are sent as ever by a socket that shows no stream', () => {
    const cork = createCork({ send: () => undefined });
    expect(() => {
      cork.hold();
      cork.release();
    }).not.toThrow();
  });
});
