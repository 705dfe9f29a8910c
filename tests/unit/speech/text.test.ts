import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clausesOf, foldToAscii } from '../../../test-app/scripts/mock-openai/speech/text.js';

describe('a text folded to ASCII', () => {
  it.each([
    ['21 \u00b0C', '21 degrees Celsius'],
    ['Caf\u00e9 \u2014 na\u00efve', 'Cafe, naive'],
    ['\u201cIt\u2019s\u201d', '"It\'s"'],
    ['\u20ac5\u2026', 'euros 5...'],
    ['Stra\u00dfe', 'Strasse'],
    ['hi \u{1f600} there\n\tyou', 'hi there you'],
    ['\u4f60\u597d', ''],
  ])('turns %j into %j', (text, folded) => {
    expect(foldToAscii(text)).toBe(folded);
  });
});

describe('the clauses of a text', () => {
  it.each<[string, string[]]>([
    ['Hello. How are you?', ['Hello.', 'How are you?']],
    ['It is 14:35, and it costs 3.99 in all.', ['It is 14:35, and it costs 3.99 in all.']],
    [
      'This first half has rather more than forty letters, this second one has fewer.',
      ['This first half has rather more than forty letters,', 'this second one has fewer.'],
    ],
    ['One, two, three.', ['One, two, three.']],
    ['... !', []],
    ['', []],
  ])('%j are %j', (text, clauses) => {
    expect(clausesOf(text)).toEqual(clauses);
  });

  it('are ASCII, hold every word in order, and are at most 120 characters long', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}[,.;:?!]?$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 80 }), (words) => {
        const clauses = clausesOf(words.join(' '));
        expect(clauses.join(' ')).toBe(words.join(' '));
        expect(Math.max(...clauses.map(({ length }) => length))).toBeLessThanOrEqual(120);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(clausesOf(text).join('')).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});
