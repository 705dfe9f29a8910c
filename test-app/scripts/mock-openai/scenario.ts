import type { IncomingMessage } from 'node:http';
import type { ClientEvent, ClientEventOf, ClientEventType, Outgoing } from './events.js';
import type { Model } from './model.js';
import type { Session } from './session.js';
import type { Timing } from './timing.js';

/** `handled`: the mock does nothing more about it. `default`: it goes on as without the override. */
export type Verdict = 'handled' | 'default';

/** An answer to the upgrade request instead of a socket. */
export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type ClientEventHandlers = {
  readonly [T in ClientEventType]?: (event: ClientEventOf<T>, session: Session) => Verdict;
};

/** What differs from the faithful default. Every member is optional. */
export interface Scenario {
  readonly model?: Partial<Model>;
  readonly timing?: Partial<Timing>;
  /** Takes client events before the rules do. They are valid and in `session.received` already. */
  readonly on?: ClientEventHandlers;
  /** Runs when the socket is open, before `session.created`; `handled` leaves that out. */
  readonly onConnect?: (session: Session) => Verdict;
  /** Runs before the upgrade; undefined lets it happen. A promise delays it. */
  readonly onUpgrade?: (request: IncomingMessage) => Refusal | undefined | Promise<Refusal | undefined>;
  /** Replaces an event that is about to be sent: `[]` leaves it out, twice the same repeats it. */
  readonly outgoing?: (event: Outgoing, session: Session) => readonly Outgoing[];
}

/** What a scenario says to a client event. */
export const verdictOf = (scenario: Scenario, event: ClientEvent, session: Session): Verdict => {
  const handler = scenario.on?.[event.type] as ((event: ClientEvent, session: Session) => Verdict) | undefined;
  return handler?.(event, session) ?? 'default';
};

/** One scenario of many. Where they meet, the later one goes first: its settings win and its handlers are asked first. */
export const compose = (...scenarios: readonly Scenario[]): Scenario => {
  const reversed = scenarios.toReversed();
  const types = new Set(scenarios.flatMap(({ on = {} }) => Object.keys(on)));
  const handler = (event: ClientEvent, session: Session): Verdict =>
    reversed.some((scenario) => verdictOf(scenario, event, session) === 'handled') ? 'handled' : 'default';
  const on: ClientEventHandlers = Object.fromEntries([...types].map((type) => [type, handler]));
  return {
    model: Object.assign({}, ...scenarios.map(({ model }) => model)) as Partial<Model>,
    timing: Object.assign({}, ...scenarios.map(({ timing }) => timing)) as Partial<Timing>,
    on,
    onConnect: (session) =>
      reversed.some(({ onConnect }) => onConnect?.(session) === 'handled') ? 'handled' : 'default',
    onUpgrade: async (request) => {
      for (const { onUpgrade } of reversed) {
        const refusal = await onUpgrade?.(request);
        if (refusal) return refusal;
      }
      return undefined;
    },
    outgoing: (event, session) =>
      reversed.reduce<readonly Outgoing[]>(
        (events, { outgoing }) => (outgoing ? events.flatMap((each) => outgoing(each, session)) : events),
        [event],
      ),
  };
};
