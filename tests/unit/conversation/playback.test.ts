import { describe, expect, it } from '@jest/globals';
import {
  addAudio,
  heardMs,
  heardText,
  interrupt,
  SILENT_PLAYBACK,
  type Playback,
} from '../../../test-app/scripts/openai-proxy/conversation/playback.js';

const partOf = (itemId: string, responseId = 'r1') => ({ key: `${itemId}/0`, itemId, contentIndex: 0, responseId });
const open = () => true;
const over = () => false;

type Piece = readonly [now: number, itemId: string, ms: number];

const played = (...pieces: readonly Piece[]): Playback =>
  pieces.reduce(
    (playback, [now, itemId, ms]) => addAudio(playback, partOf(itemId), { ms, isPassedOn: true, now }),
    SILENT_PLAYBACK,
  );
const heard = ({ parts }: Playback) => parts.map((part) => [part.itemId, heardMs(part)]);

describe('The playback clock', () => {
  it.each<[string, readonly Piece[], number, readonly (readonly [string, number])[]]>([
    ['at once', [[0, 'a', 1_000]], 0, [['a', 0]]],
    ['within an item', [[0, 'a', 1_000]], 300, [['a', 300]]],
    [
      'within an item that came in bursts',
      [
        [0, 'a', 400],
        [10, 'a', 400],
        [20, 'a', 400],
      ],
      900,
      [['a', 900]],
    ],
    [
      'after a gap in which the client had nothing to play',
      [
        [0, 'a', 100],
        [500, 'a', 400],
      ],
      600,
      [['a', 200]],
    ],
    ['in whole milliseconds', [[0, 'a', 1_000]], 300.9, [['a', 300]]],
    [
      'in the first of two items',
      [
        [0, 'a', 500],
        [0, 'b', 500],
      ],
      200,
      [
        ['a', 200],
        ['b', 0],
      ],
    ],
    [
      'in the second of two items',
      [
        [0, 'a', 500],
        [0, 'b', 500],
      ],
      700,
      [['b', 200]],
    ],
    ['after the end', [[0, 'a', 500]], 500, []],
  ])('tells what was heard when the user interrupts %s', (_name, pieces, now, expected) => {
    expect(heard(interrupt(played(...pieces), over, now))).toEqual(expected);
  });

  it('keeps an item that was played so far, and of which more was to come', () => {
    expect(heard(interrupt(played([0, 'a', 500]), open, 900))).toEqual([['a', 500]]);
  });

  it('counts what an interrupted client is sent from then on', () => {
    const interrupted = interrupt(played([0, 'a', 5_000]), over, 1_000);
    const next = addAudio(interrupted, partOf('b', 'r2'), { ms: 800, isPassedOn: true, now: 1_100 });
    expect(heard(interrupt(next, over, 1_400))).toEqual([['b', 300]]);
  });

  it('forgets what was played to its end', () => {
    const next = addAudio(played([0, 'a', 100]), partOf('b', 'r2'), { ms: 100, isPassedOn: true, now: 200 });
    expect(next.parts.map(({ itemId }) => itemId)).toEqual(['b']);
  });
});

describe('The heard part of a text', () => {
  const text = (content: string, keptMs: number, generatedMs: number) =>
    heardText(content, { ...partOf('a'), keptMs, generatedMs, text: null, status: 'cut' });

  it.each([
    ['none of it', 0, ''],
    ['less than a word', 90, ''],
    ['whole words only', 499, 'Here is'],
    ['half of it', 500, 'Here is'],
    ['all of it', 1_000, 'Here is a story.'],
  ])('is as much of it as was heard of its audio: %s', (_name, keptMs, expected) => {
    expect(text('Here is a story.', keptMs, 1_000)).toBe(expected);
  });

  it('ends between the words of languages that write none apart', () => {
    const half = text('今日は天気がいいですね', 500, 1_000);
    expect('今日は天気がいいですね'.startsWith(half)).toBe(true);
    expect(half.length).toBeGreaterThan(2);
    expect(half.length).toBeLessThan(6);
  });
});
