/** Named timers with one owner: starting one again replaces it, and none outlives `clearAll`. */
export interface Timers<Name extends string> {
  start(name: Name, ms: number): void;
  clear(name: Name): void;
  clearAll(): void;
}

export function createTimers<Name extends string>(onFired: (name: Name) => void): Timers<Name> {
  const running = new Map<Name, NodeJS.Timeout>();
  const clear = (name: Name) => {
    clearTimeout(running.get(name));
    running.delete(name);
  };
  return {
    start(name, ms) {
      clear(name);
      const timer = setTimeout(() => {
        running.delete(name);
        onFired(name);
      }, ms);
      running.set(name, timer);
    },
    clear,
    clearAll() {
      for (const name of [...running.keys()]) clear(name);
    },
  };
}
