const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019]/g, "'"],
  [/\b(what|who|where|how|when|it|that|there|here)'s\b/g, '$1 is'],
  [/\bi'm\b/g, 'i am'],
  [/\bwon't\b/g, 'will not'],
  [/\bcan't\b/g, 'can not'],
  [/n't\b/g, ' not'],
  [/'(?:ll|d)\b/g, ' will'],
  [/'re\b/g, ' are'],
];

/** Words that say nothing about what is wanted. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an the this that these those some any all my your our me you i we it us he she they is are am was be been do does ' +
    'did can could would will shall should may might have has had what which who whom how when where why please just ' +
    'now then there here like of in on at to from for with by near around about into and or not so if as tell give show ' +
    'let know want need get set make use using say right today tomorrow tonight much many going also too'
  ).split(' '),
);

/** Lower case, contractions written out, no punctuation but what belongs to a number, a name or an address. */
export function normalize(text: string): string {
  const spelled = CONTRACTIONS.reduce((rest, [pattern, full]) => rest.replace(pattern, full), text.toLowerCase());
  return spelled
    .replace(/[.,:;!?]+(?=\s|$)/g, ' ')
    .replace(/["()[\]{}<>]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

export function wordsOf(text: string): string[] {
  return normalize(text)
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== '');
}

/** A rough stem, so that `lights`, `raining` and `cities` meet `light`, `rain` and `city`. */
export function stem(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3);
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss')) return word.slice(0, -1);
  return word;
}

/** `get_current-time` and `getCurrentTime` as words in lower case. */
export function humanize(name: string): string {
  return name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

export function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
