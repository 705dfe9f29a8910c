import { randomUUID } from 'node:crypto';
import type { UpstreamOptions } from '../openai-proxy/index.js';

/** A mock of OpenAI Realtime in this process, with a model that needs no network. */
export interface StandIn {
  /** How a proxy reaches it; the first connection starts it. */
  readonly options: UpstreamOptions;
  /** Starts it, if nothing has yet. */
  start(): Promise<RunningStandIn>;
  /** Ends it, if it was started. */
  close(): Promise<void>;
}

export interface RunningStandIn {
  /** What a user may say to try it. */
  readonly phrases: readonly string[];
  /** `tone` where the speech synthesis cannot be loaded. */
  readonly voice: 'synthetic' | 'tone';
}

type Running = RunningStandIn & { readonly url: string; readonly close: () => Promise<void> };

/** Its model takes some 0.4 s and 120 MB, so that nothing is loaded before somebody asks for it. */
export function createStandIn(): StandIn {
  const apiKey = randomUUID();
  let running: Promise<Running> | undefined;
  const start = (): Promise<Running> =>
    (running ??= open(apiKey).catch((error: unknown) => {
      running = undefined;
      throw error;
    }));
  return {
    options: { url: async () => (await start()).url, apiKey },
    start,
    close: async () => (await running)?.close(),
  };
}

async function open(apiKey: string): Promise<Running> {
  const [{ createMockOpenAI, LIVELIKE_TIMING }, { createDemoModel }] = await Promise.all([
    import('../mock-openai/index.js'),
    import('../mock-openai/scenarios/demo.js'),
  ]);
  const model = await createDemoModel();
  const timing = LIVELIKE_TIMING;
  const mock = await createMockOpenAI({ model, timing, apiKey, hasModel: () => true, isRecording: false });
  return { url: mock.url, close: () => mock.close(), phrases: model.phrases, voice: model.voice };
}
