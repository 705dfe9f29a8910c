import type { Session } from './session.js';

interface Waiter {
  readonly resolve: (session: Session) => void;
  readonly reject: (error: Error) => void;
}

/** The sessions of one mock, and who waits for the next. */
export class Registry {
  readonly sessions: Session[] = [];
  readonly #waiters: Waiter[] = [];
  #handedOut = 0;
  #isClosed = false;

  add(session: Session): void {
    this.sessions.push(session);
    const waiter = this.#waiters.shift();
    if (!waiter) return;
    this.#handedOut++;
    waiter.resolve(session);
  }

  next(): Promise<Session> {
    const waiting = this.sessions[this.#handedOut];
    if (waiting) {
      this.#handedOut++;
      return Promise.resolve(waiting);
    }
    const promise = new Promise<Session>((resolve, reject) => {
      if (this.#isClosed) reject(new Error('The mock is closed.'));
      else this.#waiters.push({ resolve, reject });
    });
    promise.catch(() => undefined);
    return promise;
  }

  close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiters.splice(0)) reject(new Error('The mock is closed.'));
    for (const session of this.sessions) session.terminate();
  }
}
