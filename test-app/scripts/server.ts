import { loadEnvironment, type Environment } from './openai-proxy/env.js';
import { DEEPGRAM_PATH } from './server/deepgram-proxy.js';
import { startHost, type Host } from './server/host.js';
import { ENV_FILE } from './server/paths.js';
import type { Service } from './server/services.js';

const CLOSE_DEADLINE_MS = 10_000;

const reading = loadEnvironment(ENV_FILE);
if (reading.status === 'invalid') {
  console.error(['The environment does not fit:', ...reading.problems].join('\n  '));
  process.exitCode = 1;
} else {
  run(reading.environment);
}

function run(environment: Environment): void {
  const starting = startHost({ environment });
  starting.then(
    (host) => console.log(banner(host, environment)),
    (error: unknown) => {
      console.error(explain(error, environment));
      process.exit(1);
    },
  );
  const stop = () => {
    setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS).unref();
    starting
      .then((host) => host.close())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  // A terminal and the watcher above may both pass on the same signal, so a second one must not cut the first short.
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function banner({ url, upstreamLabel, services }: Host, { deepgram, clientToken, inspector }: Environment): string {
  return [
    `Voice agent demo: open ${url}${clientToken === undefined ? '' : ' (with ?token=, CLIENT_TOKEN is set)'}`,
    `  agent      /openai, /v1/agent/converse -> ${upstreamLabel}`,
    '  offline    /offline/openai, /offline/v1/agent/converse -> offline stand-in (mock OpenAI)',
    `  Deepgram   ${DEEPGRAM_PATH} -> ${sayOf(services.deepgram, new URL(deepgram.agentUrl).host)}`,
    `  component  ${sayOf(services.component, 'DG_REACT_AGENT, as a client in the page')}`,
    `  HTTP       /healthz, /readyz, /metrics, ${inspector ? '/inspector, ' : ''}/api/demo, /function-call`,
  ].join('\n');
}

const sayOf = (service: Service, target: string): string =>
  service.status === 'available' ? target : `off: ${service.reason}`;

function explain(error: unknown, { host, port }: Environment): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} is in use: end its owner, or set PORT.`;
  if (code === 'EACCES') return `Port ${port} may not be opened by this user: set PORT.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST ${host} is no address of this machine.`;
  return `The server could not start: ${error instanceof Error ? error.message : 'unknown error'}`;
}
