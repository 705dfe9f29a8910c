import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { BLANK_VARIABLES } from './environment.js';
import { own } from './server-world.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ServerProcess {
  readonly child: ChildProcess;
  /** The URL that it says to open; rejects when it ends before. */
  readonly url: Promise<string>;
  readonly exited: Promise<Exit>;
}

/** Runs `server.ts` with these variables and no others. Ends it after the test. */
export function startServerProcess(variables: NodeJS.ProcessEnv): ServerProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test-app/scripts/server.ts'], {
    cwd: ROOT,
    env: { ...BLANK_VARIABLES, PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  own(() => child.kill('SIGKILL'));
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      output.then(([stdout, stderr]) => resolve({ code, signal, stdout, stderr }), reject);
    });
  });
  const url = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const found = /open (http:\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    exited.then(({ stderr }) => reject(new Error(`The server ended: ${stderr}`)), reject);
  });
  url.catch(() => undefined);
  return { child, url, exited };
}
