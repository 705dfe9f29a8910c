import type { Core } from './core.js';
import { FAULTS, Rejection } from './faults.js';
import { planResponse } from './response-plan.js';
import { ResponseRun } from './response-run.js';
import type { ResponseParams } from './validation/schemas.js';

/** At most one response of the conversation at a time, and any number beside it. */
export class Responses {
  readonly #core: Core;
  #active: ResponseRun | undefined;
  readonly #outOfBand = new Map<string, ResponseRun>();
  /** Text tokens that the latest response has read, and that the next finds in the cache. */
  #readTokens = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  get hasActive(): boolean {
    return this.#active !== undefined;
  }

  create(params: ResponseParams = {}): void {
    const { config } = this.#core;
    if (config.type === 'transcription') throw new Rejection(FAULTS.noResponses());
    const plan = planResponse(this.#core, config, params);
    if (plan.isInBand && this.#active) throw new Rejection(FAULTS.activeResponse(this.#active.id));
    const run: ResponseRun = new ResponseRun(this.#core, plan, this.#readTokens, (readTokens) => {
      this.#readTokens = readTokens;
      if (this.#active === run) this.#active = undefined;
      this.#outOfBand.delete(run.id);
    });
    if (plan.isInBand) this.#active = run;
    else this.#outOfBand.set(run.id, run);
    run.start();
  }

  /** A turn of the user ended. An active response (one that must not be interrupted) makes it fail. */
  startForVad(): void {
    try {
      this.create();
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      this.#core.fail(error.fault);
    }
  }

  cancel(id: string | undefined): void {
    const run = id === undefined || id === this.#active?.id ? this.#active : this.#outOfBand.get(id);
    if (!run || run.phase === 'requested') throw new Rejection(FAULTS.cancelNotActive());
    run.cancel('client_cancelled');
  }

  /** The user speaks: the conversation's response ends. */
  interrupt(): void {
    this.#active?.cancel('turn_detected');
  }
}
