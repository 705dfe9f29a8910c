import { describe, expect, it } from '@jest/globals';
import { fixedStt, scriptedBrain, type Output } from '../../test-app/scripts/mock-openai/index.js';
import { BrowserAgent } from './helpers/replica-browser-agent.js';
import { createWorld } from './helpers/world.js';

const configAt = (sampleRate: number, agent: object = {}) => ({
  type: 'Settings',
  audio: {
    input: { encoding: 'linear16', sample_rate: sampleRate },
    output: { encoding: 'linear16', sample_rate: 24_000, container: 'none' },
  },
  agent: {
    think: { provider: { type: 'open_ai', model: 'gpt-4o-mini' }, prompt: 'Be kind.' },
    speak: { provider: { type: 'deepgram', model: 'aura-2-thalia-en' } },
    ...agent,
  },
});
const CONFIG = configAt(44_100);
const AT_REST = { activeSender: null, idleTimer: 'running' };
const RESAMPLER_MS = 20;
const SAMPLES_PER_CHARACTER = 50 * 24;

async function begin(options: Parameters<typeof createWorld>[0] = {}, config: object = CONFIG) {
  const world = await createWorld(options);
  const element = await new BrowserAgent(world).start(config);
  return { world, element, client: element.client };
}

describe('@deepgram/browser-agent connects', () => {
  it('with the subprotocols bearer and its token, and is answered the first', async () => {
    const { client } = await begin({ proxy: { authenticate: (credential) => credential === 'access-token-1' } });
    await client.waitFor('SettingsApplied');
    expect(client.protocol).toBe('bearer');
  });

  it('without a token, and is answered no subprotocol', async () => {
    const { client } = await new BrowserAgent(await createWorld(), { token: '' }).start(CONFIG);
    await client.waitFor('SettingsApplied');
    expect(client.protocol).toBe('');
  });
});

describe('@deepgram/browser-agent speaks at once, before its config applies:', () => {
  it.each([44_100, 48_000])('at %d Hz nothing is lost, and nothing takes longer', async (microphoneHz) => {
    const world = await createWorld({
      mock: {
        scenario: { onConnect: (session) => (session.hold('session.updated'), 'default') },
        model: { stt: fixedStt('good morning') },
      },
    });
    const element = new BrowserAgent(world, { microphoneHz });
    await element.start(configAt(microphoneHz));
    element.speak();
    await element.client.roundTrip();
    const session = await world.mock.nextSession();
    await session.waitFor('session.update');
    expect(session.received.map(({ type }) => type)).toEqual(['session.update']);
    session.emit({ type: 'session.updated', session: { type: 'realtime' } });
    await element.client.waitFor('AgentAudioDone');
    await element.client.roundTrip();
    const sentMs = (Math.ceil((1_400 * microphoneHz) / 1_000 / 4_096) * 4_096_000) / microphoneHz;
    expect(session.audio.ms).toBeGreaterThan(sentMs - RESAMPLER_MS);
    expect(session.audio.ms).toBeLessThanOrEqual(Math.ceil(sentMs));
    expect(element.client.all('ConversationText').map(({ content }) => content)).toEqual([
      'good morning',
      'You said: good morning',
    ]);
  });
});

describe('@deepgram/browser-agent finds nobody active, so that its idle timer runs,', () => {
  it('after a greeting, all of which it can play', async () => {
    const brain = scriptedBrain([{ type: 'message', text: 'Hello!' }]);
    const { element, client } = await begin({ mock: { model: { brain } } }, configAt(44_100, { greeting: 'Hello!' }));
    await client.waitFor('AgentAudioDone');
    const view = await element.view();
    expect(view).toMatchObject(AT_REST);
    expect(view.playedSamples).toBe('Hello!'.length * SAMPLES_PER_CHARACTER);
  });

  it('after a turn that was spoken, the user’s words before the agent’s', async () => {
    const { element, client } = await begin();
    element.speak();
    await client.waitFor('AgentAudioDone');
    expect(await element.view()).toMatchObject(AT_REST);
    expect(client.all('ConversationText').map(({ role }) => role)).toEqual(['user', 'assistant']);
  });

  it('after a turn whose transcript comes late, and after the answer', async () => {
    const { world, element, client } = await begin({ proxy: { deadlines: { transcriptMs: 1 } } });
    const session = await world.mock.nextSession();
    const release = session.hold('conversation.item.input_audio_transcription.completed');
    await client.waitFor('SettingsApplied');
    element.speak();
    await client.waitFor('AgentAudioDone');
    release();
    await client.waitUntil((message) => message.type === 'ConversationText' && message.role === 'user');
    expect(await element.view()).toMatchObject(AT_REST);
    expect(client.all('ConversationText').map(({ role }) => role)).toEqual(['assistant', 'user']);
  });

  it('after speech without words that the agent answers', async () => {
    const { element, client } = await begin({ mock: { model: { stt: fixedStt('') } } });
    element.speak();
    await client.waitFor('AgentAudioDone');
    expect(await element.view()).toMatchObject(AT_REST);
  });

  it('after it has cut the agent short, of whose answer it plays no more', async () => {
    const long: Output = { type: 'message', text: 'word '.repeat(200) };
    const { world, element, client } = await begin({ mock: { model: { brain: scriptedBrain([long]) } } });
    const session = await world.mock.nextSession();
    await client.waitFor('SettingsApplied');
    const release = session.hold('response.output_audio.delta', { skip: 2 });
    client.send({ type: 'InjectUserMessage', content: 'tell me' });
    await release.reached;
    const cut = await session.waitForSent('response.output_audio.delta');
    const releaseEnd = session.hold('response.done');
    element.speak({ silenceMs: 0 });
    await client.waitFor('UserStartedSpeaking');
    session.emit({ ...cut, event_id: 'event_late' });
    releaseEnd();
    release();
    element.speak({ ms: 0 });
    await client.waitFor('AgentAudioDone', 2);
    const view = await element.view();
    expect(view).toMatchObject(AT_REST);
    expect(view.playedSamples).toBe('You said: hello'.length * SAMPLES_PER_CHARACTER);
  });

  it('after a response that failed', async () => {
    const error = { type: 'server_error', code: 'server_error', message: 'x' };
    const { element, client } = await begin({ mock: { model: { brain: scriptedBrain([{ type: 'fail', error }]) } } });
    element.speak();
    await client.waitFor('AgentAudioDone');
    expect(await element.view()).toMatchObject(AT_REST);
  });

  it('after several texts in one turn, none of which comes behind its end', async () => {
    const outputs: readonly Output[] = [
      { type: 'message', text: 'First.' },
      { type: 'message', text: 'Second.' },
    ];
    const { element, client } = await begin({ mock: { model: { brain: scriptedBrain(outputs) } } });
    element.speak();
    await client.waitFor('AgentAudioDone');
    expect(await element.view()).toMatchObject(AT_REST);
    expect(client.order.lastIndexOf('ConversationText')).toBeLessThan(client.order.indexOf('AgentAudioDone'));
    expect(client.all('AgentAudioDone')).toHaveLength(1);
  });
});
