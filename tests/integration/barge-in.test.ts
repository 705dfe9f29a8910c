import { describe, expect, it } from '@jest/globals';
import { scriptedBrain, type Output, type Session } from '../../test-app/scripts/mock-openai/index.js';
import type { SessionOverrides } from '../../test-app/scripts/openai-proxy/index.js';
import type { TestClient } from './helpers/client.js';
import { settingsAt, speakTo } from './helpers/voice.js';
import { createWorld } from './helpers/world.js';

/** 50 ms of audio for each character. */
const STORY = 'Once upon a time there was a very small server.';
const STORY_MS = STORY.length * 50;
const BYTES_PER_MS = 48;
const STORY_TOLD: Output = { type: 'message', text: STORY };
const CALL: Output = { type: 'function_call', callId: 'call_1', name: 'look', arguments: '{}' };

/** A conversation in which time passes when it is told to. */
async function listen(answers: readonly (readonly Output[])[], session: SessionOverrides = {}) {
  const clock = { now: 1_000 };
  const world = await createWorld({
    mock: { model: { brain: scriptedBrain(...answers) } },
    proxy: { now: () => clock.now, session },
  });
  const talk = await world.converse({
    ...settingsAt(24_000),
    agent: { think: { functions: [{ name: 'look' }] } },
  });
  return { clock, ...talk };
}

const ask = (client: TestClient): void => void client.send({ type: 'InjectUserMessage', content: 'Tell me.' });

const audioMs = (client: TestClient): number =>
  client.audio.reduce((sum, frame) => sum + frame.byteLength, 0) / BYTES_PER_MS;

/** The agent has said so much. */
const heardAll = (client: TestClient, ms: number): Promise<unknown> =>
  client.log.waitFor((delivery) => delivery.type === 'audio' && audioMs(client) >= ms);

/** The user begins to speak. */
async function interrupt(client: TestClient, nth = 1): Promise<void> {
  speakTo(client, { silenceMs: 0 });
  await client.waitFor('UserStartedSpeaking', nth);
}

async function finishSpeaking(client: TestClient): Promise<void> {
  const answered = client.all('AgentAudioDone').length;
  speakTo(client, { ms: 40 });
  await client.waitFor('AgentAudioDone', answered + 1);
}

const agentItems = (session: Session) =>
  session.items.filter((item) => item.type === 'message' && item.role === 'assistant');

/** What the model holds of its `nth` message, in ms of audio; the conversation is asked for it. */
async function rememberedMs(session: Session, nth = 0): Promise<number> {
  const id = agentItems(session)[nth]?.id ?? '';
  const asked = session.sent.filter(({ type }) => type === 'conversation.item.retrieved').length;
  session.handle({ type: 'conversation.item.retrieve', item_id: id });
  const { item } = await session.waitForSent('conversation.item.retrieved', { nth: asked + 1 });
  const [part] = item.type === 'message' ? item.content : [];
  return Buffer.from(part && 'audio' in part ? (part.audio ?? '') : '', 'base64').length / BYTES_PER_MS;
}

const texts = (client: TestClient) =>
  client.all('ConversationText').flatMap(({ role, content }) => (role === 'assistant' ? [content] : []));
const history = (client: TestClient) =>
  client.all('History').flatMap((entry) => ('role' in entry && entry.role === 'assistant' ? [entry.content] : []));

describe('Barge-in', () => {
  it('while the answer is generated leaves the model and the client what was played', async () => {
    const { clock, client, session } = await listen([[STORY_TOLD]]);
    const release = session.hold('response.output_audio.delta', { skip: 3 });
    ask(client);
    await heardAll(client, 1_200);
    clock.now += 700;
    await interrupt(client);
    release();
    await finishSpeaking(client);
    expect(await rememberedMs(session)).toBe(700);
    // Of 47 characters in 2,350 ms, or of what was said of them in 1,200.
    expect(texts(client)[0]).toMatch(/^Once upon/);
    expect(STORY.startsWith(texts(client)[0] ?? '-')).toBe(true);
    expect(texts(client)[0]?.length).toBeLessThan(STORY.length);
    expect(history(client)[0]).toBe(`${texts(client)[0]}…`);
    expect(session.received.map(({ type }) => type)).not.toContain('response.cancel');
  });

  it('while the answer plays, after it was generated, corrects the record', async () => {
    const { clock, client, session } = await listen([[STORY_TOLD]]);
    ask(client);
    await client.waitFor('AgentAudioDone');
    expect(audioMs(client)).toBe(STORY_MS);
    clock.now += STORY_MS / 2;
    await interrupt(client);
    await finishSpeaking(client);
    expect(await rememberedMs(session)).toBe(STORY_MS / 2);
    expect(history(client).slice(0, 2)).toEqual([STORY, 'Once upon a time there…']);
    expect(session.received.map(({ type }) => type)).not.toContain('response.cancel');
  });

  it('before anything is played takes the answer out of the conversation', async () => {
    const { client, session } = await listen([[STORY_TOLD]]);
    const release = session.hold('response.output_audio.delta', { skip: 1 });
    ask(client);
    await heardAll(client, 400);
    await interrupt(client);
    release();
    await finishSpeaking(client);
    expect(session.sent.filter(({ type }) => type === 'conversation.item.deleted')).toHaveLength(1);
    expect(JSON.stringify(agentItems(session))).not.toContain('Once');
    expect(texts(client)).toEqual(['You said: hello']);
  });

  it('when all is played changes nothing', async () => {
    const { clock, client, session } = await listen([[STORY_TOLD]]);
    ask(client);
    await client.waitFor('AgentAudioDone');
    clock.now += STORY_MS;
    await interrupt(client);
    await finishSpeaking(client);
    expect(await rememberedMs(session)).toBe(STORY_MS);
    expect(history(client)).toEqual([STORY, 'You said: hello']);
  });

  it('twice in a row cuts each answer where it was interrupted', async () => {
    const { clock, client, session } = await listen([[STORY_TOLD], [STORY_TOLD]]);
    ask(client);
    await client.waitFor('AgentAudioDone');
    clock.now += 300;
    await interrupt(client);
    await finishSpeaking(client);
    clock.now += 500;
    await interrupt(client, 2);
    await finishSpeaking(client);
    expect([await rememberedMs(session, 0), await rememberedMs(session, 1)]).toEqual([300, 500]);
  });

  it('during a function call cuts what was said with it', async () => {
    const { clock, client, session } = await listen([[STORY_TOLD, CALL]]);
    ask(client);
    await client.waitFor('FunctionCallRequest');
    await heardAll(client, STORY_MS);
    clock.now += 900;
    await interrupt(client);
    await client.waitFor('FunctionCallCancelled');
    await finishSpeaking(client);
    expect(await rememberedMs(session)).toBe(900);
  });

  it('ends with the upstream’s own cancellation, and passes no further byte on', async () => {
    const { client, session } = await listen([[STORY_TOLD]]);
    const release = session.hold('response.output_audio.delta', { skip: 2 });
    ask(client);
    await heardAll(client, 800);
    await interrupt(client);
    session.emit({
      type: 'response.output_audio.delta',
      response_id:
        session.sent.flatMap((event) => (event.type === 'response.created' ? [event.response.id] : []))[0] ?? '',
      item_id: agentItems(session)[0]?.id ?? '',
      content_index: 0,
      output_index: 0,
      delta: Buffer.alloc(960).toString('base64'),
    });
    release();
    await session.waitForSent('response.done');
    await client.roundTrip();
    expect(audioMs(client)).toBe(800);
  });

  it('is cancelled by the proxy where turn detection does not', async () => {
    const { client, session } = await listen([[STORY_TOLD]], {
      turnDetection: { type: 'server_vad', interrupt_response: false },
    });
    const release = session.hold('response.output_audio.delta', { skip: 2 });
    ask(client);
    await heardAll(client, 800);
    await interrupt(client);
    release();
    await session.waitFor('response.cancel');
    await session.waitForSent('conversation.item.deleted');
  });
});
