/** Finds events by type, or by a predicate. */
export type Match<E extends { readonly type: string }> = E['type'] | ((event: E) => boolean);

interface Waiter<E> {
  readonly matches: (event: E) => boolean;
  left: number;
  readonly resolve: (event: E) => void;
  readonly reject: (error: Error) => void;
}

/** What went one way over a socket, in order, with promises of what is still to come. */
export class EventLog<E extends { readonly type: string }> {
  readonly #events: E[] = [];
  readonly #waiters = new Set<Waiter<E>>();
  readonly #keeps: boolean;
  #ended: Error | undefined;

  constructor(keeps: boolean) {
    this.#keeps = keeps;
  }

  get events(): readonly E[] {
    return this.#events;
  }

  add(event: E): void {
    if (this.#keeps) this.#events.push(event);
    for (const waiter of this.#waiters) {
      if (!waiter.matches(event) || --waiter.left > 0) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(event);
    }
  }

  /**
   * The `nth` matching event since the start, past ones included. Rejects when the log ends before there is one;
   * nobody has to listen to that.
   */
  waitFor(match: Match<E>, nth = 1): Promise<E> {
    const matches = typeof match === 'function' ? match : (event: E): boolean => event.type === match;
    const past = this.#events.filter(matches);
    const found = past[nth - 1];
    if (found) return Promise.resolve(found);
    const promise = new Promise<E>((resolve, reject) => {
      if (this.#ended) reject(this.#ended);
      else this.#waiters.add({ matches, left: nth - past.length, resolve, reject });
    });
    promise.catch(() => undefined);
    return promise;
  }

  end(reason: Error): void {
    this.#ended ??= reason;
    for (const waiter of this.#waiters) waiter.reject(reason);
    this.#waiters.clear();
  }
}
