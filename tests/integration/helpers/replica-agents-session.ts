import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { TestClient } from './client.js';
import { framesOf, utterance } from './replica-audio.js';
import type { World } from './world.js';

const MICROPHONE_HZ = 16_000;
/** One worklet quantum of 128 samples: 8 ms. */
const FRAME_BYTES = 256;

interface Said {
  readonly role: string;
  readonly content: string;
}

/** `AgentSession` of `@deepgram/agents`: it begins with what it hears after its socket was awaited. */
export class AgentsSession {
  readonly client: TestClient;
  readonly #agent: object | string;

  constructor({ connect }: World, agent: object | string) {
    this.#agent = agent;
    this.client = connect('/v1/agent/converse', {
      protocols: ['bearer', 'access-token-1', 'x-deepgram-session-id', '0f8fad5b-d9cb-469f-a165-70867728950e'],
    });
  }

  /** Sends Settings once it hears `Welcome`, which it does not if that came before its late listener. */
  async start(): Promise<this> {
    await this.client.opened;
    await eventLoopTurn();
    const missed = this.client.types().includes('Welcome');
    if (missed) throw new Error('Welcome came before anybody listened.');
    await this.client.waitFor('Welcome');
    return this.configure();
  }

  /** Sends Settings, as a reconnected session does whose listener is there already. */
  async configure(): Promise<this> {
    this.client.send({
      type: 'Settings',
      audio: { input: { encoding: 'linear16', sample_rate: MICROPHONE_HZ } },
      agent: this.#agent,
    });
    await this.client.waitFor('SettingsApplied');
    return this;
  }

  speak(spoken?: Parameters<typeof utterance>[1]): number {
    const frames = framesOf(utterance(MICROPHONE_HZ, spoken), FRAME_BYTES);
    for (const frame of frames) this.client.sendAudio(frame);
    return frames.length;
  }

  /** The conversation so far, as it gives it to the next connection, there without a greeting. */
  get context(): object {
    const said = this.client.all('ConversationText') as readonly Said[];
    return { messages: said.map(({ role, content }) => ({ type: 'History', role, content })) };
  }
}
