import { describe, expect, it } from '@jest/globals';
import { createSendQueue } from '../../../test-app/scripts/openai-proxy/send-queue.js';

/** A socket whose peer reads only when it is told to. */
class SlowSocket {
  readonly sent: string[] = [];
  bufferedAmount = 0;
  readonly #waiting: { readonly size: number; readonly written: () => void }[] = [];

  send = (frame: unknown, _options: unknown, written?: unknown): void => {
    const text = frame as string;
    this.sent.push(text);
    this.bufferedAmount += text.length;
    this.#waiting.push({ size: text.length, written: written as () => void });
  };

  /** The peer reads everything that lies in the socket now. */
  read(): void {
    for (const { size, written } of this.#waiting.splice(0)) {
      this.bufferedAmount -= size;
      written();
    }
  }
}

function create(highWaterBytes = 10, audioBytes = 20) {
  const socket = new SlowSocket();
  const told: string[] = [];
  const queue = createSendQueue(socket, {
    highWaterBytes,
    audioBytes,
    onDropped: () => told.push('dropped'),
    onFull: (fullness) => told.push(fullness),
  });
  const audio = (...frames: readonly string[]) => frames.forEach((frame) => queue.send(frame, 'audio'));
  const text = (...frames: readonly string[]) => frames.forEach((frame) => queue.send(frame, 'text'));
  return { socket, told, audio, text };
}

describe('A queue in front of a socket', () => {
  it('sends at once while the peer reads', () => {
    const { socket, audio, text } = create();
    audio('a');
    text('t');
    expect(socket.sent).toEqual(['a', 't']);
  });

  it('holds back what the peer does not read, and sends it later in order', () => {
    const { socket, audio, text, told } = create();
    audio('aaaaaaaaaaa');
    text('t');
    audio('b');
    expect(socket.sent).toEqual(['aaaaaaaaaaa']);
    socket.read();
    expect(socket.sent).toEqual(['aaaaaaaaaaa', 't', 'b']);
    expect(told).toEqual([]);
  });

  it('drops the oldest audio when there is too much, tells so once, and never drops text', () => {
    const { socket, audio, text, told } = create();
    audio('aaaaaaaaaaa');
    text('first');
    audio('b'.repeat(15), 'c'.repeat(15), 'd'.repeat(15));
    text('last');
    socket.read();
    socket.read();
    expect(socket.sent).toEqual(['aaaaaaaaaaa', 'first', 'd'.repeat(15), 'last']);
    expect(told).toEqual(['dropped']);
  });

  it('tells of dropped audio again once the peer has caught up', () => {
    const { socket, audio, told } = create();
    const stall = () => audio('a'.repeat(11), 'b'.repeat(15), 'c'.repeat(15));
    stall();
    socket.read();
    socket.read();
    stall();
    expect(told).toEqual(['dropped', 'dropped']);
  });

  it('says when so much text waits that no more should come, and when it has gone', () => {
    const { socket, audio, text, told } = create();
    audio('a'.repeat(11));
    text('t'.repeat(6), 't'.repeat(6), 't'.repeat(6));
    expect(told).toEqual(['full']);
    socket.read();
    expect(told).toEqual(['full', 'roomy']);
  });
});
