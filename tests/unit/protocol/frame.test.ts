import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scanAudioDelta } from '../../../test-app/scripts/openai-proxy/protocol/audio-delta.js';
import { appendFrame, readUpstreamFrame } from '../../../test-app/scripts/openai-proxy/protocol/frame.js';

const TYPE = 'response.output_audio.delta';
const IDS = { event_id: 'event_1', response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 0 };

/** What the frame says, as a JSON parser reads it: the reference. Null for what is no audio event. */
function parsed(text: string) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const event = value as Readonly<Record<string, unknown>> | null;
  const { type, delta, response_id: response, item_id: item, content_index: index } = event ?? {};
  if (type !== TYPE || typeof delta !== 'string') return null;
  return {
    responseId: typeof response === 'string' ? response : null,
    itemId: typeof item === 'string' ? item : null,
    contentIndex: typeof index === 'number' ? index : 0,
    audio: Buffer.from(delta, 'base64').toString('hex'),
  };
}

/** The bytes of a frame as they lie among others, at an odd or even address. */
function place(text: string, address: number): Buffer {
  const bytes = Buffer.from(text);
  const chunk = Buffer.alloc(bytes.length + address + 8, 0x2e);
  bytes.copy(chunk, address);
  return chunk.subarray(address, address + bytes.length);
}

function read(text: string, address = 0) {
  const frame = readUpstreamFrame(place(text, address));
  if (frame.status !== 'audio') return null;
  const { audio, ...rest } = frame.delta;
  return { ...rest, audio: Buffer.from(audio).toString('hex') };
}

const isScanned = (text: string): boolean => scanAudioDelta(Buffer.from(text)) !== null;

const base64 = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r ');
const text = fc.oneof(
  fc.string().map((value) => JSON.stringify(value)),
  fc.constantFrom('"resp_1"', String.raw`"\u0072esp"`, String.raw`"a\/b"`, '"é"', '"\u0001"', '""'),
);
const audio = fc.oneof(
  base64.map((value) => `"${value}"`),
  base64.map((value) => `"${value.replaceAll('/', String.raw`\/`).replaceAll('+', String.raw`\u002b`)}"`),
  base64.map((value) => `"${value.replaceAll('=', '')}"`),
  base64.map((value) => `"${value.replaceAll('/', '_').replaceAll('+', '-')}"`),
  fc.constantFrom(
    '"YQ==YQ=="',
    '"A==="',
    '"===="',
    '"QR=="',
    '"Y Q="',
    '"YéQ="',
    '"YWJj\u0001"',
    '"YW\\"c"',
    'null',
    '7',
  ),
);
const number = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom('-1', '1.5', '01', '1e2', '12345678901', 'null', 'tru', '""'),
);
const other = fc.oneof(text, number, fc.json(), fc.constant(`{"type":"${TYPE}","delta":"AAAA"}`));
const member = fc.oneof(
  fc.tuple(fc.constantFrom('"type"', String.raw`"\u0074ype"`), fc.constantFrom(`"${TYPE}"`, `"${TYPE}"`, '"x"', '1')),
  fc.tuple(fc.constant('"delta"'), audio),
  fc.tuple(fc.constantFrom('"response_id"', '"item_id"'), fc.oneof(text, number)),
  fc.tuple(fc.constant('"content_index"'), number),
  fc.tuple(text, other),
);
const document = fc
  .tuple(
    fc.uniqueArray(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom<[string, string]>(['"item_id"', '"i"'], ['"output_index"', '0']) },
        { weight: 1, arbitrary: member },
      ),
      { maxLength: 4, selector: ([key, value]) => key + value },
    ),
    base64,
    space,
  )
  .chain(([extra, delta, gap]) =>
    fc
      .shuffledSubarray([['"type"', `"${TYPE}"`], ['"delta"', `"${delta}"`], ...extra], { minLength: 1 })
      .map(
        (members) => `${gap}{${members.map((pair) => pair.join(`${gap}:${gap}`)).join(`${gap},${gap}`)}${gap}}${gap}`,
      ),
  );
const mutated = fc
  .tuple(
    document,
    fc.nat(),
    fc.constantFrom('', '"', '\\', ',', '{', '}', ':', ' ', 'é', '\u0000', '=', '0'),
    fc.nat(2),
  )
  .map(([whole, at, piece, dropped]) => {
    const index = at % (whole.length + 1);
    return whole.slice(0, index) + piece + whole.slice(index + dropped);
  });

describe('An audio event of the upstream', () => {
  it('is read as a JSON parser reads it, whatever its form', () => {
    const seen = { scanned: 0, parsed: 0 };
    const property = fc.property(fc.oneof(document, mutated), fc.nat(3), (frame, address) => {
      const expected = parsed(frame);
      expect(read(frame, address)).toEqual(expected);
      if (expected !== null) seen[isScanned(frame) ? 'scanned' : 'parsed'] += 1;
    });
    fc.assert(property, { numRuns: 5_000 });
    // Both roads were taken, or the comparison was with itself.
    expect(Math.min(seen.scanned, seen.parsed)).toBeGreaterThan(100);
  });

  it('needs no JSON parser in the form in which it comes', () => {
    const delta = Buffer.from('pcm!').toString('base64');
    expect(isScanned(JSON.stringify({ type: TYPE, ...IDS, delta }))).toBe(true);
    expect(isScanned(JSON.stringify({ delta, ...IDS, type: TYPE }, null, 2))).toBe(true);
  });

  it('leaves the bytes around it alone, and its own while another reader is to judge them', () => {
    const whole = JSON.stringify({ type: TYPE, ...IDS, delta: 'QUJDREVG' });
    const good = place(whole, 3);
    readUpstreamFrame(good);
    expect(Buffer.from(good.buffer, good.byteOffset + good.length, 8).toString()).toBe('........');
    const odd = Buffer.from(whole.replace('QUJD', 'QU D'));
    const before = odd.toString();
    expect(scanAudioDelta(odd)).toBeNull();
    expect(odd.toString()).toBe(before);
  });

  it('begins its samples at an even address', () => {
    for (const address of [0, 1, 2, 3]) {
      const delta = scanAudioDelta(place(JSON.stringify({ type: TYPE, delta: 'QUJDREVG' }), address));
      expect((delta?.audio.byteOffset ?? 1) % 2).toBe(0);
    }
  });
});

describe('An append', () => {
  it('is the JSON that its audio makes', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 6_000 }), (bytes) => {
      const event: unknown = JSON.parse(appendFrame(bytes).toString());
      expect(event).toEqual({ type: 'input_audio_buffer.append', audio: Buffer.from(bytes).toString('base64') });
    });
    fc.assert(property);
  });
});
