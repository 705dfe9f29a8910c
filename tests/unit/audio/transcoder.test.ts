import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createBatcher, type Batcher } from '../../../test-app/scripts/openai-proxy/audio/batcher.js';
import { decodeG711, encodeG711, type G711Law } from '../../../test-app/scripts/openai-proxy/audio/g711.js';
import { toBytes } from '../../../test-app/scripts/openai-proxy/audio/pcm.js';
import { createTranscoder, type TranscoderFormats } from '../../../test-app/scripts/openai-proxy/audio/transcoder.js';
import { frequencyOf, levelDb, tone } from './signal.js';

const PCM = { input: 'linear16', output: 'linear16' } as const;
const formats = (
  encoding: TranscoderFormats['input']['encoding'],
  sampleRate: number,
  upstream: TranscoderFormats['upstream'] = PCM,
  container: 'none' | 'wav' = 'none',
): TranscoderFormats => ({
  input: { encoding, sampleRate },
  output: { encoding, sampleRate, container },
  upstream,
});
const LAWS: readonly G711Law[] = ['mulaw', 'alaw'];
const samplesOf = (bytes: Buffer) => new Int16Array(new Uint8Array(bytes).buffer);

describe('G.711', () => {
  it.each(LAWS)('in %s passes as it is where both sides speak it', (law) => {
    const transcoder = createTranscoder(formats(law, 8_000, { input: law, output: law }));
    const bytes = Uint8Array.of(0, 1, 2, 254);
    expect(transcoder.toUpstream(bytes)).toBe(bytes);
    expect(Buffer.concat(transcoder.toClient(bytes))).toEqual(Buffer.from(bytes));
  });

  it.each(LAWS)('in %s becomes PCM for an upstream without it, and back, at its pitch and level', (law) => {
    const transcoder = createTranscoder(formats(law, 8_000));
    const source = tone(1_000, 8_000, 0.5);
    const up = samplesOf(Buffer.from(transcoder.toUpstream(encodeG711(law, source))));
    expect(frequencyOf(up.subarray(1_200, -1_200), 24_000)).toBeCloseTo(1_000, -1);
    expect(levelDb(up.subarray(1_200, -1_200))).toBeCloseTo(levelDb(source), 0);
    const down = Buffer.concat([
      ...transcoder.toClient(toBytes(tone(1_000, 24_000, 0.5))),
      ...transcoder.endOfSpeech(),
    ]);
    const back = decodeG711(law, down);
    expect(back).toHaveLength(4_000);
    expect(frequencyOf(back.subarray(400, -400), 8_000)).toBeCloseTo(1_000, -1);
  });

  it.each(LAWS)('in %s reaches the client in frames of even length, the last with silence', (law) => {
    const transcoder = createTranscoder(formats(law, 8_000, { input: law, output: law }));
    const frames = [
      ...transcoder.toClient(Uint8Array.of(1)),
      ...transcoder.toClient(Uint8Array.of(2, 3)),
      ...transcoder.toClient(Uint8Array.of(4, 5)),
      ...transcoder.endOfSpeech(),
    ];
    const silence = law === 'mulaw' ? 0xff : 0xd5;
    expect(frames.map((frame) => [...frame])).toEqual([
      [1, 2],
      [3, 4],
      [5, silence],
    ]);
  });

  it('has no null byte that says goodbye', () => {
    const transcoder = createTranscoder(formats('mulaw', 8_000, { input: 'mulaw', output: 'mulaw' }));
    expect([...transcoder.toUpstream(Uint8Array.of(0))]).toEqual([0]);
  });
});

describe('A client that asked for the container wav', () => {
  it.each([
    ['linear16', 16_000, 1, 2],
    ['mulaw', 8_000, 7, 1],
    ['alaw', 8_000, 6, 1],
  ] as const)('gets a header before each utterance in %s', (encoding, rate, tag, bytes) => {
    const transcoder = createTranscoder(formats(encoding, rate, PCM, 'wav'));
    const speak = () => Buffer.concat([...transcoder.toClient(new Uint8Array(4_800)), ...transcoder.endOfSpeech()]);
    for (const utterance of [speak(), speak()]) {
      expect(utterance.toString('latin1', 0, 4)).toBe('RIFF');
      expect(utterance.toString('latin1', 8, 16)).toBe('WAVEfmt ');
      expect(utterance.readUInt16LE(20)).toBe(tag);
      expect(utterance.readUInt32LE(24)).toBe(rate);
      expect(utterance.readUInt32LE(28)).toBe(rate * bytes);
      expect(utterance.toString('latin1', 36, 40)).toBe('data');
      expect(utterance).toHaveLength(44 + (rate / 10) * bytes);
    }
  });
});

describe('A batcher', () => {
  const taken = (batcher: Batcher) => Buffer.concat(batcher.take());

  it('gathers small pieces, cuts large ones, and loses nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 12 }),
        fc.nat({ max: 1_000 }),
        (sizes, least) => {
          const batcher = createBatcher(least);
          let next = 0;
          const pieces = sizes.map((size) => Uint8Array.from({ length: size }, () => (next += 1) & 0xff));
          const batches: Buffer[] = [];
          for (const piece of pieces) {
            batcher.push(piece);
            if (batcher.isFull) batches.push(...batcher.take().map((batch) => Buffer.from(batch)));
          }
          expect(batches.every(({ byteLength }) => byteLength <= 65_536)).toBe(true);
          expect(Buffer.concat([...batches, taken(batcher)]).equals(Buffer.concat(pieces))).toBe(true);
          expect(batcher.isHolding).toBe(false);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is full at its least', () => {
    const batcher = createBatcher(4);
    expect(batcher.isHolding).toBe(false);
    batcher.push(Uint8Array.of(1, 2));
    expect([batcher.isHolding, batcher.isFull]).toEqual([true, false]);
    batcher.push(Uint8Array.of(3, 4));
    expect(batcher.isFull).toBe(true);
    expect(batcher.take()).toEqual([Uint8Array.of(1, 2, 3, 4)]);
    expect(batcher.isHolding).toBe(false);
  });

  it('keeps what it holds when the memory of the piece is used again', () => {
    const batcher = createBatcher(4);
    const memory = Uint8Array.of(1, 2);
    batcher.push(memory);
    memory.fill(9);
    expect(batcher.take()).toEqual([Uint8Array.of(1, 2)]);
  });

  it('forgets what it holds when told', () => {
    const batcher = createBatcher(4);
    batcher.push(Uint8Array.of(1));
    batcher.clear();
    expect(batcher.take()).toEqual([]);
  });
});
