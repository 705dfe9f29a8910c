import { DEFAULT_DEADLINES } from '../../../test-app/scripts/openai-proxy/conversation/deadlines.js';
import type { Effect, TimerName } from '../../../test-app/scripts/openai-proxy/conversation/effects.js';
import { reduce } from '../../../test-app/scripts/openai-proxy/conversation/reduce.js';
import {
  INITIAL_STATE,
  type Context,
  type Dialect,
  type Input,
  type State,
} from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { parseClientMessage } from '../../../test-app/scripts/openai-proxy/protocol/agent-client.js';
import type { UpstreamEvent } from '../../../test-app/scripts/openai-proxy/protocol/realtime.js';

export const contextFor = (dialect: Dialect = 'component'): Context => ({
  now: 0,
  dialect,
  defaults: {
    model: 'gpt-realtime',
    models: { 'gpt-4o-mini': 'gpt-realtime-mini' },
    voice: 'marin',
    voices: {},
    transcriptionModel: 'gpt-4o-mini-transcribe',
    transcriptionModels: {},
    session: {},
    hasG711: true,
    sampleRatesHz: [16_000, 24_000],
    functions: [],
    endpointHosts: ['api.example.com'],
    agents: {},
  },
  deadlines: DEFAULT_DEADLINES,
  backlogBytes: 10_000,
});

/** What a client sends, as the shell hands it over. */
export function fromClient(message: object | string): Input {
  const parsed = parseClientMessage(typeof message === 'string' ? message : JSON.stringify(message));
  return parsed.status === 'accepted'
    ? { type: 'client.message', message: parsed.message }
    : { type: 'client.rejected', rejection: parsed.rejection };
}

export const fromUpstream = (event: UpstreamEvent & Record<string, unknown>): Input => ({
  type: 'upstream.event',
  event,
});

const BYTES_PER_MS = 48;

/** Audio of a response, in the item `spoken_<id>`; by default one sample. */
export const audioOf = (responseId: string | null, ms = 2 / BYTES_PER_MS): Input => ({
  type: 'upstream.audio',
  delta: {
    responseId,
    itemId: `spoken_${responseId}`,
    contentIndex: 0,
    audio: new Uint8Array(Math.round(ms * BYTES_PER_MS)),
  },
});

export const timer = (name: TimerName): Input => ({ type: 'timer.fired', timer: name });

export const acked = (n: number): Input =>
  fromUpstream({ type: 'conversation.item.added', item: { id: `va_item_${n}` } });
export const created = (id: string): Input => fromUpstream({ type: 'response.created', response: { id } });
export const done = (id: string, status = 'completed'): Input =>
  fromUpstream({ type: 'response.done', response: { id, status, output: [] } });

export const SETTINGS = { type: 'Settings', audio: {}, agent: { think: { prompt: 'Be kind.' } } };

/** What leads to a session that is ready. */
export const opening = (settings: object = SETTINGS): readonly Input[] => [
  fromClient(settings),
  { type: 'upstream.opened' },
  fromUpstream({ type: 'session.created' }),
  fromUpstream({ type: 'session.updated' }),
];

export const inject = (content: string): Input => fromClient({ type: 'InjectUserMessage', content });

/** A conversation to step through by hand; `take` returns the effects since it was last asked. */
export class Play {
  state: State = INITIAL_STATE;
  #effects: Effect[] = [];
  readonly #due = new Map<TimerName, number>();

  constructor(readonly context: Context = contextFor()) {}

  /** Each input on its own: what is only put off until the rest of a read has come happens before the next. */
  feed(...inputs: readonly Input[]): this {
    for (const input of inputs) this.read(input);
    return this;
  }

  /** All inputs in one read of a socket. */
  read(...inputs: readonly Input[]): this {
    const immediate = new Set<TimerName>();
    for (const input of inputs) {
      for (const effect of this.#reduce(input)) {
        if (effect.type === 'timer.start' && effect.ms === 0) immediate.add(effect.timer);
        if (effect.type === 'timer.clear') immediate.delete(effect.timer);
      }
    }
    for (const name of immediate) this.#reduce({ type: 'timer.fired', timer: name });
    return this;
  }

  /** Time passes; no deadline does. */
  wait(ms: number): this {
    this.#moveTo(this.context.now + ms);
    return this;
  }

  #moveTo(now: number): void {
    Object.assign(this.context, { now });
  }

  #reduce(input: Input): readonly Effect[] {
    // No timer fires before its time.
    if (input.type === 'timer.fired') this.#moveTo(Math.max(this.context.now, this.#due.get(input.timer) ?? 0));
    const { state, effects } = reduce(this.state, input, this.context);
    this.state = state;
    for (const effect of effects) {
      if (effect.type === 'timer.start') this.#due.set(effect.timer, this.context.now + effect.ms);
    }
    this.#effects.push(...effects);
    return effects;
  }

  take(): readonly Effect[] {
    return this.#effects.splice(0);
  }

  /** What was sent on either leg, a line each, without timers, logs and the records of what happened. */
  lines(): readonly string[] {
    return this.take().flatMap(describeEffect);
  }
}

export const ready = (dialect: Dialect = 'component', settings: object = SETTINGS): Play => {
  const play = new Play(contextFor(dialect)).feed(...opening(settings));
  play.take();
  return play;
};

function describeEffect(effect: Effect): readonly string[] {
  switch (effect.type) {
    case 'client.send': {
      const { message } = effect;
      if (message.type === 'ConversationText') return [`< ${message.role}: ${message.content}`];
      if (message.type === 'Error' || message.type === 'Warning') return [`< ${message.type} ${message.code}`];
      if (message.type === 'History' || message.type === 'LatencyReport') return [];
      if (message.type === 'FunctionCallRequest') {
        return message.functions.map((call) => `< call ${call.id} ${call.name}(${call.arguments})`);
      }
      return [`< ${message.type}`];
    }
    case 'client.audio':
      return ['< audio'];
    case 'upstream.send': {
      const { event } = effect;
      if (event.type !== 'conversation.item.create') return [`> ${event.type}`];
      return [`> item ${event.item.id ?? '?'} ${event.item.type}`];
    }
    case 'upstream.audio':
      return ['> audio'];
    case 'upstream.dial':
      return [`> dial ${effect.model}`];
    case 'close':
      return [`close ${effect.code}`];
    case 'function.run':
      return [`run ${effect.callId} ${effect.name}(${effect.arguments})`];
    case 'function.abort':
      return [`abort ${effect.callId}`];
    case 'audio.configure':
    case 'client.audioEnd':
    case 'count':
    case 'log':
    case 'timer.start':
    case 'timer.clear':
      return [];
  }
}
