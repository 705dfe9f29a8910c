import { encodeFrame, OPCODE, unmasked, type Frame } from './wire.js';

/* What the load's clients and its upstream say, encoded beforehand. */

/** OpenAI's PCM: 24 kHz, 16 bit, mono. */
const UPSTREAM_BYTES_PER_MS = 48;
export const DELTA_MS = 200;
export const DELTA_BYTES = DELTA_MS * UPSTREAM_BYTES_PER_MS;

const APPEND = '{"type":"input_audio_buffer.append"';
const AUDIO_MEMBER = '"audio":"';
const AUDIO_DELTA = '{"type":"response.output_audio.delta"';
const LONGEST_HEAD_BYTES = 128;

/** What a client's microphone sends. */
export interface Microphone {
  readonly rateHz: 16_000 | 24_000;
  /** Of one frame; 16-bit mono. */
  readonly frameBytes: number;
}

export const bytesPerMs = ({ rateHz }: Microphone): number => (rateHz * 2) / 1_000;
export const frameMs = (microphone: Microphone): number => microphone.frameBytes / bytesPerMs(microphone);

/** A voice-like tone with noise: silence would be too easy on resamplers. */
function pcm(byteCount: number, rateHz: number): Buffer {
  const samples = Int16Array.from({ length: byteCount / 2 }, (_, index) => {
    const seconds = index / rateHz;
    const tone = Math.sin(2 * Math.PI * 180 * seconds) + 0.4 * Math.sin(2 * Math.PI * 1_210 * seconds);
    return 6_000 * tone + 400 * (Math.random() - 0.5);
  });
  return Buffer.from(samples.buffer);
}

/** One microphone frame, for a client to send again and again. */
export const microphoneFrame = ({ rateHz, frameBytes }: Microphone): Buffer =>
  encodeFrame(OPCODE.binary, pcm(frameBytes, rateHz), 'masked');

/** A client's Settings; `id` comes back in the upstream's first frame, see {@link sessionIdOf}. */
export const settingsText = (id: number, { rateHz }: Microphone): string =>
  JSON.stringify({
    type: 'Settings',
    audio: {
      input: { encoding: 'linear16', sample_rate: rateHz },
      output: { encoding: 'linear16', sample_rate: 24_000, container: 'none' },
    },
    agent: {
      language: 'en',
      think: { provider: { type: 'open_ai', model: 'gpt-realtime' }, prompt: `You are session-${id}.` },
      speak: { provider: { type: 'open_ai', model: 'gpt-realtime', voice: 'marin' } },
    },
  });

/** Which client's session an upstream connection belongs to; null when the text does not tell. */
export function sessionIdOf(text: string): number | null {
  const id = /session-(\d+)/.exec(text)?.[1];
  return id === undefined ? null : Number(id);
}

/** The frames of one response of the model. */
export interface ResponseFrames {
  readonly created: Buffer;
  /** {@link DELTA_MS} of speech. */
  readonly audio: Buffer;
  readonly transcript: Buffer;
  readonly done: Buffer;
}

const responses = new Map<number, ResponseFrames>();
const SPEECH = pcm(DELTA_BYTES, 24_000).toString('base64');

/** A response that is the `serial`th of its session. */
export function responseFrames(serial: number): ResponseFrames {
  const known = responses.get(serial) ?? createResponse(serial);
  responses.set(serial, known);
  return known;
}

function createResponse(serial: number): ResponseFrames {
  const part = { response_id: `resp_${serial}`, item_id: `item_${serial}`, output_index: 0, content_index: 0 };
  const event = (type: string, members: object) =>
    encodeFrame(OPCODE.text, Buffer.from(JSON.stringify({ type, event_id: 'event_bench', ...members })), 'plain');
  const response = { object: 'realtime.response', id: part.response_id, output: [] };
  return {
    created: event('response.created', { response: { ...response, status: 'in_progress' } }),
    audio: event('response.output_audio.delta', { ...part, delta: SPEECH }),
    transcript: event('response.output_audio_transcript.delta', { ...part, delta: ' and so on' }),
    done: event('response.done', { response: { ...response, status: 'completed' } }),
  };
}

/** How much of the agent's speech a client's frame holds, in bytes of PCM: as audio, or still as OpenAI's event. */
export function speechBytesIn(frame: Frame): number {
  if (frame.opcode === OPCODE.binary) return frame.payload.length;
  return unmasked(frame, 0, AUDIO_DELTA.length).toString('latin1') === AUDIO_DELTA ? DELTA_BYTES : 0;
}

/**
 * How much of the microphone's audio an upstream's frame holds, in ms: as it was sent, or as OpenAI's event.
 * @throws Error when such an event cannot be read.
 */
export function microphoneMsIn(frame: Frame, microphone: Microphone): number {
  if (frame.opcode === OPCODE.binary) return frame.payload.length / bytesPerMs(microphone);
  const head = unmasked(frame, 0, LONGEST_HEAD_BYTES).toString('latin1');
  if (!head.startsWith(APPEND)) return 0;
  const start = head.indexOf(AUDIO_MEMBER) + AUDIO_MEMBER.length;
  const tail = /(=*)"}$/.exec(unmasked(frame, frame.payload.length - 4).toString('latin1'));
  if (start < AUDIO_MEMBER.length || tail === null) throw new Error('An append has an unknown shape.');
  const base64Length = frame.payload.length - '"}'.length - start;
  return ((base64Length / 4) * 3 - (tail[1]?.length ?? 0)) / UPSTREAM_BYTES_PER_MS;
}
