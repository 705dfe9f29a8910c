import type { Effect, TimerName } from '../../../test-app/scripts/openai-proxy/conversation/effects.js';
import { reduce } from '../../../test-app/scripts/openai-proxy/conversation/reduce.js';
import { INITIAL_STATE, type Input, type State } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { Loudspeaker } from './loudspeaker.js';
import { Observer } from './observer.js';
import { contextFor, fromClient, inject, opening } from './harness.js';
import { SimulatedUpstream, type Progress } from './simulated-upstream.js';

/** What a client may send at any time, a name each. */
export const CLIENT_MESSAGES = {
  say: { type: 'InjectAgentMessage', message: 'said', behavior: 'queue' },
  'say if idle': { type: 'InjectAgentMessage', message: 'said' },
  'cut in': { type: 'InjectAgentMessage', message: 'said', behavior: 'interrupt' },
  'force the end': { type: 'ForceEndTurn' },
  'update prompt': { type: 'UpdatePrompt', prompt: 'more' },
  'update think': { type: 'UpdateThink', think: { prompt: 'other', functions: [{ name: 'look' }] } },
  'update speak': { type: 'UpdateSpeak', speak: { provider: { type: 'open_ai', model: 'tts', voice: 'cedar' } } },
  'update listen': { type: 'UpdateListen', listen: { provider: { type: 'deepgram', language: 'fr' } } },
  'configure again': { type: 'Settings', audio: {}, agent: {} },
  'keep alive': { type: 'KeepAlive' },
  nonsense: { type: 'Telepathy' },
  'answer nothing': { type: 'FunctionCallResponse', id: 'nobody', name: 'look', content: 'seen' },
  'native request': { type: 'response.create' },
  'native cancel': { type: 'response.cancel' },
  'native commit': { type: 'input_audio_buffer.commit' },
} as const;

export type ClientMessageName = keyof typeof CLIENT_MESSAGES;

export type Command =
  | { readonly do: 'send'; readonly what: ClientMessageName }
  | { readonly do: 'progress'; readonly what: Progress }
  | { readonly do: 'inject' | 'speak' }
  | { readonly do: 'answer' | 'answer again' | 'answer by name' | 'finish run' | 'fail run' }
  | { readonly do: 'interrupt' | 'hush' | 'transcribe' | 'mishear' | 'surprise' | 'age' }
  | { readonly do: 'read' | 'deliver' | 'tick' | 'wait' };

const WAIT_MS = 30;

const SETTINGS = {
  type: 'Settings',
  audio: {},
  agent: {
    think: {
      prompt: 'Be kind.',
      functions: [{ name: 'look' }, { name: 'run_here', endpoint: { url: 'https://api.example.com/run' } }],
    },
  },
};

/** A conversation between a client and an upstream. Frames wait on both ways until a command moves them. */
export class Simulation {
  readonly observer = new Observer();
  readonly upstream = new SimulatedUpstream();
  readonly #loudspeaker = new Loudspeaker();
  readonly #context = { ...contextFor('component') };
  readonly #toUpstream: Extract<Effect, { type: 'upstream.send' }>['event'][] = [];
  readonly #timers = new Set<TimerName>();
  readonly #running = new Set<string>();
  #state: State = INITIAL_STATE;

  constructor() {
    for (const input of opening(SETTINGS)) this.#feed(input);
    this.#toUpstream.length = 0;
    this.upstream.sent.length = 0;
  }

  run(command: Command): void {
    switch (command.do) {
      case 'send':
        return this.#send(CLIENT_MESSAGES[command.what]);
      case 'progress':
        return this.upstream.progress(command.what);
      case 'inject':
        this.observer.expectEcho();
        return this.#feed(inject('typed'));
      case 'speak':
        return this.#feed({ type: 'client.audio', audio: new Uint8Array([1, 2]) });
      case 'answer':
        return this.#answer({ id: this.observer.openCalls()[0] });
      case 'answer again':
        return this.#answer({ id: this.observer.answeredCalls().at(-1) });
      case 'answer by name':
        return this.#answer({});
      case 'finish run':
        return this.#settleRun({ status: 'done', content: 'ran' });
      case 'fail run':
        return this.#settleRun({ status: 'failed', code: 'threw' });
      case 'interrupt':
        // It hears nothing before the session is ready: the proxy keeps what the user says till then.
        return this.#state.phase === 'ready' ? this.upstream.interrupt() : undefined;
      case 'hush':
        return this.upstream.hush();
      case 'transcribe':
        return this.upstream.transcribe('completed');
      case 'mishear':
        return this.upstream.transcribe('failed');
      case 'surprise':
        return this.upstream.surprise();
      case 'age':
        return this.#feed({ type: 'timer.fired', timer: 'rollover' });
      case 'read':
        return this.#read();
      case 'deliver':
        return this.#deliver();
      case 'tick':
        this.#fire('calls');
        return;
      case 'wait':
        this.#context.now += WAIT_MS;
        return;
    }
  }

  /** Lets everything that is under way arrive, and every deadline pass, until nothing moves any more. */
  settle(): void {
    for (let round = 0; round < 5_000; round += 1) {
      if (this.#toUpstream.length > 0) this.#read();
      else if (this.upstream.sent.length > 0) this.#deliver();
      else if (this.upstream.isResponding) this.upstream.progress('completed');
      else if (this.upstream.isHearing) this.upstream.hush();
      else if (this.upstream.owesTranscript) this.upstream.transcribe('completed');
      else if (this.#running.size > 0) this.#settleRun({ status: 'done', content: 'ran' });
      else if (!this.#fire([...this.#timers][0])) return;
    }
    throw new Error('The conversation does not come to rest.');
  }

  /** What the upstream remembers otherwise than the client heard it, once everything is played. */
  misremembered(): readonly string[] {
    const wrong = this.upstream.spoken
      .remembered()
      .map(([tag, ms]) => ({ tag, ms, heardMs: this.#loudspeaker.heardMs(tag) }))
      // It is told whole milliseconds.
      .filter(({ ms, heardMs }) => Math.abs(ms - heardMs) >= 1)
      .map(({ tag, ms, heardMs }) => `of item ${tag} ${ms} ms are remembered, ${heardMs} ms were heard`);
    return [...this.upstream.spoken.violations, ...wrong];
  }

  #send(message: { readonly type: string }): void {
    this.observer.hearClient(message.type);
    this.#feed(fromClient(message));
  }

  #feed(input: Input): void {
    this.#context.now += 1;
    const { state, effects } = reduce(this.#state, input, this.#context);
    this.#state = state;
    for (const effect of effects) {
      this.observer.see(effect);
      this.#loudspeaker.see(effect, this.#context.now);
      if (effect.type === 'upstream.dial') this.#reconnect();
      if (effect.type === 'upstream.send') this.#toUpstream.push(effect.event);
      if (effect.type === 'timer.start' && effect.timer !== 'rollover') this.#timers.add(effect.timer);
      if (effect.type === 'timer.clear') this.#timers.delete(effect.timer);
      if (effect.type === 'function.run') this.#running.add(effect.callId);
      if (effect.type === 'function.abort') this.#running.delete(effect.callId);
    }
  }

  #reconnect(): void {
    this.#toUpstream.length = 0;
    const history = this.#state.phase === 'connecting' ? this.#state.configuration.history : [];
    this.observer.expectRestored(
      history.flatMap((item) => (item.type === 'function_call_output' ? [item.call_id] : [])),
    );
    this.upstream.reconnect(history);
  }

  #fire(timer: TimerName | undefined): boolean {
    if (timer === undefined || !this.#timers.delete(timer)) return false;
    this.#feed({ type: 'timer.fired', timer });
    return true;
  }

  #answer({ id }: { readonly id?: string | undefined }): void {
    this.#feed(fromClient({ type: 'FunctionCallResponse', id, name: 'look', content: 'seen' }));
  }

  #settleRun(outcome: Extract<Input, { type: 'function.settled' }>['outcome']): void {
    const [callId] = this.#running;
    if (callId === undefined) return;
    this.#running.delete(callId);
    this.#feed({ type: 'function.settled', callId, outcome });
  }

  #deliver(): void {
    const input = this.upstream.sent.shift();
    if (input === undefined) return;
    this.observer.hear(input);
    this.#feed(input);
  }

  #read(): void {
    const event = this.#toUpstream.shift();
    if (event !== undefined) this.upstream.read(event);
  }
}
