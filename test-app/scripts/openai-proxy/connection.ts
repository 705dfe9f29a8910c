import type { WebSocket } from 'ws';
import { createAudioPath, type AudioPath } from './audio-path.js';
import { createClientLeg, type ClientLeg } from './client-leg.js';
import { CLOSE_CODES, CLOSE_REASONS, type CloseCode } from './conversation/close-codes.js';
import { errorOf, type Effect, type TimerName } from './conversation/effects.js';
import { isQuiet, openingEffects, passesAudio, reduce } from './conversation/reduce.js';
import { INITIAL_STATE, type Context, type Dialect, type Input, type State, type Step } from './conversation/state.js';
import { createFunctionRunner, type FunctionRunner } from './functions.js';
import type { Metrics } from './metrics.js';
import type { ResolvedOptions } from './options.js';
import { parseClientMessage } from './protocol/agent-client.js';
import type { ServerMessage } from './protocol/agent-server.js';
import { appendFrame, readUpstreamFrame } from './protocol/frame.js';
import type { ClientEvent } from './protocol/realtime.js';
import { createTimers } from './timers.js';
import { dialUpstream, type UpstreamLeg } from './upstream.js';

export interface ConnectionSetup {
  readonly socket: WebSocket;
  readonly dialect: Dialect;
  readonly requestId: string;
  readonly options: ResolvedOptions;
  readonly metrics: Metrics;
  readonly onEnded: () => void;
}

/**
 * The imperative shell around one conversation: it owns both legs, the timers and the audio, feeds what happens to
 * the reducer one input at a time, and performs the effects in order. It decides nothing.
 */
export class Connection {
  readonly #setup: ConnectionSetup;
  readonly #client: ClientLeg;
  readonly #timers = createTimers<TimerName | 'drain'>((timer) => {
    this.#dispatch(timer === 'drain' ? { type: 'proxy.closing' } : { type: 'timer.fired', timer });
  });
  readonly #functions: FunctionRunner;
  readonly #audio: AudioPath;
  readonly #inputs: Input[] = [];
  readonly #ended: Promise<void>;
  #resolveEnded: () => void = () => undefined;
  #phase: 'resting' | 'running' | 'ended' = 'resting';
  #departure: 'none' | 'draining' = 'none';
  #state: State = INITIAL_STATE;
  #upstream: UpstreamLeg | undefined;

  constructor(setup: ConnectionSetup) {
    const { socket, requestId, options } = setup;
    this.#setup = setup;
    this.#ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    const { functions, endpoints } = options;
    this.#functions = createFunctionRunner({ functions, policy: endpoints, requestId });
    this.#audio = createAudioPath({
      appendMs: options.appendMs,
      toUpstream: (audio) => this.#upstream?.send(appendFrame(audio), 'audio'),
      toClient: (frame) => {
        setup.metrics.audio('out', frame.byteLength);
        this.#client.sendAudio(frame);
      },
    });
    this.#client = createClientLeg(socket, {
      requestId,
      welcomeMs: options.welcomeMs,
      heartbeatMs: options.heartbeatMs,
      onText: (frame) => {
        const parsed = parseClientMessage(frame);
        this.#dispatch(
          parsed.status === 'accepted'
            ? { type: 'client.message', message: parsed.message }
            : { type: 'client.rejected', rejection: parsed.rejection },
        );
      },
      onAudio: (audio) => {
        setup.metrics.audio('in', audio.byteLength);
        this.#dispatch({ type: 'client.audio', audio });
      },
      highWaterBytes: options.limits.sendBufferBytes,
      onFlow: (flow) => (flow === 'congested' ? this.#upstream?.pause() : this.#upstream?.resume()),
      onClosed: (code) => this.#end(code),
    });
    this.#log('info', 'connected', { dialect: setup.dialect });
    for (const effect of openingEffects(this.#context())) this.#perform(effect);
  }

  /** Ends with 1001: as soon as the running turn is over, at the latest after `drainMs`. Resolves when ended. */
  async shutDown(drainMs: number): Promise<void> {
    this.#departure = 'draining';
    this.#timers.start('drain', drainMs);
    this.#leaveIfQuiet();
    await this.#ended;
  }

  #dispatch(input: Input): void {
    this.#inputs.push(input);
    if (this.#phase !== 'resting') return;
    this.#phase = 'running';
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        // A microphone's frames are many, and most of them change nothing: those take no step.
        if (next.type === 'client.audio' && passesAudio(this.#state)) {
          this.#audio.fromClient(next.audio);
          continue;
        }
        const { state, effects } = this.#reduce(next);
        this.#state = state;
        for (const effect of effects) this.#perform(effect);
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#phase = 'resting';
    this.#leaveIfQuiet();
  }

  /** An event of the upstream whose members have other types than the official ones changes nothing. */
  #reduce(input: Input): Step {
    try {
      return reduce(this.#state, input, this.#context());
    } catch (error) {
      if (input.type !== 'upstream.event') throw error;
      this.#setup.metrics.malformedFrame();
      this.#log('warn', 'upstream_event_malformed', { type: input.event.type });
      return { state: this.#state, effects: [] };
    }
  }

  #leaveIfQuiet(): void {
    if (this.#departure !== 'draining' || this.#state.phase === 'closed' || !isQuiet(this.#state)) return;
    this.#dispatch({ type: 'proxy.closing' });
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'client.send':
        return this.#send(effect.message);
      case 'client.audio':
        return this.#audio.fromUpstream(effect.audio);
      case 'client.audioEnd':
        return this.#audio.endSpeech(effect.tail);
      case 'upstream.dial':
        return this.#dial(effect.model);
      case 'upstream.send':
        return this.#sendUpstream(effect.event);
      case 'upstream.audio':
        return this.#audio.fromClient(effect.audio);
      case 'function.run':
        return this.#functions.run(effect, (outcome) => {
          this.#dispatch({ type: 'function.settled', callId: effect.callId, outcome });
        });
      case 'function.abort':
        return this.#functions.abort(effect.callId);
      case 'audio.configure':
        return this.#audio.configure(effect.formats);
      case 'timer.start':
        return this.#timers.start(effect.timer, effect.ms);
      case 'timer.clear':
        return this.#timers.clear(effect.timer);
      case 'count':
        return this.#setup.metrics.unknownEvent();
      case 'log':
        return this.#log(effect.level, effect.event, effect.fields);
      case 'close':
        return this.#close(effect.code);
    }
  }

  #sendUpstream(event: ClientEvent): void {
    // Audio that waits was said before this, and belongs to what is committed or thrown away.
    if (event.type === 'input_audio_buffer.commit') this.#audio.flush();
    if (event.type === 'input_audio_buffer.clear') this.#audio.clear();
    this.#upstream?.send(JSON.stringify(event), 'text');
  }

  #send(message: ServerMessage): void {
    if (message.type === 'Error') this.#setup.metrics.errorSent(message.code);
    this.#client.send(message);
  }

  #dial(model: string): void {
    const { upstream, ...options } = this.#setup.options;
    this.#upstream?.close();
    this.#upstream = dialUpstream(upstream, model, options, {
      onOpen: () => this.#dispatch({ type: 'upstream.opened' }),
      onText: (frame) => {
        const read = readUpstreamFrame(frame);
        if (read.status === 'malformed') {
          this.#setup.metrics.malformedFrame();
          return this.#log('warn', 'upstream_frame_malformed', { why: read.why });
        }
        this.#dispatch(
          read.status === 'audio'
            ? { type: 'upstream.audio', delta: read.delta }
            : { type: 'upstream.event', event: read.event },
        );
      },
      onDropped: () => this.#dispatch({ type: 'upstream.congested' }),
      onFull: (fullness) => (fullness === 'full' ? this.#client.pause() : this.#client.resume()),
      onFailed: (failure) => {
        this.#log('error', 'upstream_unreachable', { status: failure.status });
        this.#dispatch({ type: 'upstream.failed', failure });
      },
      onClosed: (code, reason) => {
        this.#log('info', 'upstream_closed', { code });
        this.#dispatch({ type: 'upstream.closed', code, reason });
      },
    });
  }

  #close(code: CloseCode): void {
    this.#timers.clearAll();
    this.#functions.abortAll();
    this.#audio.stop();
    this.#upstream?.close();
    this.#client.close(code, CLOSE_REASONS[code]);
  }

  /** A fault of the proxy's own ends this connection, and no other. */
  #fail(error: unknown): void {
    this.#log('error', 'internal_error', { error: error instanceof Error ? error.stack : String(error) });
    this.#state = { phase: 'closed' };
    this.#inputs.length = 0;
    this.#send(errorOf('INTERNAL_SERVER_ERROR', 'The proxy failed.'));
    this.#close(CLOSE_CODES.INTERNAL_ERROR);
  }

  #end(code: number): void {
    this.#dispatch({ type: 'client.closed', code });
    this.#phase = 'ended';
    this.#timers.clearAll();
    this.#functions.abortAll();
    this.#audio.stop();
    this.#upstream?.close();
    this.#log('info', 'disconnected', { code });
    this.#setup.onEnded();
    this.#resolveEnded();
  }

  #context(): Context {
    const { deadlines, defaults, limits } = this.#setup.options;
    const { dialect } = this.#setup;
    return { now: this.#setup.options.now(), dialect, defaults, deadlines, backlogBytes: limits.backlogBytes };
  }

  #log(level: 'debug' | 'info' | 'warn' | 'error', event: string, fields: object = {}): void {
    this.#setup.options.logger[level]({ requestId: this.#setup.requestId, ...fields }, event);
  }
}
