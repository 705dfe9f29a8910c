import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { Client } from './helpers/client.js';

const CLI = 'test-app/scripts/mock-openai/cli.ts';

describe('the command line', () => {
  it('starts a server on the port it is told, and ends on SIGTERM', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', CLI, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = /ws:\S+realtime/.exec(line.toString())?.[0] ?? '';
    const client = new Client(url.replace(/\?.*/, ''));
    await client.waitFor('session.created');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect((await client.closed).code).toBe(1006);
  });
});
