import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readEnvironment, type EnvironmentReading } from '../../test-app/scripts/openai-proxy/env.js';
import { environmentOf } from './helpers/environment.js';
import { own } from './helpers/server-world.js';

const problemsOf = (variables: NodeJS.ProcessEnv): readonly string[] => {
  const reading = readEnvironment(variables);
  return reading.status === 'invalid' ? reading.problems : [];
};

describe('environment', () => {
  it('has a default for every variable', () => {
    expect(environmentOf({})).toEqual({
      mode: 'development',
      port: 8080,
      host: '127.0.0.1',
      logLevel: 'info',
      clientToken: undefined,
      allowedOrigins: [],
      inspector: false,
      openai: { apiKey: undefined, url: undefined, model: undefined },
      deepgram: {
        apiKey: undefined,
        agentUrl: 'wss://agent.deepgram.com/v1/agent/converse',
        listenUrl: 'wss://api.deepgram.com/v1/listen',
      },
      componentFolder: undefined,
    });
  });

  it('takes an empty or blank value for an unset one', () => {
    const names = ['PORT', 'HOST', 'NODE_ENV', 'LOG_LEVEL', 'OPENAI_API_KEY', 'OPENAI_REALTIME_URL', 'ALLOWED_ORIGINS'];
    const others = [
      'OPENAI_REALTIME_MODEL',
      'DEEPGRAM_API_KEY',
      'DEEPGRAM_AGENT_URL',
      'DEEPGRAM_LISTEN_URL',
      'CLIENT_TOKEN',
      'DG_REACT_AGENT',
      'INSPECTOR',
    ];
    const blank = Object.fromEntries([...names, ...others].map((name, index) => [name, index % 2 === 0 ? '' : '  ']));
    expect(environmentOf(blank)).toEqual(environmentOf({}));
  });

  it('reads every variable', () => {
    const environment = environmentOf({
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '0.0.0.0',
      LOG_LEVEL: 'warn',
      CLIENT_TOKEN: ' tok ',
      ALLOWED_ORIGINS: 'https://app.example, http://dev.example:3000,',
      INSPECTOR: 'true',
      OPENAI_API_KEY: 'sk-1',
      OPENAI_REALTIME_URL: 'wss://eu.example/v1/realtime?x=y',
      OPENAI_REALTIME_MODEL: 'gpt-realtime-mini',
      DEEPGRAM_API_KEY: 'dg-1',
      DEEPGRAM_AGENT_URL: 'ws://127.0.0.1:9/agent',
      DEEPGRAM_LISTEN_URL: 'ws://127.0.0.1:9/listen',
      DG_REACT_AGENT: '../dg_react_agent',
    });
    expect(environment).toEqual({
      mode: 'production',
      port: 0,
      host: '0.0.0.0',
      logLevel: 'warn',
      clientToken: 'tok',
      allowedOrigins: ['https://app.example', 'http://dev.example:3000'],
      inspector: true,
      openai: { apiKey: 'sk-1', url: 'wss://eu.example/v1/realtime?x=y', model: 'gpt-realtime-mini' },
      deepgram: { apiKey: 'dg-1', agentUrl: 'ws://127.0.0.1:9/agent', listenUrl: 'ws://127.0.0.1:9/listen' },
      componentFolder: '../dg_react_agent',
    });
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['HOST', 'http://127.0.0.1'],
    ['NODE_ENV', 'staging'],
    ['LOG_LEVEL', 'loud'],
    ['OPENAI_API_KEY', 'sk two'],
    ['OPENAI_API_KEY', 'sk\u00fcss'],
    ['OPENAI_REALTIME_URL', 'https://api.openai.com/v1/realtime'],
    ['OPENAI_REALTIME_URL', 'wss://api.openai.com/v1/realtime#top'],
    ['OPENAI_REALTIME_URL', 'not a url'],
    ['OPENAI_REALTIME_MODEL', 'gpt realtime'],
    ['DEEPGRAM_API_KEY', 'two words'],
    ['DEEPGRAM_AGENT_URL', 'agent.deepgram.com'],
    ['CLIENT_TOKEN', 'two words'],
    ['INSPECTOR', 'yes'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'https://app.example/page'],
    ['ALLOWED_ORIGINS', 'https://app.example,app.example'],
  ])('refuses %s=%s, by its name', (name, value) => {
    const problems = problemsOf({ [name]: value, ...(name === 'HOST' && { CLIENT_TOKEN: 'tok' }) });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} must `));
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'demo.example'])('refuses HOST=%s without CLIENT_TOKEN', (host) => {
    expect(problemsOf({ HOST: host })).toEqual([expect.stringContaining('needs CLIENT_TOKEN')]);
    expect(problemsOf({ HOST: host, CLIENT_TOKEN: 'tok' })).toEqual([]);
  });

  it('names everything that is wrong at once', () => {
    const problems = problemsOf({ PORT: 'x', HOST: '::', LOG_LEVEL: 'loud', ALLOWED_ORIGINS: '*' });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['PORT', 'LOG_LEVEL', 'ALLOWED_ORIGINS', 'HOST']);
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('takes HOST=%s without CLIENT_TOKEN', (host) => {
    expect(problemsOf({ HOST: host })).toEqual([]);
  });
});

/** In a process of its own: Jest's `process.env` is a copy. */
async function loadInProcess(envFile: string, variables: NodeJS.ProcessEnv): Promise<EnvironmentReading> {
  const module = new URL('../../test-app/scripts/openai-proxy/env.ts', import.meta.url).href;
  const script = `import { loadEnvironment } from '${module}';
    process.stdout.write(JSON.stringify(loadEnvironment(${JSON.stringify(envFile)})));`;
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const args = ['--import', tsx, '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: variables });
  return JSON.parse(stdout) as EnvironmentReading;
}

describe('the file .env', () => {
  it('gives what the process does not say itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'env-'));
    own(() => rm(folder, { recursive: true }));
    const file = join(folder, '.env');
    await writeFile(file, 'PORT=1\nHOST=127.0.0.2\nOPENAI_API_KEY="sk-file"\n# CLIENT_TOKEN=tok\n');
    await expect(loadInProcess(file, { PORT: '2', OPENAI_API_KEY: '' })).resolves.toMatchObject({
      status: 'valid',
      environment: { port: 2, host: '127.0.0.2', openai: expect.not.objectContaining({ apiKey: expect.anything() }) },
    });
  });

  it('may be missing', async () => {
    const reading = await loadInProcess(join(tmpdir(), 'no-such.env'), {});
    expect(reading).toMatchObject({ status: 'valid', environment: { port: 8080 } });
  });

  it('must be readable where there is one', async () => {
    const reading = await loadInProcess(tmpdir(), {});
    expect(reading).toEqual({ status: 'invalid', problems: ['The file .env cannot be read.'] });
  });
});
