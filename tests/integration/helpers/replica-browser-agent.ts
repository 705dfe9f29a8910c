import type { TestClient } from './client.js';
import { framesOf, utterance } from './replica-audio.js';
import { everything, traceOf, type Seen } from './replica-trace.js';
import type { World } from './world.js';

/** A script processor's buffer of 4,096 samples. */
const FRAME_BYTES = 8_192;

/** What `<deepgram-agent>` makes of the frames: its idle timer runs only while nobody is active. */
export interface BrowserAgentView {
  readonly activeSender: 'user' | 'agent' | null;
  readonly idleTimer: 'running' | 'stopped';
  /** Of what it has scheduled to play, since the user last cut in. */
  readonly playedSamples: number;
}

const CONNECTED: BrowserAgentView = { activeSender: null, idleTimer: 'running', playedSamples: 0 };

function watch(view: BrowserAgentView, seen: Seen): BrowserAgentView {
  switch (seen.type) {
    case 'audio':
      return { ...view, playedSamples: view.playedSamples + samplesOf(seen.audio).length };
    case 'UserStartedSpeaking':
      return { activeSender: 'user', idleTimer: 'stopped', playedSamples: 0 };
    case 'ConversationText':
      if (seen.role === 'assistant') return { ...view, activeSender: 'agent', idleTimer: 'stopped' };
      return view.activeSender === 'user' ? { ...view, activeSender: null } : view;
    case 'AgentAudioDone': {
      const activeSender = view.activeSender === 'agent' ? null : view.activeSender;
      // What it has scheduled is over by and by; then it looks again.
      return { ...view, activeSender, idleTimer: activeSender === null ? 'running' : view.idleTimer };
    }
    default:
      return view;
  }
}

/** Throws a RangeError on a frame of odd length, as the element does. */
function samplesOf(frame: Buffer): Int16Array {
  return new Int16Array(new Uint8Array(frame).buffer);
}

/** The element `<deepgram-agent>` of `@deepgram/browser-agent`. */
export class BrowserAgent {
  readonly client: TestClient;
  readonly #microphoneHz: number;

  constructor({ connect }: World, { microphoneHz = 44_100, token = 'access-token-1' } = {}) {
    this.#microphoneHz = microphoneHz;
    this.client = connect('/v1/agent/converse', token === '' ? {} : { protocols: ['bearer', token] });
  }

  /** What it makes of the conversation when all that belongs to it has come. */
  async view(): Promise<BrowserAgentView> {
    await everything(this.client);
    return traceOf(this.client).reduce(watch, CONNECTED);
  }

  /** Sends its config as it is, and the microphone's frames behind it; it waits for nothing. */
  async start(config: object): Promise<this> {
    await this.client.opened;
    this.client.send(config);
    return this;
  }

  speak(spoken?: Parameters<typeof utterance>[1]): void {
    for (const frame of framesOf(utterance(this.#microphoneHz, spoken), FRAME_BYTES)) this.client.sendAudio(frame);
  }
}
