import { afterEach, describe, expect, it } from '@jest/globals';
import { scriptedBrain, type Output, type Session } from '../../test-app/scripts/mock-openai/index.js';
import type { FunctionDefinition } from '../../test-app/scripts/openai-proxy/functions.js';
import type { RealtimeConfig } from '../../test-app/scripts/mock-openai/config.js';
import type { TestClient } from './helpers/client.js';
import { closeSites, serve, type Site } from './helpers/function-site.js';
import { settingsAt, speakTo } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

afterEach(closeSites);

const called = (callId: string, name = 'look', args = '{"at":"sea"}'): Output => ({
  type: 'function_call',
  callId,
  name,
  arguments: args,
});
const withFunctions = (...functions: readonly object[]) => ({ ...settingsAt(24_000), agent: { think: { functions } } });
const lookAt = ({ port }: Site) => ({ name: 'look', endpoint: { url: `http://127.0.0.1:${port}/look` } });
const allowing = ({ port }: Site) => ({ allowedHosts: [`127.0.0.1:${port}`], allowPrivateAddresses: true });

interface Own {
  readonly functions?: Readonly<Record<string, FunctionDefinition>>;
  readonly endpoints?: object;
}
const worldThat = (proxy: Own, ...answers: readonly (readonly Output[])[]) =>
  createWorld({ mock: { model: { brain: scriptedBrain(...answers) } }, proxy });

const ask = (client: TestClient) => client.send({ type: 'InjectUserMessage', content: 'What is there?' });
const toldOf = (client: TestClient) => client.all('FunctionCallRequest').flatMap(({ functions }) => functions);
const outputsOf = ({ items }: Session) => items.filter(({ type }) => type === 'function_call_output');
const answersAskedOf = ({ received }: Session) => received.filter(({ type }) => type === 'response.create').length;
const REQUEST = { id: 'call_1', name: 'look', arguments: '{"at":"sea"}' };

/** A handler that ends when the test lets it, and tells of its start and of its signal. */
function pending(): FunctionDefinition & { finish: (result: unknown) => void; started: Promise<AbortSignal> } {
  let finish: (result: unknown) => void = () => undefined;
  let start: (signal: AbortSignal) => void = () => undefined;
  const result = new Promise((resolve) => (finish = resolve));
  const started = new Promise<AbortSignal>((resolve) => (start = resolve));
  const run: FunctionDefinition['run'] = (_args, { signal }) => {
    start(signal);
    return result;
  };
  return { run, finish, started };
}

const aborted = async ({ started }: { started: Promise<AbortSignal> }): Promise<void> => {
  const signal = await started;
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
};

describe('A function whose endpoint the server may call', () => {
  it('is called by the server: the client is told of the call and its result, and the model is given it', async () => {
    const site = await serve((_request, response) => response.end('A boat.'));
    const { converse } = await worldThat({ endpoints: allowing(site) }, [called('call_1')]);
    const { client, session } = await converse(withFunctions(lookAt(site)));
    ask(client);
    await client.waitFor('AgentAudioDone');
    expect(site.received).toMatchObject([{ method: 'POST', url: '/look', body: '{"at":"sea"}' }]);
    expect(toldOf(client)).toEqual([{ ...REQUEST, client_side: false }]);
    expect(client.all('FunctionCallResponse')).toEqual([
      { type: 'FunctionCallResponse', id: 'call_1', name: 'look', content: 'A boat.' },
    ]);
    expect(outputsOf(session)).toMatchObject([{ call_id: 'call_1', output: 'A boat.' }]);
    expect(session.prompts.at(-1)?.items.at(-1)).toMatchObject({ call_id: 'call_1', output: 'A boat.' });
    const types = client.types();
    expect(types.indexOf('FunctionCallResponse')).toBeGreaterThan(types.indexOf('FunctionCallRequest'));
    expect(client.all('Warning')).toEqual([]);
    expect(answersAskedOf(session)).toBe(2);
  });

  it('is not the client’s to answer', async () => {
    const look = pending();
    const { converse } = await worldThat({ functions: { look } }, [called('call_1')]);
    const { client, session } = await converse(withFunctions());
    ask(client);
    await client.waitFor('FunctionCallRequest');
    client.send({ type: 'FunctionCallResponse', id: 'call_1', name: 'look', content: 'Lies.' });
    await expect(client.waitFor('Warning')).resolves.toMatchObject({ code: 'UNKNOWN_FUNCTION_CALL' });
    look.finish('A boat.');
    await client.waitFor('AgentAudioDone');
    expect(outputsOf(session)).toMatchObject([{ output: 'A boat.' }]);
  });

  it('that fails gives the model an error, which the client is told with a Warning', async () => {
    const site = await serve((_request, response) => response.writeHead(500).end('secret detail'));
    const { converse } = await worldThat({ endpoints: allowing(site) }, [called('call_1')]);
    const { client, session } = await converse(withFunctions(lookAt(site)));
    ask(client);
    await client.waitFor('AgentAudioDone');
    expect(client.all('Warning')).toMatchObject([{ code: 'FUNCTION_CALL_FAILED' }]);
    const content = '{"error":"The function failed."}';
    expect(client.all('FunctionCallResponse')).toMatchObject([{ id: 'call_1', name: 'look', content }]);
    expect(session.prompts.at(-1)?.items.at(-1)).toMatchObject({ call_id: 'call_1', output: content });
    expect(JSON.stringify(client.messages)).not.toContain('secret detail');
  });

  it('is the client’s again once UpdateThink has left it out', async () => {
    const site = await serve();
    const { converse } = await worldThat({ endpoints: allowing(site) }, [called('call_1')]);
    const { client, session } = await converse(withFunctions(lookAt(site)));
    client.send({ type: 'UpdateThink', think: { functions: [{ name: 'listen' }] } });
    await client.waitFor('ThinkUpdated');
    expect((session.config as RealtimeConfig).tools).toMatchObject([{ name: 'listen' }]);
    ask(client);
    await client.waitFor('FunctionCallRequest');
    expect(toldOf(client)).toEqual([{ ...REQUEST, client_side: true }]);
    client.send({ type: 'FunctionCallResponse', ...REQUEST, content: 'A boat.' });
    await client.waitFor('AgentAudioDone');
    expect(site.sockets).toEqual([]);
  });
});

describe('A function whose endpoint the server may not call', () => {
  it('is warned of at Settings, and requested from the client', async () => {
    const site = await serve();
    const { converse } = await worldThat({}, [called('call_1')]);
    const { client, session } = await converse(withFunctions(lookAt(site)));
    ask(client);
    await client.waitFor('FunctionCallRequest');
    expect(client.all('Warning')).toMatchObject([{ code: 'FUNCTION_ENDPOINT_NOT_ALLOWED' }]);
    expect(client.types().slice(0, 3)).toEqual(['Welcome', 'SettingsApplied', 'Warning']);
    expect(toldOf(client)).toEqual([{ ...REQUEST, client_side: true }]);
    client.send({ type: 'FunctionCallResponse', ...REQUEST, content: 'A boat.' });
    await client.waitFor('AgentAudioDone');
    expect(outputsOf(session)).toMatchObject([{ output: 'A boat.' }]);
    expect(site.sockets).toEqual([]);
  });
});

describe('A function of the proxy’s own', () => {
  const look: FunctionDefinition = { description: 'Looks.', parameters: { type: 'object' }, run: (args) => ({ args }) };
  const tool = { type: 'function', name: 'look', description: 'Looks.', parameters: { type: 'object' } };

  it('is offered to the model in every session, and stays when UpdateThink replaces the client’s', async () => {
    const { converse } = await worldThat({ functions: { look } });
    const { client, session } = await converse(withFunctions({ name: 'listen' }));
    expect((session.config as RealtimeConfig).tools).toEqual([expect.objectContaining({ name: 'listen' }), tool]);
    client.send({ type: 'UpdateThink', think: { functions: [] } });
    await client.waitFor('ThinkUpdated');
    ask(client);
    await client.waitFor('AgentAudioDone');
    expect(session.prompts[0]?.tools).toEqual([tool]);
  });

  it('replaces a client’s of the same name, and gets the arguments', async () => {
    const { converse } = await worldThat({ functions: { look } }, [called('call_1')]);
    const { client, session } = await converse(withFunctions({ name: 'look', description: 'The client’s.' }));
    expect((session.config as RealtimeConfig).tools).toEqual([tool]);
    ask(client);
    await client.waitFor('AgentAudioDone');
    expect(toldOf(client)).toEqual([{ ...REQUEST, client_side: false }]);
    expect(outputsOf(session)).toMatchObject([{ output: '{"args":{"at":"sea"}}' }]);
  });

  it('that throws gives the model an error, which the client is told with a Warning', async () => {
    const failing: FunctionDefinition = { run: () => Promise.reject(new Error('secret detail')) };
    const { converse } = await worldThat({ functions: { look: failing } }, [called('call_1')]);
    const { client, session } = await converse(withFunctions());
    ask(client);
    await client.waitFor('AgentAudioDone');
    expect(client.all('Warning')).toMatchObject([{ code: 'FUNCTION_CALL_FAILED' }]);
    expect(outputsOf(session)).toMatchObject([{ output: '{"error":"The function failed."}' }]);
    expect(JSON.stringify([client.messages, session.items])).not.toContain('secret detail');
  });

  it('that takes too long is told to stop, and the model that it did not answer', async () => {
    const slow = pending();
    const { converse } = await worldThat({ functions: { look: slow }, endpoints: { timeoutMs: 1 } }, [
      called('call_1'),
    ]);
    const { client, session } = await converse(withFunctions());
    ask(client);
    await aborted(slow);
    await client.waitFor('AgentAudioDone');
    expect(client.all('FunctionCallResponse')).toMatchObject([
      { id: 'call_1', content: '{"error":"The function did not answer in time."}' },
    ]);
    expect(outputsOf(session)).toHaveLength(1);
  });

  it.each(['the client', 'the server'])(
    'runs beside a client’s: the agent goes on when %s answers last',
    async (last) => {
      const look = pending();
      const { converse } = await worldThat({ functions: { look } }, [called('call_1'), called('call_2', 'listen')]);
      const { client, session } = await converse(withFunctions({ name: 'listen' }));
      ask(client);
      await look.started;
      await client.waitUntil(
        (message) => message.type === 'FunctionCallRequest' && message.functions.at(-1)?.id === 'call_2',
      );
      expect(toldOf(client).map(({ id, client_side }) => [id, client_side])).toEqual([
        ['call_1', false],
        ['call_2', true],
      ]);
      const answers = {
        'the server': () => look.finish('A boat.'),
        'the client': () =>
          void client.send({ type: 'FunctionCallResponse', id: 'call_2', name: 'listen', content: 'Waves.' }),
      };
      answers[last === 'the client' ? 'the server' : 'the client']();
      await session.waitFor('conversation.item.create', { nth: 2 });
      await client.roundTrip();
      expect([answersAskedOf(session), client.all('AgentAudioDone').length]).toEqual([1, 0]);
      answers[last === 'the client' ? 'the client' : 'the server']();
      await client.waitFor('AgentAudioDone');
      expect(answersAskedOf(session)).toBe(2);
      expect(outputsOf(session)).toHaveLength(2);
    },
  );

  it('is aborted when the user cuts in, and the client is told that the call is cancelled', async () => {
    const look = pending();
    const { converse } = await worldThat({ functions: { look } }, [called('call_1')]);
    const { client, session } = await converse(withFunctions());
    ask(client);
    await look.started;
    speakTo(client);
    await expect(client.waitFor('FunctionCallCancelled')).resolves.toMatchObject({
      functions: [{ id: 'call_1', name: 'look' }],
    });
    await aborted(look);
    look.finish('Too late.');
    await client.waitFor('AgentAudioDone');
    expect(client.all('FunctionCallResponse')).toEqual([]);
    expect(outputsOf(session)).toMatchObject([
      { output: '{"error":"The user interrupted before the function answered."}' },
    ]);
  });

  it('is aborted when the client goes', async () => {
    const look = pending();
    const { converse } = await worldThat({ functions: { look } }, [called('call_1')]);
    const { client } = await converse(withFunctions());
    ask(client);
    await look.started;
    client.terminate();
    await aborted(look);
  });
});
