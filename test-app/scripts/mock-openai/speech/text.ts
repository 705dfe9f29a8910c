const LONGEST_CLAUSE_CHARS = 120;
/** A comma ends a clause only when enough comes before it: each clause is spoken with a falling voice at its end. */
const SHORTEST_PHRASE_CHARS = 40;

const SPOKEN: Readonly<Record<string, string>> = {
  '\u00b0C': ' degrees Celsius ',
  '\u00b0F': ' degrees Fahrenheit ',
  '\u00b0': ' degrees ',
  '\u20ac': ' euros ',
  '\u00a3': ' pounds ',
  '\u2026': '... ',
  '\u2013': ', ',
  '\u2014': ', ',
  '\u2212': ' minus ',
  '\u00d7': ' times ',
  '\u00f7': ' divided by ',
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u00df': 'ss',
  '\u00e6': 'ae',
  '\u00f8': 'o',
  '\u0142': 'l',
};
const SPOKEN_PATTERN = new RegExp(Object.keys(SPOKEN).join('|'), 'gu');

/** The text in ASCII, which is all that the voice reads: signs become words, accents go, the rest is left out. */
export function foldToAscii(text: string): string {
  return text
    .replace(SPOKEN_PATTERN, (sign) => SPOKEN[sign] ?? ' ')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\s+(?=[,.!?;:])/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Cuts a text of one line after its words, so that no piece is longer than `limit` unless one word is. */
function wrap(text: string, limit: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > limit) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/**
 * The pieces that a text is spoken in, in ASCII: sentences, cut further at commas and at 120 characters. A mark ends a
 * piece only when white space follows, so `14:35` and `3.99` stay whole. Pieces without a letter or digit are left out.
 */
export function clausesOf(text: string): string[] {
  const clauses: string[] = [];
  for (const sentence of foldToAscii(text).split(/(?<=[.!?]["')]*) /)) {
    let clause = '';
    for (const phrase of sentence.split(/(?<=[,;:]["')]*) /)) {
      clause = clause === '' ? phrase : `${clause} ${phrase}`;
      if (clause.length < SHORTEST_PHRASE_CHARS) continue;
      clauses.push(clause);
      clause = '';
    }
    clauses.push(clause);
  }
  return clauses.flatMap((clause) => wrap(clause, LONGEST_CLAUSE_CHARS)).filter((clause) => /[a-z0-9]/i.test(clause));
}
