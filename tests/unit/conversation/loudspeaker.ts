import type { Effect } from '../../../test-app/scripts/openai-proxy/conversation/effects.js';

const BYTES_PER_MS = 48;

/** Which item a piece of audio is of, written into its samples. */
export const tagged = (tag: number, ms: number): Uint8Array =>
  new Uint8Array(new Uint16Array((ms * BYTES_PER_MS) / 2).fill(tag).buffer);

/** A client's: plays what it gets, at once and without gaps, and throws away the rest when the user speaks. */
export class Loudspeaker {
  readonly #waiting: { readonly tag: number; readonly ms: number }[] = [];
  readonly #played = new Map<number, number>();
  #playedUpTo = 0;

  see(effect: Effect, now: number): void {
    this.#playUpTo(now);
    if (effect.type === 'client.audio') {
      const { audio } = effect;
      const [tag = 0] = new Uint16Array(audio.buffer, audio.byteOffset, 1);
      this.#waiting.push({ tag, ms: audio.byteLength / BYTES_PER_MS });
    }
    if (effect.type === 'client.send' && effect.message.type === 'UserStartedSpeaking') this.#waiting.length = 0;
  }

  /** How much was heard of an item when everything is played, in ms. */
  heardMs(tag: number): number {
    const rest = this.#waiting.filter((piece) => piece.tag === tag);
    return rest.reduce((sum, { ms }) => sum + ms, this.#played.get(tag) ?? 0);
  }

  #playUpTo(now: number): void {
    let left = now - this.#playedUpTo;
    this.#playedUpTo = now;
    while (left > 0) {
      const piece = this.#waiting.shift();
      if (piece === undefined) return;
      const ms = Math.min(left, piece.ms);
      this.#played.set(piece.tag, (this.#played.get(piece.tag) ?? 0) + ms);
      if (ms < piece.ms) this.#waiting.unshift({ tag: piece.tag, ms: piece.ms - ms });
      left -= ms;
    }
  }
}
