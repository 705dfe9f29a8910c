import { describe, expect, it } from '@jest/globals';
import type { Input } from '../../../test-app/scripts/openai-proxy/conversation/state.js';
import { acked, audioOf, created, done, fromUpstream, inject, ready, timer } from './harness.js';

const ITEM = { id: 'a1', type: 'message', role: 'assistant', status: 'completed' };
const part = { response_id: 'r1', item_id: 'a1', content_index: 0 };

/** Each event that can bring the agent's whole text. */
const sources: Readonly<Record<string, Input>> = {
  'response.output_text.done': fromUpstream({ type: 'response.output_text.done', ...part, text: 'yes' }),
  'response.output_audio_transcript.done': fromUpstream({
    type: 'response.output_audio_transcript.done',
    ...part,
    transcript: 'yes',
  }),
  'response.content_part.done': fromUpstream({
    type: 'response.content_part.done',
    ...part,
    part: { type: 'audio', transcript: 'yes' },
  }),
  'conversation.item.done': fromUpstream({
    type: 'conversation.item.done',
    item: { ...ITEM, content: [{ type: 'output_text', text: 'yes' }] },
  }),
  'response.output_item.done': fromUpstream({
    type: 'response.output_item.done',
    response_id: 'r1',
    item: { ...ITEM, content: [{ type: 'output_audio', transcript: 'yes' }] },
  }),
  'response.done': fromUpstream({
    type: 'response.done',
    response: {
      id: 'r1',
      status: 'completed',
      output: [{ ...ITEM, content: [{ type: 'output_audio', transcript: 'yes' }] }],
    },
  }),
};
const delta = (text: string): Input =>
  fromUpstream({ type: 'response.output_audio_transcript.delta', ...part, delta: text });

const running = () => {
  const play = ready('strict').feed(inject('hi'), acked(1), created('r1'));
  play.take();
  return play;
};
const SAID = ['< AgentStartedSpeaking', '< assistant: yes', '< AgentAudioDone'];

describe('The agent’s text', () => {
  it.each(Object.entries(sources))('is delivered once from %s alone', (_name, source) => {
    expect(running().feed(source, done('r1')).lines()).toEqual(SAID);
  });

  const pairs = Object.keys(sources).flatMap((first) =>
    Object.keys(sources)
      .filter((second) => second !== first)
      .map((second) => [first, second] as const),
  );
  it.each(pairs)('is delivered once from %s and %s', (first, second) => {
    const inputs = [sources[first], sources[second]].filter((input) => input !== undefined);
    expect(
      running()
        .feed(...inputs, done('r1'))
        .lines(),
    ).toEqual(SAID);
  });

  it('is put together from its pieces when no event brings the whole', () => {
    expect(running().feed(delta('y'), delta('es'), done('r1')).lines()).toEqual(SAID);
  });

  it('is delivered for each item of a response', () => {
    const second = fromUpstream({ type: 'response.output_text.done', ...part, item_id: 'a2', text: 'and no' });
    const inputs = [audioOf('r1'), sources['response.output_text.done'], audioOf('r1'), second, done('r1')];
    expect(
      running()
        .feed(...inputs.filter((input) => input !== undefined))
        .lines(),
    ).toEqual([
      '< AgentStartedSpeaking',
      '< audio',
      '< assistant: yes',
      '< audio',
      '< assistant: and no',
      '< AgentAudioDone',
    ]);
  });

  it('is not delivered for items that the proxy created itself', () => {
    const echo = fromUpstream({
      type: 'conversation.item.done',
      item: { ...ITEM, id: 'va_item_7', content: [{ type: 'output_text', text: 'old' }] },
    });
    expect(running().feed(echo, done('r1')).lines()).toEqual(['< AgentAudioDone']);
  });

  it('is never read as a function call', () => {
    const text = 'Function call: look({})';
    const play = running().feed(fromUpstream({ type: 'response.output_text.done', ...part, text }), done('r1'));
    expect(play.lines()).toEqual(['< AgentStartedSpeaking', `< assistant: ${text}`, '< AgentAudioDone']);
  });
});

describe('The agent’s text, when the upstream never ends its response', () => {
  const pieces = fromUpstream({ type: 'response.output_text.delta', ...part, delta: 'yes' });

  it('is delivered at the deadline', () => {
    expect(running().feed(pieces, timer('response')).lines()).toEqual([
      '> response.cancel',
      '< AgentStartedSpeaking',
      '< assistant: yes',
      '< AgentAudioDone',
      '< Error RESPONSE_TIMEOUT',
    ]);
  });

  it('is delivered after silence, where the upstream announces no responses', () => {
    const play = ready('strict').feed(inject('hi'), acked(1));
    play.take();
    expect(play.feed(pieces, timer('response')).lines()).toEqual(SAID);
    const rest = fromUpstream({ type: 'response.output_text.done', ...part, item_id: 'a2', text: 'and more' });
    expect(play.feed(rest).lines()).toEqual(['< AgentStartedSpeaking', '< assistant: and more']);
  });
});

describe('The end of a turn', () => {
  it.each<[string, readonly Input[], readonly string[]]>([
    ['a response without any output', [done('r1')], ['< AgentAudioDone']],
    ['a failed response', [failed('rate_limit_exceeded')], ['< AgentAudioDone', '< Error rate_limit_exceeded']],
    ['a failed response without a code', [failed(null)], ['< AgentAudioDone', '< Error server_error']],
    ['an incomplete response', [incomplete()], ['< AgentAudioDone', '< Warning max_output_tokens']],
    ['a cancelled response', [done('r1', 'cancelled')], ['< AgentAudioDone']],
    [
      'the last audio, however early the text is complete',
      [sources['response.output_text.done'], audioOf('r1'), audioOf('r1'), done('r1')].filter((i) => i !== undefined),
      ['< AgentStartedSpeaking', '< assistant: yes', '< audio', '< audio', '< AgentAudioDone'],
    ],
  ])('is told once, after %s', (_name, inputs, expected) => {
    expect(
      running()
        .feed(...inputs)
        .lines(),
    ).toEqual(expected);
  });
});

describe('AgentStartedSpeaking', () => {
  it('carries the latencies in seconds since the request', () => {
    const play = ready('strict').feed(inject('hi'), acked(1), created('r1'));
    play.take();
    const at = (now: number) => Object.assign(play.context, { now });
    at(300);
    play.feed(delta('y'));
    at(450);
    const [started] = play.feed(audioOf('r1')).take();
    expect([started]).toEqual([
      {
        type: 'client.send',
        message: { type: 'AgentStartedSpeaking', total_latency: 0.45, ttt_latency: 0.3, tts_latency: 0.15 },
      },
    ]);
  });
});

function failed(code: string | null): Input {
  const error = { type: 'server_error', code, message: 'secret detail' };
  const response = { id: 'r1', status: 'failed', status_details: { type: 'failed', error }, output: [] };
  return fromUpstream({ type: 'response.done', response });
}

function incomplete(): Input {
  const status_details = { type: 'incomplete', reason: 'max_output_tokens' };
  return fromUpstream({ type: 'response.done', response: { id: 'r1', status: 'incomplete', status_details } });
}
