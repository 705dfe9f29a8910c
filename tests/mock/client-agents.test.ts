import { afterEach, describe, expect, it } from '@jest/globals';
import {
  OpenAIRealtimeWebSocket,
  RealtimeAgent,
  RealtimeSession,
  tool,
  type RealtimeItem,
  type RealtimeSessionOptions,
} from '@openai/agents-realtime';
import { fixedStt, scriptedBrain, silence, tone, type MockOptions } from '../../test-app/scripts/mock-openai/index.js';
import { concat, encode } from '../../test-app/scripts/mock-openai/audio.js';
import { useMocks } from './helpers/world.js';

const { start } = useMocks();
const open: RealtimeSession[] = [];
afterEach(() => {
  for (const session of open.splice(0)) session.close();
});

const lookUp = tool({
  name: 'look_up',
  description: 'Looks something up.',
  parameters: {
    type: 'object',
    properties: { what: { type: 'string' } },
    required: ['what'],
    additionalProperties: false,
  },
  strict: true,
  execute: (input) => Promise.resolve(`found ${JSON.stringify(input)}`),
});

const textOf = (item: RealtimeItem): string =>
  item.type === 'message'
    ? item.content
        .map((part) => ('text' in part ? part.text : 'transcript' in part ? part.transcript : '') ?? '')
        .join('')
    : item.type;

const converse = async (options: MockOptions = {}, config: RealtimeSessionOptions['config'] = {}) => {
  const mock = await start(options);
  const transport = new OpenAIRealtimeWebSocket({ url: `${mock.url}?model=gpt-realtime` });
  const agent = new RealtimeAgent({ name: 'Tester', instructions: 'Be brief.', tools: [lookUp] });
  const realtime = new RealtimeSession(agent, {
    transport,
    model: 'gpt-realtime',
    tracingDisabled: true,
    config: { audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe' } } }, ...config },
  });
  open.push(realtime);
  const errors: unknown[] = [];
  realtime.on('error', (error) => errors.push(error));
  await realtime.connect({ apiKey: 'ek_test' });
  const session = await mock.nextSession();
  await session.waitForSent('session.updated');
  return { realtime, session, errors };
};

/** Resolves when the session's history shows what is wanted. */
const shows = (realtime: RealtimeSession, matches: (texts: readonly string[]) => boolean): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const look = (): void => {
      const texts = realtime.history.map(textOf);
      if (matches(texts)) resolve(texts);
    };
    realtime.on('history_updated', look);
    look();
  });

const speech = (ms: number): ArrayBuffer => {
  const bytes = encode(concat([tone(ms), silence(1000)]), { type: 'audio/pcm', rate: 24000 });
  return new Uint8Array(bytes).buffer;
};

describe('the official agents client', () => {
  it('configures its session without an error', async () => {
    const { session, errors } = await converse();
    expect(session.config).toMatchObject({
      instructions: expect.stringContaining('Be brief.'),
      tools: [{ type: 'function', name: 'look_up' }],
    });
    expect(session.invalid).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('holds a conversation of two turns in text', async () => {
    const { realtime, session, errors } = await converse({}, { outputModalities: ['text'] });
    realtime.sendMessage('Hello');
    await session.waitForSent('response.done');
    realtime.sendMessage('Goodbye');
    const texts = await shows(realtime, (all) => all.includes('You said: Goodbye'));
    expect(texts).toEqual(['Hello', 'You said: Hello', 'Goodbye', 'You said: Goodbye']);
    expect(errors).toEqual([]);
  });

  it('hears speech, and gets audio and transcripts', async () => {
    const { realtime, session, errors } = await converse({ model: { stt: fixedStt('what a day') } });
    const audio: number[] = [];
    realtime.on('audio', ({ data }) => audio.push(data.byteLength));
    realtime.sendAudio(speech(400));
    const texts = await shows(realtime, (all) => all.includes('what a day') && all.includes('You said: what a day'));
    await session.waitForSent('response.done');
    expect(texts).toEqual(['what a day', 'You said: what a day']);
    expect(audio.reduce((sum, bytes) => sum + bytes, 0)).toBe('You said: what a day'.length * 50 * 48);
    expect(errors).toEqual([]);
  });

  it('runs a tool, and its result reaches the model', async () => {
    const { realtime, session, errors } = await converse({
      model: { brain: scriptedBrain([{ type: 'function_call', name: 'look_up', arguments: '{"what":"4711"}' }]) },
    });
    realtime.sendMessage('Look it up.');
    const texts = await shows(realtime, (all) => all.some((text) => text.startsWith('The result is: found')));
    await session.waitForSent('response.done', { nth: 2 });
    expect(texts.at(-1)).toBe('The result is: found {"what":"4711"}');
    expect(session.prompts[1]?.items.at(-1)).toMatchObject({ type: 'function_call_output' });
    expect(errors).toEqual([]);
  });

  it('interrupts an answer, and truncates what was not played', async () => {
    const { realtime, session, errors } = await converse();
    const release = session.hold('response.output_audio.delta', { skip: 1 });
    realtime.sendMessage('Tell me a long story.');
    await release.reached;
    realtime.interrupt();
    await session.waitForSent('conversation.item.truncated');
    const { response } = await session.waitForSent('response.done');
    expect(response.status).toBe('cancelled');
    release();
    expect(errors).toEqual([]);
  });
});
