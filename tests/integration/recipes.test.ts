import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { RECIPES, runProgram, runRecipe, type RunningProgram } from './helpers/recipe.js';
import { CANARIES, startTestHost } from './helpers/server-world.js';

// Each is a process of its own, which takes seconds to start on a busy machine.
jest.setTimeout(30_000);

const document = readFileSync(`${RECIPES}../RECIPES.md`, 'utf8');
const codeOf = (name: string) => readFileSync(`${RECIPES}${name}`, 'utf8');
const { CLIENT_TOKEN } = CANARIES;

/** A Python for which the statement holds. */
const findPython = (statement: string): string | undefined =>
  ['python3', '/usr/bin/python3'].find((python) => spawnSync(python, ['-c', statement]).status === 0);

async function expectConversation({ ended }: RunningProgram): Promise<void> {
  expect(await ended).toEqual({
    code: 0,
    stdout: [
      'user: What time is it?',
      'assistant: You said: What time is it?',
      expect.stringMatching(/^heard [1-9]\d* bytes$/),
    ],
    stderr: [],
  });
}

describe('RECIPES.md', () => {
  it('shows every recipe as its file has it', () => {
    for (const name of readdirSync(RECIPES)) expect(document).toContain(`\n${codeOf(name)}\`\`\`\n`);
  });

  it('shows no other program than these', () => {
    const shown = [...document.matchAll(/^```(ts|python|nginx)\n/gm)];
    expect(shown).toHaveLength(readdirSync(RECIPES).length);
  });
});

describe('a client that is written as in RECIPES.md', () => {
  it.each(['plain-ws.ts', 'deepgram-sdk.ts'])('asks and hears the answer: %s', async (name) => {
    const { socketUrl } = await startTestHost();
    await expectConversation(runRecipe(name, { AGENT_URL: socketUrl }));
  });

  it('sends CLIENT_TOKEN to a server that wants it: deepgram-sdk.ts', async () => {
    const { socketUrl } = await startTestHost({ CLIENT_TOKEN });
    await expectConversation(runRecipe('deepgram-sdk.ts', { AGENT_URL: socketUrl, CLIENT_TOKEN }));
  });

  const withWebsockets = findPython('import websockets');
  (withWebsockets === undefined ? it.skip : it)(
    'asks and hears the answer: python-websockets.py (needs python3 with websockets)',
    async () => {
      const { socketUrl } = await startTestHost();
      const command = [withWebsockets ?? '', `${RECIPES}python-websockets.py`];
      await expectConversation(runProgram(command, { AGENT_URL: socketUrl }));
    },
  );

  const withSdk = findPython('import deepgram');
  (withSdk === undefined ? it.skip : it)(
    'asks and hears the answer: python-sdk.py (needs python3 with deepgram-sdk)',
    async () => {
      const { socketUrl } = await startTestHost();
      await expectConversation(runProgram([withSdk ?? '', `${RECIPES}python-sdk.py`], { AGENT_URL: socketUrl }));
    },
  );

  const anyPython = findPython('import ast');
  (anyPython === undefined ? it.skip : it)('is Python: python-sdk.py (needs python3)', () => {
    const parse = 'import ast, sys; ast.parse(open(sys.argv[1]).read())';
    const { status, stderr } = spawnSync(anyPython ?? '', ['-c', parse, `${RECIPES}python-sdk.py`], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
