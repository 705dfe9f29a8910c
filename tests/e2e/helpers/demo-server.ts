import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../helpers/free-port.js';
import { BLANK_VARIABLES } from '../../integration/helpers/environment.js';

const TEST_APP_DIRECTORY = fileURLToPath(new URL('../../../test-app/', import.meta.url));
const KILL_AFTER_MS = 5_000;

/** The demo as a user starts it. */
export interface DemoServer {
  readonly url: string;
  /** The lines that it has written so far. */
  readonly output: readonly string[];
  /** Ends it and everything it started. */
  close(): Promise<void>;
}

/**
 * Runs `npm run dev`, or another script, on a free port of 127.0.0.1, without any key of the caller's environment: the
 * offline demo.
 * @param variables further environment variables
 * @param script of the test app's package.json
 * @throws with its output when it ends before it listens.
 */
export async function startDemoServer(variables: NodeJS.ProcessEnv = {}, script = 'dev'): Promise<DemoServer> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('npm', ['run', script], {
    cwd: TEST_APP_DIRECTORY,
    env: { ...BLANK_VARIABLES, PATH, HOME, HOST: '127.0.0.1', PORT: String(await findFreePort()), ...variables },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const output: string[] = [];
  createInterface(child.stderr).on('line', (line) => output.push(line));

  const listening = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      output.push(line);
      const url = /http:\/\/[^\s"']+/.exec(line)?.[0];
      if (url !== undefined) resolve(url);
    });
  });
  const ended = closed.then(() => {
    throw new Error(`npm run ${script} ended before it listened:\n${output.join('\n')}`);
  });
  const url = await Promise.race([listening, ended]);
  // From here on its end is expected.
  ended.catch(() => undefined);

  return {
    url,
    output,
    close: async () => {
      const kill = (signal: NodeJS.Signals) => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
      };
      kill('SIGTERM');
      const timer = setTimeout(() => kill('SIGKILL'), KILL_AFTER_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}
