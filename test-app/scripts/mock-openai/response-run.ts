import { setImmediate as tick, setTimeout as delay } from 'node:timers/promises';
import type { Core } from './core.js';
import { responseOnWire, type Outgoing, type StatusDetails, type WireResponse } from './events.js';
import { FAULTS } from './faults.js';
import type { Output } from './model.js';
import { OutputItem, type OutputHost } from './output-item.js';
import { promptOf, type ResponsePlan } from './response-plan.js';
import { speak } from './speak.js';
import { charsOfTokens, inputTokens, NO_USAGE, sumTokens, usageOf, type TokenCount } from './usage.js';

type Ending =
  { readonly status: 'completed' } | { readonly status: StatusDetails['type']; readonly details: StatusDetails };

/** Unwinds the generation of a response that was cancelled, or whose session ended. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

const piecesOf = (text: string, pattern: RegExp): readonly string[] => text.match(pattern) ?? [];
const WORDS = /\s*\S+\s*$|\s*\S+/g;
const ARGUMENT_PIECES = /[\s\S]{1,8}/g;

/** One response from `response.created` to `rate_limits.updated`. */
export class ResponseRun implements OutputHost {
  readonly id: string;
  readonly plan: ResponsePlan;
  readonly core: Core;
  /** `requested` until `response.created` is sent, `ending` while `response.done` is not sent yet. */
  phase: 'requested' | 'running' | 'ending' | 'done' = 'requested';
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  readonly #stopped: Promise<never>;
  readonly #cachedTokens: number;
  readonly #onDone: (readTokens: number) => void;
  readonly #items: OutputItem[] = [];
  readonly #input: TokenCount;
  #createdAtMs = 0;

  constructor(core: Core, plan: ResponsePlan, cachedTokens: number, onDone: (readTokens: number) => void) {
    this.core = core;
    this.plan = plan;
    this.id = core.ids('resp');
    this.#cachedTokens = cachedTokens;
    this.#onDone = onDone;
    this.#input = inputTokens(plan.instructions, plan.context);
    this.#signal = AbortSignal.any([core.signal, this.#abort.signal]);
    this.#stopped = new Promise<never>((_, reject) => {
      this.#signal.addEventListener('abort', () => reject(new Stopped()), { once: true });
    });
    this.#stopped.catch(() => undefined);
  }

  /** Begins to generate; returns after `response.created`, if no delay is set for it. */
  start(): void {
    this.#generate().catch((error: unknown) => {
      if (error instanceof Stopped || this.#signal.aborted) return;
      this.core.report(error);
      const { type, code, message } = FAULTS.server(this.core.config.id);
      this.#end({ status: 'failed', details: { type: 'failed', error: { type, code, message } } });
    });
  }

  cancel(reason: 'turn_detected' | 'client_cancelled'): void {
    if (this.phase === 'ending' || this.phase === 'done') return;
    this.#abort.abort();
    this.core.drop(this.id);
    this.#end({ status: 'cancelled', details: { type: 'cancelled', reason } });
  }

  /** Sends an event of this response in its turn. `apply` runs when it is on the wire. */
  async say(event: Outgoing, apply?: () => void): Promise<void> {
    if (this.phase === 'ending' || this.phase === 'done') throw new Stopped();
    const sent = new Promise<void>((resolve) => {
      const onSent = (): void => {
        apply?.();
        resolve();
      };
      this.core.send(event, { flow: this.id, onSent, canDrop: true });
    });
    await this.guard(sent);
  }

  /** Awaits a promise, but no longer than the response lives. */
  guard<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#stopped]);
  }

  /** Lets other work run, and waits until `ms` have passed since `response.created`. */
  async pause(ms = 0): Promise<void> {
    const leftMs = this.#createdAtMs + ms - performance.now();
    if (ms > 0 && leftMs > 0) await this.#wait(leftMs);
    else await this.guard(tick());
  }

  async #wait(ms: number): Promise<void> {
    await this.guard(delay(ms, undefined, { signal: this.#signal }));
  }

  async #generate(): Promise<void> {
    const { createdMs, firstTextMs } = this.core.timing;
    if (createdMs > 0) await this.#wait(createdMs);
    await this.guard(this.#announce());
    const prompt = await this.guard(promptOf(this.core, this.plan));
    this.core.recordPrompt(prompt);
    const outputs = await this.guard(Promise.resolve(this.core.model.brain.answer(prompt)));
    await this.pause(firstTextMs);
    let leftTokens = this.plan.maxOutputTokens === 'inf' ? Infinity : this.plan.maxOutputTokens;
    for (const [index, output] of outputs.entries()) {
      if (output.type === 'fail') {
        this.#end({ status: 'failed', details: { type: 'failed', error: output.error } });
        return;
      }
      if (output.type === 'incomplete') {
        this.#endIncomplete(output.reason);
        return;
      }
      const { cut, tokens } = fit(output, leftTokens);
      leftTokens -= tokens;
      const next = outputs[index + 1]?.type;
      const isWhole = cut === output && next !== 'fail' && next !== 'incomplete';
      await this.#produce(cut, isWhole);
      if (cut !== output) {
        this.#endIncomplete('max_output_tokens');
        return;
      }
    }
    this.#end({ status: 'completed' });
  }

  #announce(): Promise<void> {
    return new Promise((resolve) => {
      const onSent = (): void => {
        if (this.phase === 'requested') this.phase = 'running';
        this.#createdAtMs = performance.now();
        resolve();
      };
      const response = this.#describe('in_progress', null, null);
      this.core.send({ type: 'response.created', response }, { flow: this.id, onSent });
    });
  }

  async #produce(output: Exclude<Output, { type: 'fail' | 'incomplete' }>, isWhole: boolean): Promise<void> {
    const item = OutputItem.of(this, output, this.#items.length);
    this.#items.push(item);
    await item.open();
    if (output.type === 'function_call') {
      for (const piece of piecesOf(output.arguments, ARGUMENT_PIECES)) await item.addArguments(piece);
    } else if (this.plan.speaks) {
      await speak(this, item, output.text, piecesOf(output.text, WORDS));
    } else {
      for (const word of piecesOf(output.text, WORDS)) await item.addText(word);
    }
    await this.#close(item, isWhole ? 'completed' : 'incomplete');
  }

  async #close(item: OutputItem, status: 'completed' | 'incomplete'): Promise<void> {
    const events = [...item.close(status)];
    const closed = new Promise<void>((resolve) => {
      for (const [index, event] of events.entries()) {
        const isLast = index === events.length - 1;
        this.core.send(event, { flow: this.id, ...(isLast && { onSent: resolve }) });
      }
    });
    await this.guard(closed);
  }

  get #announced(): readonly OutputItem[] {
    return this.#items.filter((item) => item.isAnnounced);
  }

  #endIncomplete(reason: 'max_output_tokens' | 'content_filter'): void {
    this.#end({ status: 'incomplete', details: { type: 'incomplete', reason } });
  }

  #end(ending: Ending): void {
    if (this.phase === 'ending' || this.phase === 'done') return;
    this.phase = 'ending';
    for (const item of this.#items) {
      for (const event of item.close('incomplete')) this.core.send(event, { flow: this.id });
    }
    const details = ending.status === 'completed' ? null : ending.details;
    const isUncounted = ending.status === 'failed' || this.#announced.length === 0;
    const output = sumTokens(this.#announced.map(({ tokens }) => tokens));
    const usage = isUncounted ? NO_USAGE : usageOf(this.#input, output, this.#cachedTokens);
    const response = this.#describe(ending.status, details, usage);
    const onSent = (): void => {
      this.phase = 'done';
      this.#onDone(isUncounted ? this.#cachedTokens : this.#input.text);
      if (this.plan.isInBand) {
        const heardMs = this.#items.reduce((sum, item) => sum + item.audioMs, 0);
        this.core.inputAudio.awaitUser(heardMs);
      }
      this.core.after(this.core.timing.rateLimitsMs, () => this.#reportLimits(usage.total_tokens ?? 0));
    };
    this.core.send({ type: 'response.done', response }, { flow: this.id, onSent });
  }

  #reportLimits(used: number): void {
    const limit = 15_000_000;
    const tokens = { name: 'tokens' as const, limit, remaining: limit - used, reset_seconds: 0.001 };
    this.core.send({ type: 'rate_limits.updated', rate_limits: [tokens] });
  }

  #describe(
    status: WireResponse['status'],
    status_details: StatusDetails | null,
    usage: WireResponse['usage'],
  ): ReturnType<typeof responseOnWire> {
    const { plan, core } = this;
    return responseOnWire({
      object: 'realtime.response',
      id: this.id,
      status,
      status_details,
      output: this.#announced.map(({ item }) => item),
      conversation_id: plan.isInBand ? core.conversation.id : null,
      output_modalities: [plan.speaks ? 'audio' : 'text'],
      max_output_tokens: plan.maxOutputTokens,
      audio: { output: { format: plan.format, voice: plan.voice } },
      usage,
      metadata: plan.metadata,
    });
  }
}

/** What of an output fits into `leftTokens`; itself if all of it does. */
const fit = (
  output: Exclude<Output, { type: 'fail' | 'incomplete' }>,
  leftTokens: number,
): { readonly cut: typeof output; readonly tokens: number } => {
  const text = output.type === 'message' ? output.text : output.arguments;
  const tokens = Math.ceil(text.length / charsOfTokens(1));
  if (tokens <= leftTokens) return { cut: output, tokens };
  const rest = text.slice(0, charsOfTokens(leftTokens));
  return {
    cut: output.type === 'message' ? { ...output, text: rest } : { ...output, arguments: rest },
    tokens: leftTokens,
  };
};
