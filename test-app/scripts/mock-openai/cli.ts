import { parseArgs } from 'node:util';
import { createMockOpenAI, LIVELIKE_TIMING } from './index.js';

const USAGE = `Usage: tsx test-app/scripts/mock-openai/cli.ts [--port 9000] [--host 127.0.0.1] [--livelike]
  --livelike  answer with delays like those of the real service`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9000' },
    host: { type: 'string', default: '127.0.0.1' },
    livelike: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
} else {
  const { host, livelike } = values;
  const mock = await createMockOpenAI({
    port: Number(values.port),
    host,
    timing: livelike ? LIVELIKE_TIMING : {},
    isRecording: false,
    onError: (error) => console.error(error),
  });
  console.log(`Mock OpenAI Realtime server on ${mock.url}?model=gpt-realtime`);
  const stop = (): void => {
    void mock.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
