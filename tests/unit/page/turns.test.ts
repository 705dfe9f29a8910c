import { describe, expect, it } from '@jest/globals';
import { priceOf, REALTIME_PRICES } from '../../../test-app/src/numbers/prices.js';
import { callTime } from '../../../test-app/src/numbers/spans.js';
import { numbersOf } from '../../../test-app/src/numbers/turns.js';
import { costOf, NO_TOKENS, tokensOf, transcriptionCostOf } from '../../../test-app/src/numbers/usage.js';
import { createScript } from './wire-records.js';

const USAGE = {
  input_tokens: 300,
  output_tokens: 90,
  input_token_details: {
    text_tokens: 200,
    audio_tokens: 100,
    cached_tokens: 120,
    cached_tokens_details: { text_tokens: 100, audio_tokens: 20 },
  },
  output_token_details: { text_tokens: 30, audio_tokens: 60 },
};
const TOKENS = { ...NO_TOKENS, textIn: 100, textCached: 100, audioIn: 80, audioCached: 20, textOut: 30, audioOut: 60 };
/** Of {@link TOKENS} on gpt-realtime. */
const COST: unknown = expect.closeTo((100 * 4 + 120 * 0.4 + 80 * 32 + 30 * 16 + 60 * 64) / 1e6, 9);
const DONE = { type: 'response.done', response: { status: 'completed', usage: USAGE } };

const connected = (model = 'gpt-realtime') => {
  const script = createScript();
  script.opened('upstream', `wss://api.openai.com/v1/realtime?model=${model}`);
  return script;
};

/** An answer whose audio comes 100 ms after what there is; the proxy takes 5 ms to pass it on. */
function answer(script: ReturnType<typeof createScript>): void {
  script.fromUpstream({ type: 'response.created' }, { later: 50 });
  const delta = script.audio('upstream', 'received', { later: 50, ms: 400 });
  script.audio('client', 'sent', { later: 5, ms: 400, cause: delta });
  const transcript = script.fromUpstream({ type: 'response.output_audio_transcript.done' });
  script.toClient({ type: 'ConversationText', role: 'assistant', content: 'It is noon.' }, { cause: transcript });
  const done = script.fromUpstream(DONE);
  script.toClient({ type: 'AgentAudioDone' }, { cause: done });
}

describe('Turns from records', () => {
  it('measure a typed turn from the user’s message, with the proxy’s share, tokens and cost', () => {
    const script = connected();
    const asked = script.fromClient({ type: 'InjectUserMessage', content: 'What time is it?' });
    script.toUpstream({ type: 'conversation.item.create' }, { later: 2, cause: asked });
    answer(script);
    const { turns, tokens, cost, audioOutMs, model } = numbersOf(script.records);
    expect(turns).toEqual([
      {
        ...{ id: asked, kind: 'typed', words: 'What time is it?', firstTextMs: 127, firstAudioMs: 107 },
        ...{ toolMs: 0, toolShareMs: 0, proxyMs: 7, audioOutMs: 400, tokens: TOKENS, cost: COST },
      },
    ]);
    expect({ tokens, cost, audioOutMs, model }).toEqual({
      tokens: TOKENS,
      cost: COST,
      audioOutMs: 400,
      model: 'gpt-realtime',
    });
  });

  it('measure a spoken turn from the end of speech, with the transcript that comes later', () => {
    const script = connected();
    script.audio('client', 'received', { ms: 600 });
    script.fromUpstream({ type: 'input_audio_buffer.speech_stopped' });
    script.fromUpstream({ type: 'input_audio_buffer.committed' });
    script.toClient({ type: 'ConversationText', role: 'user', content: 'What time is it?' });
    answer(script);
    const { turns, audioInMs } = numbersOf(script.records);
    expect(turns).toMatchObject([{ kind: 'spoken', words: 'What time is it?', firstAudioMs: 125 }]);
    expect(audioInMs).toBe(600);
  });

  it('measure a turn that the client ended from its commit', () => {
    const script = connected();
    script.fromUpstream({ type: 'input_audio_buffer.committed' });
    answer(script);
    expect(numbersOf(script.records).turns).toMatchObject([{ kind: 'spoken', firstAudioMs: 105 }]);
  });

  it('measure what the agent begins from the request', () => {
    const script = connected();
    script.toUpstream({ type: 'response.create' });
    answer(script);
    answer(script);
    const { turns } = numbersOf(script.records);
    expect(turns.map(({ kind, firstAudioMs }) => [kind, firstAudioMs])[0]).toEqual(['agent', 105]);
    expect(turns).toHaveLength(2);
  });

  it('keep the answer after a function in the turn that called it, and tell the function’s time', () => {
    const script = connected();
    script.fromClient({ type: 'InjectUserMessage', content: 'x' });
    script.fromUpstream({ type: 'response.created' });
    script.fromUpstream({ type: 'response.function_call_arguments.done', call_id: 'one' });
    script.fromUpstream(DONE);
    script.toUpstream(
      { type: 'conversation.item.create', item: { type: 'function_call_output', call_id: 'one' } },
      { later: 290 },
    );
    answer(script);
    const { turns } = numbersOf(script.records);
    expect(turns).toMatchObject([{ toolMs: 300, toolShareMs: 300, cost: expect.closeTo(0.014656, 9) }]);
  });

  it('know no audio and no text of a turn that had none', () => {
    const script = connected();
    script.fromClient({ type: 'InjectUserMessage', content: 'x' });
    expect(numbersOf(script.records).turns).toMatchObject([
      { firstTextMs: null, firstAudioMs: null, proxyMs: 0, cost: 0 },
    ]);
  });

  it('know no cost of a model without a price, in total neither', () => {
    const script = connected('my-own-model');
    script.fromClient({ type: 'InjectUserMessage', content: 'x' });
    answer(script);
    const { turns, cost } = numbersOf(script.records);
    expect([turns[0]?.cost, cost, turns[0]?.tokens]).toEqual([null, null, TOKENS]);
  });

  it('take the model that the session has in the end', () => {
    const script = connected('gpt-realtime');
    script.fromUpstream({ type: 'session.updated', session: { model: 'gpt-realtime-mini' } });
    expect(numbersOf(script.records).model).toBe('gpt-realtime-mini');
  });

  it('add what the user’s transcript costs', () => {
    const script = connected();
    script.toUpstream({
      type: 'session.update',
      session: { audio: { input: { transcription: { model: 'gpt-4o-mini-transcribe' } } } },
    });
    script.fromUpstream({ type: 'input_audio_buffer.speech_stopped' });
    const usage = { type: 'tokens', input_tokens: 100, output_tokens: 10 };
    script.fromUpstream({ type: 'conversation.item.input_audio_transcription.completed', usage });
    expect(numbersOf(script.records).turns[0]?.cost).toBeCloseTo((100 * 1.25 + 10 * 5) / 1e6, 12);
  });
});

describe('Usage', () => {
  it.each<[string, unknown, unknown]>([
    ['all kinds apart, cached ones counted once', USAGE, TOKENS],
    ['no kinds: text', { input_tokens: 5, output_tokens: 7 }, { ...NO_TOKENS, textIn: 5, textOut: 7 }],
    [
      'cached tokens of no kind: text',
      { input_token_details: { text_tokens: 10, cached_tokens: 4 }, output_token_details: {} },
      { ...NO_TOKENS, textIn: 6, textCached: 4 },
    ],
    ['nothing', null, undefined],
    ['something else', { input_tokens: 'many' }, undefined],
  ])('of %s', (_name, usage, tokens) => {
    expect(tokensOf(usage)).toEqual(tokens);
  });

  it.each<[string, unknown, string, number | undefined]>([
    ['tokens', { type: 'tokens', input_tokens: 1e6, output_tokens: 0 }, 'gpt-4o-transcribe', 2.5],
    ['time', { type: 'duration', seconds: 30 }, 'whisper-1', 0.003],
    ['time of a model that is sold by token', { type: 'duration', seconds: 30 }, 'gpt-4o-transcribe', undefined],
    ['an unknown model', { type: 'duration', seconds: 30 }, 'mine', undefined],
  ])('of a transcript by %s costs', (_name, usage, model, cost) => {
    expect(transcriptionCostOf(usage, model)).toBe(cost);
  });

  it('costs of a snapshot what its model costs, and of an unknown model nothing that is known', () => {
    expect(priceOf(REALTIME_PRICES, 'gpt-realtime-2025-08-28')).toBe(REALTIME_PRICES['gpt-realtime']);
    expect(costOf(TOKENS, 'toString')).toBeUndefined();
  });
});

describe('The time of functions', () => {
  it.each([
    [
      'one after the other',
      [
        [0, 10],
        [20, 25],
      ],
      Infinity,
      15,
    ],
    [
      'at once',
      [
        [0, 10],
        [5, 20],
        [6, 8],
      ],
      Infinity,
      20,
    ],
    [
      'until a moment within',
      [
        [0, 10],
        [8, 20],
      ],
      9,
      9,
    ],
    ['that begin after that moment', [[10, 20]], 5, 0],
  ])('that run %s', (_name, spans, until, ms) => {
    expect(
      callTime(
        spans.map(([start = 0, end = 0]) => ({ start, end })),
        until,
      ),
    ).toBe(ms);
  });

  it('that have not ended is not counted', () => {
    expect(callTime([{ start: 0, end: null }], 100)).toBe(0);
  });
});
