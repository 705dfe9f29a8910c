/** Hands the newest reading to whoever listens, outside React's state: readings come 20 times a second. */
export class Meter<Reading> {
  readonly #listeners = new Set<(reading: Reading) => void>();

  report(reading: Reading): void {
    for (const listener of this.#listeners) listener(reading);
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: (reading: Reading) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
