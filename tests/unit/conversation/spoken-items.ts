import type { ClientEvent } from '../../../test-app/scripts/openai-proxy/protocol/realtime.js';

interface SpokenItem {
  readonly generatedMs: number;
  readonly remembered: number | 'all' | 'nothing';
}

/** What an upstream remembers of what it said. */
export class SpokenItems {
  readonly violations: string[] = [];
  readonly #items = new Map<number, SpokenItem>();

  static idOf(tag: number): string {
    return `spoken_${tag}`;
  }

  /** It says more. */
  speak(tag: number, ms: number): void {
    const item = this.#items.get(tag) ?? { generatedMs: 0, remembered: 'all' };
    this.#items.set(tag, { ...item, generatedMs: item.generatedMs + ms });
  }

  read(event: ClientEvent): void {
    if (event.type !== 'conversation.item.truncate' && event.type !== 'conversation.item.delete') return;
    const tag = Number(event.item_id.slice(SpokenItems.idOf(0).length - 1));
    const item = this.#items.get(tag);
    if (item === undefined || item.remembered === 'nothing') {
      this.violations.push(`${event.type} of an item that is not there`);
      return;
    }
    if (event.type === 'conversation.item.delete') {
      this.#items.set(tag, { ...item, remembered: 'nothing' });
      return;
    }
    const { audio_end_ms } = event;
    if (audio_end_ms > item.generatedMs) this.violations.push('a truncation behind the end');
    this.#items.set(tag, { ...item, remembered: audio_end_ms });
  }

  forget(): void {
    this.#items.clear();
  }

  /** Milliseconds by tag. */
  remembered(): readonly (readonly [tag: number, ms: number])[] {
    return [...this.#items].map(([tag, { generatedMs, remembered }]) => [
      tag,
      remembered === 'all' ? generatedMs : remembered === 'nothing' ? 0 : remembered,
    ]);
  }
}
