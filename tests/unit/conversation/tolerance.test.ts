import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { upstreamHandlers } from '../../../test-app/scripts/openai-proxy/conversation/on-upstream.js';
import { AUDIO_EVENT, IGNORED_EVENTS } from '../../../test-app/scripts/openai-proxy/protocol/realtime.js';
import { acked, created, fromUpstream, inject, ready } from './harness.js';

const KNOWN_TYPES = [...Object.keys(upstreamHandlers), ...IGNORED_EVENTS, AUDIO_EVENT];

/** Members that events have, missing, null, or hollow. */
const hollow = fc.record(
  {
    item: fc.constantFrom(null, {}, { type: 'message', role: 'assistant', content: null }, { type: 'function_call' }),
    response: fc.constantFrom(null, {}, { output: null }, { id: null, status: 'failed', status_details: null }),
    error: fc.constantFrom(null, {}, { code: null, event_id: null, param: null }),
    part: fc.constantFrom(null, {}, { text: null, transcript: null }),
    delta: fc.constant(null),
    text: fc.constant(null),
    transcript: fc.constant(null),
    call_id: fc.constantFrom(null, 'c1'),
    name: fc.constant(null),
    arguments: fc.constant(null),
    item_id: fc.constant(null),
    response_id: fc.constantFrom(null, 'r1'),
  },
  { requiredKeys: [] },
);

describe('An upstream event', () => {
  it.each(KNOWN_TYPES.filter((type) => type !== 'error'))('%s with nothing in it is no Error', (type) => {
    const play = ready().feed(inject('hi'), acked(1), created('r1'));
    play.take();
    const told = play.feed(fromUpstream({ type })).lines();
    expect(told.filter((line) => line.startsWith('< Error'))).toEqual([]);
    expect(play.state.phase).toBe('ready');
  });

  it.each(['response.telepathy.delta', 'session.renamed', 'toString', '__proto__', 'constructor', ''])(
    '%j, which nobody knows, changes nothing and is counted and logged',
    (type) => {
      const play = ready();
      const before = play.state;
      const effects = play.feed(fromUpstream({ type })).take();
      expect(play.state).toBe(before);
      expect(effects).toMatchObject([
        { type: 'count', counter: 'unknown_event' },
        { type: 'log', level: 'debug', event: 'upstream_event_unknown' },
      ]);
    },
  );

  it('is survived, however hollow it is and whenever it comes', () => {
    const event = fc
      .tuple(fc.constantFrom(...KNOWN_TYPES), hollow)
      .map(([type, rest]) => fromUpstream({ type, ...rest }));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const play = ready().feed(inject('hi'), acked(1), created('r1'));
        play.feed(...events);
        expect(play.state.phase).toBe('ready');
      }),
    );
  });
});
