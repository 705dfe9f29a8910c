import { SAMPLES_PER_MS } from './audio.js';
import { isUser, type Utterance } from './conversation.js';
import type { Core } from './core.js';
import { obfuscated } from './events.js';

const MS_PER_AUDIO_TOKEN = 100;
const CHARS_PER_TOKEN = 4;

const wordsOf = (text: string): readonly string[] => text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];

/** Writes users' turns down, beside the conversation: a model of its own, with no place in the order of events. */
export class Transcriber {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Starts the transcription of a committed turn, if the session wants any. */
  transcribe(itemId: string, utterance: Utterance): void {
    const settings = this.#core.config.audio.input.transcription;
    if (!settings) return;
    const isWhole = settings.model === 'whisper-1';
    this.#core.after(this.#core.timing.sttMs, () => {
      utterance.transcript(this.#core.model.stt).then(
        (transcript) => {
          if (!this.#core.signal.aborted) this.#complete(itemId, utterance, transcript, isWhole);
        },
        (error: unknown) => {
          if (!this.#core.signal.aborted) this.#fail(itemId, error);
        },
      );
    });
  }

  #complete(item_id: string, utterance: Utterance, transcript: string, isWhole: boolean): void {
    const stored = this.#core.conversation.find(item_id);
    if (stored?.kind === 'heard' && isUser(stored.item)) {
      stored.item = { ...stored.item, content: [{ type: 'input_audio', transcript }] };
    }
    const delivery = { flow: `transcription ${item_id}` };
    const deltas = isWhole && transcript !== '' ? [transcript] : wordsOf(transcript);
    for (const delta of deltas) {
      const type = 'conversation.item.input_audio_transcription.delta';
      this.#core.send(obfuscated({ type, item_id, content_index: 0, delta }), delivery);
    }
    const ms = utterance.samples.length / SAMPLES_PER_MS;
    const audio_tokens = Math.ceil(ms / MS_PER_AUDIO_TOKEN);
    const output_tokens = Math.ceil(transcript.length / CHARS_PER_TOKEN);
    this.#core.send(
      {
        type: 'conversation.item.input_audio_transcription.completed',
        item_id,
        content_index: 0,
        transcript,
        usage: isWhole
          ? { type: 'duration', seconds: Math.ceil(ms / 1000) }
          : {
              type: 'tokens',
              total_tokens: audio_tokens + output_tokens,
              input_tokens: audio_tokens,
              input_token_details: { text_tokens: 0, audio_tokens },
              output_tokens,
            },
      },
      delivery,
    );
  }

  #fail(item_id: string, error: unknown): void {
    this.#core.send({
      type: 'conversation.item.input_audio_transcription.failed',
      item_id,
      content_index: 0,
      error: {
        type: 'transcription_error',
        code: 'audio_unintelligible',
        message: error instanceof Error ? error.message : 'The audio could not be transcribed.',
      },
    });
  }
}
