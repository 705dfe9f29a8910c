import { describe, expect, it } from '@jest/globals';
import { createAudioPath } from '../../../test-app/scripts/openai-proxy/audio-path.js';

const FRAME_BYTES = 960;
/** 20 ms at 24 kHz. */
const frameOf = (byte: number) => new Uint8Array(FRAME_BYTES).fill(byte);
const turn = () => new Promise((resolve) => setImmediate(resolve));

function createPath() {
  const sent: (readonly number[])[] = [];
  const path = createAudioPath({
    appendMs: 20,
    // Each frame is one byte over and over.
    toUpstream: (audio) => sent.push([...audio].filter((_, index) => index % FRAME_BYTES === 0)),
    toClient: () => undefined,
  });
  path.configure({
    input: { encoding: 'linear16', sampleRate: 24_000 },
    output: { encoding: 'linear16', sampleRate: 24_000, container: 'none' },
    upstream: { input: 'linear16', output: 'linear16' },
  });
  return { path, sent };
}

describe('Microphone frames of full length', () => {
  it('go upstream at once, each by itself, when they come one at a time', async () => {
    const { path, sent } = createPath();
    for (const byte of [1, 2]) {
      path.fromClient(frameOf(byte));
      expect(sent.at(-1)).toEqual([byte]);
      await turn();
    }
    expect(sent).toEqual([[1], [2]]);
  });

  it('of one turn go together, all but the first, and at the end of that turn', async () => {
    const { path, sent } = createPath();
    for (const byte of [1, 2, 3, 4]) path.fromClient(frameOf(byte));
    expect(sent).toEqual([[1]]);
    await turn();
    expect(sent).toEqual([[1], [2, 3, 4]]);
  });

  it('go before what is said about them', () => {
    const { path, sent } = createPath();
    for (const byte of [1, 2]) path.fromClient(frameOf(byte));
    path.flush();
    expect(sent).toEqual([[1], [2]]);
  });

  it('go nowhere once the path is stopped', async () => {
    const { path, sent } = createPath();
    for (const byte of [1, 2]) path.fromClient(frameOf(byte));
    path.stop();
    await turn();
    expect(sent).toEqual([[1]]);
  });
});
