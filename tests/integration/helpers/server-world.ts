import { afterEach, expect } from '@jest/globals';
import { createMockOpenAI, type MockOpenAI } from '../../../test-app/scripts/mock-openai/index.js';
import type { Logger } from '../../../test-app/scripts/openai-proxy/index.js';
import { startHost, type Host } from '../../../test-app/scripts/server/host.js';
import type { WebSource } from '../../../test-app/scripts/server/web.js';
import { TestClient } from './client.js';
import { environmentOf } from './environment.js';

/** Each is a word of its own: wherever one turns up, that secret has leaked. */
export const CANARIES = {
  OPENAI_API_KEY: 'sk-canary-openai-7b1e4d92',
  DEEPGRAM_API_KEY: 'canary-deepgram-c03f5a68',
  CLIENT_TOKEN: 'canary-client-91d7e2b4',
} as const;

export interface TestHost extends Host {
  /** `ws://127.0.0.1:port`. */
  readonly socketUrl: string;
  /** The upstream, unless the variables name another. */
  readonly mock: MockOpenAI;
  /** Connects a Voice Agent client. */
  readonly connect: (path: string, options?: ConstructorParameters<typeof TestClient>[1]) => TestClient;
  /** Every line at every level, as text. */
  readonly logLines: readonly string[];
}

type Closer = () => unknown;
const closers: Closer[] = [];

/** Has something closed after the test, the latest first. */
export function own(close: Closer): void {
  closers.push(close);
}

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Fails on a text that holds a secret. */
export function expectNoCanary(text: string): void {
  for (const canary of Object.values(CANARIES)) expect(text).not.toContain(canary);
}

export function recordingLogger(lines: string[]): Logger {
  const at = (level: string) => (fields: object, event: string) => {
    lines.push(JSON.stringify({ level, event, ...fields }));
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Starts a host on a free port, before a mock upstream. Both end after the test, whose log must hold no secret. */
export async function startTestHost(variables: NodeJS.ProcessEnv = {}, web: WebSource = 'none'): Promise<TestHost> {
  const mock = await createMockOpenAI();
  own(() => mock.close());
  const logLines: string[] = [];
  const host = await startHost({
    environment: environmentOf({
      NODE_ENV: 'test',
      PORT: '0',
      OPENAI_API_KEY: CANARIES.OPENAI_API_KEY,
      OPENAI_REALTIME_URL: mock.url,
      ...variables,
    }),
    logger: recordingLogger(logLines),
    web,
  });
  own(async () => {
    await host.close();
    expectNoCanary(logLines.join('\n'));
  });
  const socketUrl = host.url.replace('http', 'ws');
  const connect: TestHost['connect'] = (path, options) => {
    const client = new TestClient(`${socketUrl}${path}`, options);
    own(() => {
      client.terminate();
      expect(client.faults).toEqual([]);
    });
    return client;
  };
  return { ...host, socketUrl, mock, connect, logLines };
}
