import { createPcmReader, toBytes } from './pcm.js';
import { createResampler, SAMPLE_RATES_HZ, type SampleRate } from './resampler.js';

/** OpenAI Realtime takes and gives PCM at this rate only. */
const UPSTREAM_RATE_HZ = 24_000;
/** Clients in the field take frames up to 1 MiB; small ones keep their playback queues even. */
const MAX_FRAME_BYTES = 65_536;

export interface Transcoder {
  /** The client's audio as the upstream takes it; empty when a chunk completes no sample. */
  toUpstream(audio: Uint8Array): Uint8Array;
  /** The upstream's audio as frames for the client: each of even length, not empty, at most 64 KiB. */
  toClient(audio: Uint8Array): readonly Uint8Array[];
  /** The end of an utterance: what is still held back, as frames. */
  endOfSpeech(): readonly Uint8Array[];
}

/** Converts 16-bit mono PCM between a client's rates and the upstream's, each direction a stream of its own. */
export function createTranscoder(rates: { readonly inputHz: number; readonly outputHz: number }): Transcoder {
  const inputReader = createPcmReader();
  const input = createResampler({ from: sampleRate(rates.inputHz), to: UPSTREAM_RATE_HZ });
  const outputReader = createPcmReader();
  const output = createResampler({ from: UPSTREAM_RATE_HZ, to: sampleRate(rates.outputHz) });
  return {
    toUpstream: (audio) =>
      isCloseMarker(audio) && inputReader.isAligned ? NOTHING : toBytes(input.push(inputReader.push(audio))),
    toClient: (audio) => frames(toBytes(output.push(outputReader.push(audio)))),
    endOfSpeech: () => {
      outputReader.reset();
      return frames(toBytes(output.flush()));
    },
  };
}

const NOTHING = new Uint8Array(0);

/** Deepgram's .NET SDK says goodbye with a null byte of its own. */
const isCloseMarker = (audio: Uint8Array): boolean => audio.byteLength === 1 && audio[0] === 0;

function sampleRate(hz: number): SampleRate {
  const rate = SAMPLE_RATES_HZ.find((known) => known === hz);
  if (rate === undefined) throw new RangeError(`The sample rate ${hz} Hz is not supported.`);
  return rate;
}

function frames(audio: Uint8Array): readonly Uint8Array[] {
  const count = Math.ceil(audio.byteLength / MAX_FRAME_BYTES);
  return Array.from({ length: count }, (_, index) =>
    audio.subarray(index * MAX_FRAME_BYTES, (index + 1) * MAX_FRAME_BYTES),
  );
}
