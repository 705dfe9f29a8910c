import type { Server } from 'node:http';
import { afterEach, expect } from '@jest/globals';
import {
  createMockOpenAI,
  type MockOpenAI,
  type MockOptions,
  type Session,
} from '../../../test-app/scripts/mock-openai/index.js';
import type {
  Logger,
  OpenAIProxy,
  OpenAIProxyOptions,
  UpstreamOptions,
} from '../../../test-app/scripts/openai-proxy/index.js';
import { startHost } from '../../../test-app/scripts/server/host.js';
import { clientEventFaults } from '../../helpers/realtime-schema.js';
import { TestClient } from './client.js';
import { environmentOf } from './environment.js';

/** Long, and made of no word that occurs elsewhere: wherever it turns up, the key has leaked. */
export const CANARY_KEY = 'sk-canary-5f1c9d7e3b2a4860';

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface World {
  readonly mock: MockOpenAI;
  readonly proxy: OpenAIProxy;
  readonly server: Server;
  /** `ws://127.0.0.1:port`. */
  readonly origin: string;
  /** What the proxy logged at `info` and above. */
  readonly logs: readonly LogLine[];
  /** Connects to the component's path, or to another. */
  readonly connect: (path?: string, options?: ConstructorParameters<typeof TestClient>[1]) => TestClient;
  /** A client whose Settings apply, and the upstream session that it got. */
  readonly converse: (settings?: object, path?: string) => Promise<{ client: TestClient; session: Session }>;
}

interface WorldOptions {
  readonly mock?: MockOptions;
  readonly proxy?: Partial<Omit<OpenAIProxyOptions, 'upstream'>> & { readonly upstream?: Partial<UpstreamOptions> };
}

const worlds: (World & { readonly end: () => Promise<void> })[] = [];

/** Ends every world, then checks each frame that went over any leg in it. */
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.end()));
});

/** Boots the test app's server and a mock upstream, each on a free port. Ends itself after the test. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const mock = await createMockOpenAI(options.mock);
  const logs: LogLine[] = [];
  const { upstream, ...proxyOptions } = options.proxy ?? {};
  const host = await startHost({
    environment: environmentOf({ NODE_ENV: 'test', PORT: '0', OPENAI_REALTIME_URL: mock.url }),
    web: 'none',
    logger: recordingLogger(logs),
    proxy: {
      drainMs: 0,
      logger: recordingLogger(logs),
      ...proxyOptions,
      upstream: { url: mock.url, apiKey: CANARY_KEY, retryDelayMs: 1, ...upstream },
    },
  });
  const { proxy, server } = host;
  const origin = host.url.replace('http:', 'ws:');
  const clients: TestClient[] = [];
  const connect: World['connect'] = (path = '/openai', init) => {
    const client = new TestClient(`${origin}${path}`, init);
    clients.push(client);
    return client;
  };
  const world = {
    mock,
    proxy,
    server,
    origin,
    logs,
    connect,
    converse: async (settings?: object, path?: string) => {
      const session = mock.nextSession();
      const client = await connect(path).configure(settings);
      return { client, session: await session };
    },
    end: async () => {
      for (const client of clients) client.terminate();
      await host.close();
      await Promise.all(clients.map((client) => client.closed));
      await mock.close();
      expect(clients.flatMap((client) => client.faults)).toEqual([]);
      expect(mock.sessions.flatMap((session) => session.invalid)).toEqual([]);
      const events = mock.sessions.flatMap((session) => session.received);
      expect(events.flatMap(clientEventFaults)).toEqual([]);
      const everything = JSON.stringify([logs, clients.map((client) => client.messages)]);
      expect(everything).not.toContain(CANARY_KEY);
    },
  };
  worlds.push(world);
  return world;
}

function recordingLogger(logs: LogLine[]): Logger {
  const at = (level: string) => (fields: object, event: string) => {
    logs.push({ level, event, ...fields });
  };
  return { debug: () => undefined, info: at('info'), warn: at('warn'), error: at('error') };
}
