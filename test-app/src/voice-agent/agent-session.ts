import { Meter } from '../audio/meter.js';
import { microphoneFault, openMicrophone } from '../audio/microphone.js';
import { Playback, type PlaybackLevel } from '../audio/playback.js';
import { AgentSocket } from './agent-socket.js';
import type { FunctionCall, ServerMessage, Settings } from './messages.js';
import { toResponseContent, type RunTool } from './server-tools.js';
import { CAPTURE_RATE_HZ, PLAYBACK_RATE_HZ } from './settings.js';
import type { SessionEvent } from './state.js';

export interface Meters {
  /** Level of each captured frame, 0 to 1. */
  readonly microphone: Meter<number>;
  readonly playback: Meter<PlaybackLevel>;
}

export const createMeters = (): Meters => ({ microphone: new Meter(), playback: new Meter() });

export interface AgentSessionOptions {
  /** Path or absolute URL of the agent. */
  readonly url: string;
  readonly settings: Settings;
  readonly runTool: RunTool;
  readonly meters: Meters;
  readonly onEvent: (event: SessionEvent) => void;
}

type Phase =
  | { readonly name: 'opening' }
  | { readonly name: 'open'; readonly socket: AgentSocket; readonly playback: Playback | undefined }
  | { readonly name: 'closed' };

type Capture = { readonly name: 'off' } | { readonly name: 'starting' } | { readonly name: 'on'; stop(): void };

/** One conversation from the first click to the end: connection, loudspeaker, microphone and function calls. */
export class AgentSession {
  readonly #options: AgentSessionOptions;
  readonly #calls = new Map<string, AbortController>();
  readonly #whenReady: ((session: AgentSession) => void) | undefined;
  #phase: Phase = { name: 'opening' };
  #capture: Capture = { name: 'off' };

  /**
   * Connects at once. Call it from a click or a key press, or the agent stays inaudible.
   * @param whenReady called when the server has accepted the settings.
   */
  constructor(options: AgentSessionOptions, whenReady?: (session: AgentSession) => void) {
    this.#options = options;
    this.#whenReady = whenReady;
    options.onEvent({ type: 'connecting' });
    void this.#open();
  }

  /** Says something in writing. */
  say(content: string): void {
    if (this.#phase.name === 'open') this.#phase.socket.send({ type: 'InjectUserMessage', content });
  }

  async startMicrophone(): Promise<void> {
    if (this.#phase.name !== 'open' || this.#capture.name !== 'off') return;
    const { socket } = this.#phase;
    const starting: Capture = { name: 'starting' };
    this.#capture = starting;
    this.#options.onEvent({ type: 'microphone', microphone: { status: 'starting' } });
    try {
      const stop = await openMicrophone(CAPTURE_RATE_HZ, {
        onFrame: (pcm, rms) => {
          socket.sendAudio(pcm);
          this.#options.meters.microphone.report(rms);
        },
        onLost: () => {
          this.#capture = { name: 'off' };
          this.#options.onEvent({ type: 'microphone', microphone: { status: 'failed', fault: 'lost' } });
        },
      });
      if (this.#capture === starting) this.#setCapture({ name: 'on', stop });
      else stop();
    } catch (error) {
      if (this.#capture !== starting) return;
      this.#capture = { name: 'off' };
      this.#options.onEvent({ type: 'microphone', microphone: { status: 'failed', fault: microphoneFault(error) } });
    }
  }

  stopMicrophone(): void {
    if (this.#capture.name === 'on') this.#capture.stop();
    this.#setCapture({ name: 'off' });
    this.#options.meters.microphone.report(0);
  }

  /** Hangs up. */
  close(): void {
    if (this.#release()) this.#options.onEvent({ type: 'disconnected' });
  }

  async #open(): Promise<void> {
    const { url, settings, meters, onEvent } = this.#options;
    const playback = await Playback.open(PLAYBACK_RATE_HZ, {
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
    const socket = new AgentSocket(url, settings, {
      onMessage: (message) => this.#onMessage(message),
      onAudio: (pcm) => {
        if (!playback || pcm.byteLength < 2) return;
        playback.play(pcm);
        onEvent({ type: 'audio' });
      },
      onUnparsable: () => {
        const description = 'The server sent something that is not a message.';
        onEvent({ type: 'problem', problem: { severity: 'error', code: 'UNPARSABLE_SERVER_MESSAGE', description } });
      },
      onClosed: (closure) => {
        if (this.#release()) onEvent({ type: 'closed', closure });
      },
    });
    this.#phase = { name: 'open', socket, playback };
  }

  #onMessage(message: ServerMessage): void {
    if (this.#phase.name !== 'open') return;
    const { socket, playback } = this.#phase;
    if (message.type === 'UserStartedSpeaking') playback?.clear();
    this.#options.onEvent({ type: 'message', message });
    if (message.type === 'SettingsApplied') this.#whenReady?.(this);
    if (message.type === 'FunctionCallCancelled') for (const { id } of message.functions) this.#calls.get(id)?.abort();
    if (message.type === 'FunctionCallRequest') {
      for (const call of message.functions) if (call.client_side) void this.#answer(call, socket);
    }
  }

  async #answer(call: FunctionCall, socket: AgentSocket): Promise<void> {
    if (this.#calls.has(call.id)) return;
    const cancelling = new AbortController();
    this.#calls.set(call.id, cancelling);
    const outcome = await this.#options.runTool(call, cancelling.signal);
    if (cancelling.signal.aborted) return;
    this.#options.onEvent({ type: 'tool_call.finished', callId: call.id, outcome });
    socket.send({ type: 'FunctionCallResponse', id: call.id, name: call.name, content: toResponseContent(outcome) });
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
    this.#options.meters.playback.report({ rms: 0, audibleMs: 0 });
    return true;
  }
}
