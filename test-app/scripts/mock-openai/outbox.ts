import type { Outgoing, ServerEventType } from './events.js';

/** How an event is to be sent. */
export interface Delivery {
  /** Events of one flow never overtake each other; default: the event's type. */
  readonly flow?: string;
  /** Runs when the event is on the wire. */
  readonly onSent?: () => void;
  /** Whether `drop` may forget it. */
  readonly canDrop?: boolean;
}

/** Ends a hold: what it held back is sent, in order. */
export interface Release {
  (): void;
  /** Resolves when the hold has caught its first event; rejects when the session ends before. */
  readonly reached: Promise<void>;
}

interface Hold {
  readonly type: ServerEventType;
  skip: number;
  readonly reach: () => void;
}

interface Queued {
  readonly event: Outgoing;
  readonly delivery: Delivery;
}

/** Passes events on, and keeps those back whose type is held, with what follows them in their flow. */
export class Outbox {
  readonly #write: (event: Outgoing) => void;
  readonly #holds = new Set<Hold>();
  readonly #queues = new Map<string, Queued[]>();
  readonly #ended: Promise<never>;

  /** @param ended rejects when the session is over */
  constructor(write: (event: Outgoing) => void, ended: Promise<never>) {
    this.#write = write;
    this.#ended = ended;
  }

  push(event: Outgoing, delivery: Delivery = {}): void {
    const flow = delivery.flow ?? event.type;
    const queue = this.#queues.get(flow);
    if (queue) queue.push({ event, delivery });
    else if (this.#isHeld(event)) this.#queues.set(flow, [{ event, delivery }]);
    else this.#deliver({ event, delivery });
  }

  drop(flow: string): void {
    const queue = this.#queues.get(flow);
    if (!queue) return;
    const kept = queue.filter(({ delivery }) => delivery.canDrop !== true);
    queue.splice(0, queue.length, ...kept);
    this.#flush(flow, queue);
  }

  /** @param skip events of that type that still pass */
  hold(type: ServerEventType, skip = 0): Release {
    let reach = (): void => undefined;
    const caught = new Promise<void>((resolve) => {
      reach = resolve;
    });
    const reached = Promise.race([caught, this.#ended]);
    reached.catch(() => undefined);
    const hold: Hold = { type, skip, reach };
    this.#holds.add(hold);
    const release = (): void => {
      this.#holds.delete(hold);
      for (const [flow, queue] of [...this.#queues]) this.#flush(flow, queue);
    };
    return Object.assign(release, { reached });
  }

  #flush(flow: string, queue: Queued[]): void {
    for (let head = queue[0]; head; head = queue[0]) {
      if (this.#isHeld(head.event)) return;
      queue.shift();
      this.#deliver(head);
    }
    if (this.#queues.get(flow) === queue) this.#queues.delete(flow);
  }

  #isHeld(event: Outgoing): boolean {
    let isHeld = false;
    for (const hold of this.#holds) {
      if (hold.type !== event.type) continue;
      if (hold.skip > 0) {
        hold.skip--;
        continue;
      }
      hold.reach();
      isHeld = true;
    }
    return isHeld;
  }

  #deliver({ event, delivery }: Queued): void {
    this.#write(event);
    delivery.onSent?.();
  }
}
