import { AgentSession, createMeters, type AgentSessionOptions, type Meters } from './agent-session.js';
import { loadTranscript, saveTranscript } from './history.js';
import { reduce } from './reduce.js';
import { initialState, type AgentState, type SessionEvent } from './state.js';

/** What a connection needs; the conversation brings the rest. */
export type ConnectionOptions = Omit<AgentSessionOptions, 'meters' | 'onEvent'>;

/**
 * One user's conversation over any number of connections: the state that React shows, and the session behind it. It
 * begins with what this browser remembers of the last visit.
 */
export class Conversation {
  readonly meters: Meters = createMeters();
  readonly #listeners = new Set<() => void>();
  #state: AgentState = initialState(loadTranscript());
  #session: AgentSession | undefined;
  #whenReady: ((session: AgentSession) => void)[] = [];
  #users = 0;

  readonly getState = (): AgentState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /**
   * Keeps the connection for a component, until it calls what is returned. React lets go of everything and takes it
   * again in one go when a module is replaced under a running page, which must not end a call.
   */
  readonly retain = (): (() => void) => {
    this.#users += 1;
    return () => {
      this.#users -= 1;
      setTimeout(() => {
        if (this.#users === 0) this.#session?.close();
      });
    };
  };

  /** Has something done on a live connection: now, as soon as there is one, or on a new one. */
  act(action: (session: AgentSession) => void, connect: () => ConnectionOptions): void {
    const { phase } = this.#state.connection;
    if (phase === 'live' && this.#session) {
      action(this.#session);
      return;
    }
    this.#whenReady.push(action);
    if (phase !== 'connecting') this.connect(connect());
  }

  connect(options: ConnectionOptions): void {
    const waiting = this.#whenReady;
    this.#session?.close();
    this.#whenReady = waiting;
    this.#session = new AgentSession(
      { ...options, meters: this.meters, onEvent: (event) => this.dispatch(event) },
      (session) => {
        for (const action of this.#whenReady.splice(0)) action(session);
      },
    );
  }

  /** Has the live connection do something; without one, nothing. */
  withSession(action: (session: AgentSession) => void): void {
    if (this.#session) action(this.#session);
  }

  readonly dispatch = (event: SessionEvent): void => {
    const before = this.#state;
    this.#state = reduce(before, event);
    if (event.type === 'closed' || event.type === 'disconnected') this.#whenReady = [];
    if (this.#state === before) return;
    if (this.#state.transcript !== before.transcript) saveTranscript(this.#state.transcript);
    for (const listener of this.#listeners) listener();
  };
}
