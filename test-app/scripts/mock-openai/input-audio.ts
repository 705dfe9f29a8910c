import { concat, decode, encode, SAMPLES_PER_MS } from './audio.js';
import { decodeBase64, Utterance } from './conversation.js';
import type { Core } from './core.js';
import { itemOnWire } from './events.js';
import { FAULTS, Rejection } from './faults.js';
import { announce, pcmHint } from './items.js';
import type { Vad, VadSettings } from './model.js';

export const MAX_APPEND_BYTES = 15 * 1024 * 1024;
const MIN_COMMIT_MS = 100;
/** What is kept of a silence, beyond what the turn detection may still ask for. */
const MIN_KEPT_MS = 1_000;
const SEMANTIC_PREFIX_MS = 300;
const SEMANTIC_SILENCE_MS = { low: 800, medium: 500, high: 300, auto: 500 } as const;

interface Detection {
  readonly vad: Vad;
  /** Position of the VAD's first sample on the session's audio clock. */
  readonly originMs: number;
  readonly prefixMs: number;
  readonly createsResponse: boolean;
  readonly interrupts: boolean;
  readonly idleTimeoutMs: number | null;
}

type Hearing =
  { readonly state: 'quiet' } | { readonly state: 'speaking'; readonly itemId: string; readonly fromMs: number };

/** The input audio buffer with its turn detection. Time is the audio's own: what was appended since the start. */
export class InputAudio {
  /** Everything that was ever appended, as the client encoded it. */
  appendedBytes = 0;
  readonly #core: Core;
  #chunks: Int16Array[] = [];
  /** Position of the first and of the next sample, on the session's audio clock in samples. */
  #start = 0;
  #end = 0;
  #detection: Detection | undefined;
  #hearing: Hearing = { state: 'quiet' };
  /** When the user's time to speak up began. */
  #idleSinceMs: number | undefined;

  constructor(core: Core) {
    this.#core = core;
    this.configure();
  }

  /** Everything that was ever appended, in ms. */
  get clockMs(): number {
    return Math.floor(this.#end / SAMPLES_PER_MS);
  }

  /** Starts over with the session's turn detection; what the old one was hearing is forgotten. */
  configure(): void {
    const settings = this.#core.config.audio.input.turn_detection;
    this.#hearing = { state: 'quiet' };
    this.#detection = undefined;
    if (!settings) return;
    const isSemantic = settings.type === 'semantic_vad';
    const vadSettings: VadSettings = isSemantic
      ? { threshold: 0.5, silenceDurationMs: SEMANTIC_SILENCE_MS[settings.eagerness ?? 'auto'] }
      : { threshold: settings.threshold ?? 0.5, silenceDurationMs: settings.silence_duration_ms ?? 0 };
    this.#detection = {
      vad: this.#core.model.createVad(vadSettings),
      originMs: this.clockMs,
      prefixMs: isSemantic ? SEMANTIC_PREFIX_MS : (settings.prefix_padding_ms ?? 0),
      createsResponse: this.#core.config.type === 'realtime' && (settings.create_response ?? true),
      interrupts: settings.interrupt_response ?? true,
      idleTimeoutMs: isSemantic ? null : (settings.idle_timeout_ms ?? null),
    };
  }

  append(base64: string): void {
    const { format } = this.#core.config.audio.input;
    const bytes = decodeBase64(base64, format);
    if (!bytes) throw new Rejection(FAULTS.audio(pcmHint(format)));
    if (bytes.length > MAX_APPEND_BYTES)
      throw new Rejection(FAULTS.value('audio', "Invalid 'audio'. Maximum size is 15 MiB."));
    const samples = decode(bytes, format);
    this.appendedBytes += bytes.length;
    this.#chunks.push(samples);
    this.#end += samples.length;
    if (this.#detection) {
      const { vad, originMs } = this.#detection;
      for (const { type, atMs } of vad.push(samples)) {
        if (type === 'speech_started') this.#startSpeech(originMs + atMs);
        else this.#stopSpeech(originMs + atMs);
      }
      this.#checkIdle();
      this.#trim();
    }
  }

  commit(): void {
    const ms = (this.#end - this.#start) / SAMPLES_PER_MS;
    if (ms < MIN_COMMIT_MS) throw new Rejection(FAULTS.commitEmpty(ms));
    const itemId = this.#hearing.state === 'speaking' ? this.#hearing.itemId : this.#core.ids('item');
    this.#hearing = { state: 'quiet' };
    this.#commitSamples(itemId, this.#take(this.#start, this.#end));
  }

  clear(): void {
    this.#take(this.#start, this.#end);
    this.#core.send({ type: 'input_audio_buffer.cleared' });
  }

  /** The agent has spoken for `ms`; from its end on the user is waited for. */
  awaitUser(ms: number): void {
    this.#idleSinceMs = this.clockMs + ms;
  }

  #startSpeech(atMs: number): void {
    if (!this.#detection || this.#hearing.state === 'speaking') return;
    const itemId = this.#core.ids('item');
    const fromMs = Math.max(0, Math.round(atMs - this.#detection.prefixMs));
    this.#hearing = { state: 'speaking', itemId, fromMs };
    this.#idleSinceMs = undefined;
    this.#core.send(
      { type: 'input_audio_buffer.speech_started', audio_start_ms: fromMs, item_id: itemId },
      { flow: itemId },
    );
    if (this.#detection.interrupts) this.#core.responses.interrupt();
  }

  #stopSpeech(atMs: number): void {
    if (this.#hearing.state !== 'speaking') return;
    const { itemId, fromMs } = this.#hearing;
    this.#hearing = { state: 'quiet' };
    const audio_end_ms = Math.round(atMs);
    this.#core.send({ type: 'input_audio_buffer.speech_stopped', audio_end_ms, item_id: itemId }, { flow: itemId });
    this.#commitSamples(itemId, this.#take(fromMs * SAMPLES_PER_MS, audio_end_ms * SAMPLES_PER_MS));
    if (this.#detection?.createsResponse) this.#core.responses.startForVad();
  }

  #checkIdle(): void {
    const timeoutMs = this.#detection?.idleTimeoutMs;
    const sinceMs = this.#idleSinceMs;
    if (timeoutMs == null || sinceMs === undefined || this.clockMs - sinceMs < timeoutMs) return;
    if (this.#core.responses.hasActive) return;
    this.#idleSinceMs = undefined;
    const item_id = this.#core.ids('item');
    const span = { audio_start_ms: sinceMs, audio_end_ms: sinceMs + timeoutMs };
    this.#core.send({ type: 'input_audio_buffer.timeout_triggered', ...span, item_id }, { flow: item_id });
    this.#commitSamples(item_id, this.#take(sinceMs * SAMPLES_PER_MS, span.audio_end_ms * SAMPLES_PER_MS));
    if (this.#detection?.createsResponse) this.#core.responses.startForVad();
  }

  #commitSamples(itemId: string, samples: Int16Array): void {
    const { format } = this.#core.config.audio.input;
    const base64 = this.#core.isRecording ? encode(samples, format).toString('base64') : undefined;
    const utterance = new Utterance(samples, base64);
    const previous_item_id = this.#core.conversation.lastId;
    this.#core.send({ type: 'input_audio_buffer.committed', previous_item_id, item_id: itemId }, { flow: itemId });
    const content = [{ type: 'input_audio', transcript: null }];
    const item = itemOnWire({ id: itemId, type: 'message', status: 'completed', role: 'user', content });
    announce(this.#core, { kind: 'heard', item, utterances: new Map([[0, utterance]]) });
    this.#core.transcriber.transcribe(itemId, utterance);
  }

  /** Cuts [from, to) out of the buffer; what lies before is dropped, what lies after stays. */
  #take(from: number, to: number): Int16Array {
    const buffered = concat(this.#chunks);
    const taken = buffered.slice(Math.max(0, from - this.#start), Math.max(0, to - this.#start));
    const rest = buffered.slice(Math.max(0, to - this.#start));
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#start = this.#end - rest.length;
    return taken;
  }

  #trim(): void {
    if (this.#hearing.state === 'speaking') return;
    const idleMs = this.#detection?.idleTimeoutMs ?? 0;
    const kept = (Math.max(this.#detection?.prefixMs ?? 0, idleMs) + MIN_KEPT_MS) * SAMPLES_PER_MS;
    let [oldest] = this.#chunks;
    while (oldest && this.#end - this.#start - oldest.length >= kept) {
      this.#chunks.shift();
      this.#start += oldest.length;
      [oldest] = this.#chunks;
    }
  }
}
