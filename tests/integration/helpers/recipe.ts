import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { own } from './server-world.js';

export const RECIPES = fileURLToPath(new URL('../../../docs/recipes/', import.meta.url));

export interface Ending {
  readonly code: number | null;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

export interface RunningProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
  /** The first match on a line that it writes after this call; rejects when it ends before. */
  saying(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Runs a program with these variables, and what it needs to be found. Ends it after the test. */
export function runProgram(command: readonly string[], variables: NodeJS.ProcessEnv = {}): RunningProgram {
  const [program = '', ...parameters] = command;
  const { PATH, HOME } = process.env;
  const child = spawn(program, parameters, { env: { PATH, HOME, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] });
  own(() => child.kill('SIGKILL'));
  const stdout: string[] = [];
  const stderr: string[] = [];
  const outputs = [
    createInterface(child.stdout).on('line', (line) => stdout.push(line)),
    createInterface(child.stderr).on('line', (line) => stderr.push(line)),
  ];
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    child,
    ended,
    saying: (pattern) =>
      new Promise((resolve, reject) => {
        for (const output of outputs) {
          output.on('line', (line) => {
            const found = pattern.exec(line);
            if (found !== null) resolve(found);
          });
        }
        ended.then(() => reject(new Error(`It ended: ${stderr.join('\n')}`)), reject);
      }),
  };
}

/** The port that a program says it listens on. */
export async function portOf(program: RunningProgram): Promise<number> {
  const [, port] = await program.saying(/port (\d+)/);
  return Number(port);
}

/** Runs a recipe that is written in TypeScript. */
export const runRecipe = (name: string, variables: NodeJS.ProcessEnv): RunningProgram =>
  runProgram([process.execPath, '--import', 'tsx', `${RECIPES}${name}`], variables);
