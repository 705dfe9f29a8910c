import { decode, encode, type AudioFormat } from '../audio/format.js';
import { Meter } from '../audio/meter.js';
import { microphoneFault, openMicrophone } from '../audio/microphone.js';
import { Playback, SILENT, type PlaybackLevel } from '../audio/playback.js';
import { AgentSocket } from './agent-socket.js';
import type { Backend } from './backends.js';
import type { FunctionCall, ServerMessage, Settings } from './messages.js';
import { toResponseContent, type RunTool } from './server-tools.js';
import type { SessionEvent } from './state.js';

export interface Meters {
  /** Level of each captured frame, 0 to 1. */
  readonly microphone: Meter<number>;
  readonly playback: Meter<PlaybackLevel>;
}

export const createMeters = (): Meters => ({ microphone: new Meter(), playback: new Meter() });

export interface AgentSessionOptions {
  readonly backend: Backend;
  readonly settings: Settings;
  /** The formats that the settings ask for. */
  readonly input: AudioFormat;
  readonly output: AudioFormat;
  readonly runTool: RunTool;
  readonly meters: Meters;
  readonly onEvent: (event: SessionEvent) => void;
}

/** Turn detection hears the end of speech as silence; a microphone that is muted in mid-word has to leave some. */
const SILENCE_AFTER_SPEECH_MS = 1_000;

type Phase =
  | { readonly name: 'opening' }
  | { readonly name: 'open'; readonly socket: AgentSocket; readonly playback: Playback | undefined }
  | { readonly name: 'closed' };

type Capture = { readonly name: 'off' } | { readonly name: 'starting' } | { readonly name: 'on'; stop(): void };

/** One connection from the first click to the end: socket, loudspeaker, microphone and function calls. */
export class AgentSession {
  readonly #options: AgentSessionOptions;
  readonly #calls = new Map<string, AbortController>();
  readonly #whenReady: ((session: AgentSession) => void) | undefined;
  #phase: Phase = { name: 'opening' };
  /** Typed before the greeting has begun: sent ahead of it, it would come before it in the agent's memory. */
  #held: string[] | null;
  #capture: Capture = { name: 'off' };

  /**
   * Connects at once. Call it from a click or a key press, or the agent stays inaudible.
   * @param whenReady called when the server has accepted the settings.
   */
  constructor(options: AgentSessionOptions, whenReady?: (session: AgentSession) => void) {
    this.#options = options;
    this.#whenReady = whenReady;
    this.#held = options.settings.agent.greeting === undefined ? null : [];
    options.onEvent({ type: 'connecting' });
    void this.#open();
  }

  /** Says something in writing. */
  say(content: string): void {
    if (this.#held) this.#held.push(content);
    else if (this.#phase.name === 'open') this.#phase.socket.inject(content);
  }

  /** Tells the agent that the user has finished, where turn detection is off. */
  endTurn(): void {
    if (this.#phase.name === 'open') this.#phase.socket.endTurn();
  }

  async startMicrophone(): Promise<void> {
    if (this.#phase.name !== 'open' || this.#capture.name !== 'off') return;
    const { socket } = this.#phase;
    const { input, meters, onEvent } = this.#options;
    const starting: Capture = { name: 'starting' };
    this.#capture = starting;
    onEvent({ type: 'microphone', microphone: { status: 'starting' } });
    try {
      const stop = await openMicrophone(input.rate, {
        onFrame: (pcm, rms) => {
          socket.sendAudio(encode(pcm, input));
          meters.microphone.report(rms);
        },
        onLost: () => {
          this.#capture = { name: 'off' };
          onEvent({ type: 'microphone', microphone: { status: 'failed', fault: 'lost' } });
        },
      });
      if (this.#capture === starting) this.#setCapture({ name: 'on', stop });
      else stop();
    } catch (error) {
      if (this.#capture !== starting) return;
      this.#capture = { name: 'off' };
      onEvent({ type: 'microphone', microphone: { status: 'failed', fault: microphoneFault(error) } });
    }
  }

  stopMicrophone(): void {
    const { input } = this.#options;
    if (this.#capture.name === 'on') {
      this.#capture.stop();
      const silence = new ArrayBuffer(2 * Math.round((input.rate * SILENCE_AFTER_SPEECH_MS) / 1_000));
      if (this.#phase.name === 'open') this.#phase.socket.sendAudio(encode(silence, input));
    }
    this.#setCapture({ name: 'off' });
    this.#options.meters.microphone.report(0);
  }

  /** Hangs up. */
  close(): void {
    if (this.#release()) this.#options.onEvent({ type: 'disconnected' });
  }

  async #open(): Promise<void> {
    const { backend, settings, output, meters, onEvent } = this.#options;
    const playback = await Playback.open(output.rate, {
      onDry: () => onEvent({ type: 'dry' }),
      onLevel: (level) => meters.playback.report(level),
    }).catch(() => undefined);
    if (this.#phase.name === 'closed') {
      void playback?.close();
      return;
    }
    if (!playback) {
      const description = 'This browser can play no sound here; sound needs https or localhost.';
      onEvent({ type: 'problem', problem: { severity: 'warning', code: 'PLAYBACK_UNAVAILABLE', description } });
    }
    const socket = new AgentSocket(backend, settings, {
      onMessage: (message) => this.#onMessage(message),
      onAudio: (audio) => {
        if (!playback || audio.byteLength < 2) return;
        playback.play(decode(audio, output));
        onEvent({ type: 'audio' });
      },
      onInterrupted: () => playback?.clear(),
      onClosed: (closure) => {
        if (this.#release()) onEvent({ type: 'closed', closure });
      },
    });
    this.#phase = { name: 'open', socket, playback };
  }

  #onMessage(message: ServerMessage): void {
    if (this.#phase.name !== 'open') return;
    const { socket } = this.#phase;
    this.#options.onEvent({ type: 'message', message });
    if (message.type === 'SettingsApplied') this.#whenReady?.(this);
    if (message.type === 'AgentStartedSpeaking' || message.type === 'AgentAudioDone') this.#sendHeld(socket);
    if (message.type === 'FunctionCallCancelled') for (const { id } of message.functions) this.#calls.get(id)?.abort();
    if (message.type === 'FunctionCallRequest') {
      for (const call of message.functions) if (call.client_side) void this.#answer(call, socket);
    }
  }

  #sendHeld(socket: AgentSocket): void {
    for (const content of this.#held ?? []) socket.inject(content);
    this.#held = null;
  }

  async #answer(call: FunctionCall, socket: AgentSocket): Promise<void> {
    if (this.#calls.has(call.id)) return;
    const cancelling = new AbortController();
    this.#calls.set(call.id, cancelling);
    const outcome = await this.#options.runTool(call, cancelling.signal);
    if (cancelling.signal.aborted) return;
    this.#options.onEvent({ type: 'tool_call.finished', callId: call.id, outcome });
    socket.answerCall(call.id, call.name, toResponseContent(outcome));
  }

  #setCapture(capture: Capture): void {
    this.#capture = capture;
    this.#options.onEvent({ type: 'microphone', microphone: { status: capture.name } });
  }

  /** @returns false when it had been released before. */
  #release(): boolean {
    const phase = this.#phase;
    if (phase.name === 'closed') return false;
    this.#phase = { name: 'closed' };
    for (const call of this.#calls.values()) call.abort();
    if (this.#capture.name === 'on') this.#capture.stop();
    this.#capture = { name: 'off' };
    if (phase.name === 'open') {
      phase.socket.close();
      void phase.playback?.close();
    }
    this.#options.meters.microphone.report(0);
    this.#options.meters.playback.report(SILENT);
    return true;
  }
}
