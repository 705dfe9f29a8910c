import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { findComponent } from '../../test-app/scripts/server/component.js';
import { listServices } from '../../test-app/scripts/server/services.js';
import { environmentOf } from './helpers/environment.js';
import { answerOf } from './helpers/server-peer.js';
import { CANARIES, expectNoCanary, own, startTestHost } from './helpers/server-world.js';

const PACKAGE = '@signal-meaning/voice-agent-react';
const available = { status: 'available' };
const unavailable = (setting: string) => ({ status: 'unavailable', reason: expect.stringContaining(setting) });

async function checkout(manifest: object | null, ...files: readonly string[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'checkout-'));
  own(() => rm(root, { recursive: true }));
  for (const folder of ['src', 'dist']) await mkdir(join(root, folder));
  if (manifest !== null) await writeFile(join(root, 'package.json'), JSON.stringify(manifest));
  for (const file of files) await writeFile(join(root, file), 'export {};');
  return root;
}

describe('the services in GET /readyz', () => {
  it.each([
    ['nothing', { OPENAI_API_KEY: '', OPENAI_REALTIME_URL: '' }, { openai: unavailable('OPENAI_API_KEY') }],
    ['an OpenAI key', { OPENAI_REALTIME_URL: '' }, { openai: available }],
    ['another upstream', { OPENAI_API_KEY: '' }, { openai: available }],
    ['a Deepgram key', { DEEPGRAM_API_KEY: CANARIES.DEEPGRAM_API_KEY }, { deepgram: available }],
  ])('are what can be used with %s', async (_case, variables, expected) => {
    const { url } = await startTestHost(variables);
    const response = await request(url).get('/readyz').expect(200);
    expect(response.body).toHaveProperty('services', {
      openai: available,
      offline: available,
      deepgram: unavailable('DEEPGRAM_API_KEY'),
      component: unavailable('DG_REACT_AGENT'),
      ...expected,
    });
    expectNoCanary(response.text);
  });

  it('have the component where the page is served by Vite, and there only', async () => {
    const component = findComponent(await checkout({ name: PACKAGE }, 'src/index.ts'));
    const environment = environmentOf({});
    expect(listServices(environment, component, 'vite').component).toEqual(available);
    expect(listServices(environment, component, 'static').component).toEqual(unavailable('npm run dev'));
  });

  it('do not tell browsers the path of a component that is not there', async () => {
    const { url } = await startTestHost({ DG_REACT_AGENT: '/no/such/folder' });
    const response = await request(url).get('/readyz').expect(200);
    expect(response.body).toHaveProperty('services.component', unavailable('DG_REACT_AGENT is not'));
    expect(response.text).not.toContain('/no/such');
  });
});

describe('the component’s checkout', () => {
  it.each([
    ['its sources, although it is built', { main: 'dist/index.js' }, ['src/index.ts', 'dist/index.js'], 'src/index.ts'],
    [
      'the module that it exports',
      { exports: { '.': { types: 'x', import: './dist/a.js' } } },
      ['dist/a.js'],
      'dist/a.js',
    ],
    ['its only export', { exports: './dist/b.js' }, ['dist/b.js'], 'dist/b.js'],
    ['its module', { module: 'dist/c.js', main: 'dist/d.js' }, ['dist/c.js', 'dist/d.js'], 'dist/c.js'],
    ['its main file', { module: 'dist/none.js', main: 'dist/d.js' }, ['dist/d.js'], 'dist/d.js'],
  ])('is imported by %s', async (_case, manifest, files, entry) => {
    const root = await checkout({ name: PACKAGE, ...manifest }, ...files);
    expect(findComponent(root)).toEqual({ status: 'available', root, entry: join(root, entry) });
  });

  it.each([
    ['that is another package', { name: 'another' }, ['src/index.ts']],
    ['without a package.json', null, ['src/index.ts']],
    ['with nothing to import', { name: PACKAGE, module: 'dist/index.js' }, []],
  ])('is unavailable as a folder %s', async (_case, manifest, files) => {
    const root = await checkout(manifest, ...files);
    expect(findComponent(root)).toEqual(unavailable('DG_REACT_AGENT'));
  });
});

describe('the stand-in below /offline', () => {
  it.each(['/offline/openai', '/offline/v1/agent/converse'])(
    'answers on %s although another upstream is configured',
    async (path) => {
      const { connect, mock } = await startTestHost();
      const client = await connect(path).configure();
      client.send({ type: 'InjectUserMessage', content: 'What can you do?' });
      expect((await client.waitFor('ConversationText', 2)).content).not.toBe('');
      expect(mock.sessions).toEqual([]);
    },
  );

  it('is guarded like every other agent', async () => {
    const { socketUrl } = await startTestHost({ CLIENT_TOKEN: CANARIES.CLIENT_TOKEN });
    expect((await answerOf(`${socketUrl}/offline/openai`)).status).toBe(401);
  });

  it.each(['/offline', '/offline/elsewhere'])('does not answer on %s', async (path) => {
    const { socketUrl } = await startTestHost();
    expect((await answerOf(`${socketUrl}${path}`)).status).toBe(404);
  });
});
