import type { TestClient } from './client.js';
import { framesOf, utterance } from './replica-audio.js';
import type { World } from './world.js';

/** How an SDK that runs on a server authenticates, and where it sends its Settings. */
export interface ServerSdk {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rateHz: number;
  readonly frameBytes: number;
}

/** What the Go, .NET and Python SDKs have in common: a header with the key, Settings at once, PCM in frames. */
export class ServerSdkClient {
  readonly client: TestClient;
  readonly #sdk: ServerSdk;

  constructor({ connect }: World, sdk: ServerSdk) {
    this.#sdk = sdk;
    this.client = connect(sdk.path, { headers: { ...sdk.headers } });
  }

  /** Sends Settings right after the socket is open, without waiting for `Welcome`. */
  async start(settings: object): Promise<this> {
    await this.client.configure(settings);
    return this;
  }

  speak(): void {
    const { rateHz, frameBytes } = this.#sdk;
    for (const frame of framesOf(utterance(rateHz), frameBytes)) this.client.sendAudio(frame);
  }
}
