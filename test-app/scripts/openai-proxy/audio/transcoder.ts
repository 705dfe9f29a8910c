import { decodeG711, encodeG711, type G711Law } from './g711.js';
import { createPcmReader, toBytes } from './pcm.js';
import { createResampler, SAMPLE_RATES_HZ, type SampleRate } from './resampler.js';
import { wavHeader } from './wav.js';

/** How samples are written: 16-bit little-endian PCM, or one byte of G.711 each. */
export type Encoding = 'linear16' | G711Law;

/** A client's audio, mono. */
export interface ClientFormat {
  readonly encoding: Encoding;
  /** Hz; G.711 has 8,000. */
  readonly sampleRate: number;
}

export interface TranscoderFormats {
  readonly input: ClientFormat;
  readonly output: ClientFormat & { readonly container: 'none' | 'wav' };
  /** The upstream's side: `linear16` at 24 kHz, or G.711 at 8 kHz. */
  readonly upstream: { readonly input: Encoding; readonly output: Encoding };
}

export interface Transcoder {
  /** The client's audio as the upstream takes it; empty when a chunk completes no sample. */
  toUpstream(audio: Uint8Array): Uint8Array;
  /** The upstream's audio as frames for the client: each of even length, not empty, at most 64 KiB. */
  toClient(audio: Uint8Array): readonly Uint8Array[];
  /** The end of an utterance: what is still held back, as frames. */
  endOfSpeech(): readonly Uint8Array[];
}

/** OpenAI Realtime's PCM has this rate only. */
const UPSTREAM_RATE_HZ = 24_000;
const G711_RATE_HZ = 8_000;
/** Clients in the field take frames up to 1 MiB; small ones keep their playback queues even. */
const MAX_FRAME_BYTES = 65_536;
const NOTHING = new Uint8Array(0);

/** One direction: bytes in, bytes out, as one stream. */
interface Stream {
  push(bytes: Uint8Array): Uint8Array;
  flush(): Uint8Array;
  /** Whether the next byte in begins a sample. */
  readonly isAligned: boolean;
}

const UNCHANGED: Stream = { push: (bytes) => bytes, flush: () => NOTHING, isAligned: true };

function createStream(from: ClientFormat, to: ClientFormat): Stream {
  if (from.encoding !== 'linear16' && from.encoding === to.encoding) return UNCHANGED;
  const reader = createPcmReader();
  const resampler = createResampler({ from: sampleRate(from.sampleRate), to: sampleRate(to.sampleRate) });
  const read = (bytes: Uint8Array): Int16Array =>
    from.encoding === 'linear16' ? reader.push(bytes) : decodeG711(from.encoding, bytes);
  const write = (samples: Int16Array): Uint8Array =>
    to.encoding === 'linear16' ? toBytes(samples) : encodeG711(to.encoding, samples);
  return {
    push: (bytes) => write(resampler.push(read(bytes))),
    flush: () => {
      reader.reset();
      return write(resampler.flush());
    },
    get isAligned() {
      return reader.isAligned;
    },
  };
}

/** Converts a client's audio to the upstream's and back, each direction a stream of its own. */
export function createTranscoder({ input, output, upstream }: TranscoderFormats): Transcoder {
  const up = createStream(input, upstreamFormat(upstream.input));
  const down = createStream(upstreamFormat(upstream.output), output);
  const framer = createFramer(output);
  const hasCloseMarker = input.encoding === 'linear16';
  return {
    toUpstream: (audio) => (hasCloseMarker && isCloseMarker(audio) && up.isAligned ? NOTHING : up.push(audio)),
    toClient: (audio) => framer.push(down.push(audio)),
    endOfSpeech: () => framer.end(down.flush()),
  };
}

const upstreamFormat = (encoding: Encoding): ClientFormat => ({
  encoding,
  sampleRate: encoding === 'linear16' ? UPSTREAM_RATE_HZ : G711_RATE_HZ,
});

/** Deepgram's .NET SDK says goodbye with a null byte of its own. */
const isCloseMarker = (audio: Uint8Array): boolean => audio.byteLength === 1 && audio[0] === 0;

function sampleRate(hz: number): SampleRate {
  const rate = SAMPLE_RATES_HZ.find((known) => known === hz);
  if (rate === undefined) throw new RangeError(`The sample rate ${hz} Hz is not supported.`);
  return rate;
}

const SILENCE: Readonly<Record<G711Law, number>> = { mulaw: 0xff, alaw: 0xd5 };

/** Cuts a stream into frames; each utterance of a `wav` client begins with a header. */
function createFramer({ encoding, sampleRate: rate, container }: TranscoderFormats['output']) {
  let carried = NOTHING;
  let position: 'start' | 'within' = 'start';

  const push = (bytes: Uint8Array): readonly Uint8Array[] => {
    if (bytes.byteLength === 0) return [];
    const parts = position === 'start' && container === 'wav' ? [wavHeader(encoding, rate)] : [];
    position = 'within';
    if (carried.byteLength > 0) parts.push(carried);
    const whole = parts.length === 0 ? bytes : join([...parts, bytes]);
    // Clients read frames as 16-bit samples, some even of G.711.
    const even = whole.byteLength - (whole.byteLength % 2);
    carried = whole.slice(even);
    return frames(whole.subarray(0, even));
  };

  return {
    push,
    end(bytes: Uint8Array): readonly Uint8Array[] {
      const last = push(bytes);
      const padded = encoding === 'linear16' || carried.byteLength === 0 ? [] : push(Uint8Array.of(SILENCE[encoding]));
      carried = NOTHING;
      position = 'start';
      return [...last, ...padded];
    },
  };
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}

function frames(audio: Uint8Array): readonly Uint8Array[] {
  if (audio.byteLength === 0) return [];
  if (audio.byteLength <= MAX_FRAME_BYTES) return [audio];
  const count = Math.ceil(audio.byteLength / MAX_FRAME_BYTES);
  return Array.from({ length: count }, (_, index) =>
    audio.subarray(index * MAX_FRAME_BYTES, (index + 1) * MAX_FRAME_BYTES),
  );
}
