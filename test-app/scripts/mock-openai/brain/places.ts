import { normalize, STOP_WORDS, stem } from './words.js';

/** Big cities whose time zone is named after another one. */
const ZONE_CITIES: Readonly<Record<string, string>> = {
  'san francisco': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  'las vegas': 'America/Los_Angeles',
  boston: 'America/New_York',
  washington: 'America/New_York',
  miami: 'America/New_York',
  atlanta: 'America/New_York',
  houston: 'America/Chicago',
  dallas: 'America/Chicago',
  beijing: 'Asia/Shanghai',
  mumbai: 'Asia/Kolkata',
  delhi: 'Asia/Kolkata',
  bangalore: 'Asia/Kolkata',
  munich: 'Europe/Berlin',
  hamburg: 'Europe/Berlin',
  frankfurt: 'Europe/Berlin',
  cologne: 'Europe/Berlin',
  barcelona: 'Europe/Madrid',
  milan: 'Europe/Rome',
  geneva: 'Europe/Zurich',
  manchester: 'Europe/London',
  kyoto: 'Asia/Tokyo',
  osaka: 'Asia/Tokyo',
  'rio de janeiro': 'America/Sao_Paulo',
  utc: 'UTC',
  gmt: 'UTC',
};

const zones = new Map<string, string>();

function zonesByCity(): ReadonlyMap<string, string> {
  if (zones.size > 0) return zones;
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    zones.set(
      zone
        .slice(zone.lastIndexOf('/') + 1)
        .replaceAll('_', ' ')
        .toLowerCase(),
      zone,
    );
  }
  for (const [city, zone] of Object.entries(ZONE_CITIES)) zones.set(city, zone);
  return zones;
}

/** The IANA time zone of a city that is known, or of a zone's own name. */
export function timezoneOf(place: string): string | undefined {
  const wanted = place.trim().toLowerCase();
  return zonesByCity().get(wanted) ?? [...zones.values()].find((zone) => zone.toLowerCase() === wanted);
}

const PREPOSITIONS = ['in', 'at', 'near', 'around', 'for', 'of', 'to', 'from'] as const;
export type Preposition = (typeof PREPOSITIONS)[number];
const ENDS_PLACE = new Set(
  [
    'tonight',
    'this',
    'next',
    'on',
    'using',
    'degrees',
    'celsius',
    'fahrenheit',
    'metric',
    'imperial',
    'while',
    'before',
  ].concat([
    'after',
    'until',
    'morning',
    'evening',
    'afternoon',
    'noon',
    'midnight',
    'week',
    'weekend',
    'person',
    'people',
    'minutes',
  ]),
);
const LONGEST_PLACE_WORDS = 4;

/** The words of a text with their own case, without punctuation at their ends. */
function tokensOf(text: string): string[] {
  return text
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => word !== '');
}

const titled = (words: readonly string[]): string =>
  words.map((word) => (/\p{Lu}/u.test(word) ? word : word.slice(0, 1).toUpperCase() + word.slice(1))).join(' ');

function placeAfter(tokens: readonly string[], at: number, isExcluded: (word: string) => boolean): string | undefined {
  const place: string[] = [];
  for (const token of tokens.slice(at + 1)) {
    const word = token.toLowerCase();
    if (place.length === 0 && word === 'the') continue;
    const isInner = place.length > 0 && (word === 'of' || word === 'de');
    if (!isInner && (STOP_WORDS.has(word) || ENDS_PLACE.has(word) || isExcluded(stem(word)))) break;
    if (/\d/.test(word) || place.length === LONGEST_PLACE_WORDS) break;
    place.push(token);
  }
  return place.length === 0 ? undefined : titled(place);
}

/** A city with a known time zone, wherever it stands in the text. */
export function knownCityIn(text: string): string | undefined {
  const tokens = tokensOf(text);
  for (let length = 3; length > 0; length -= 1) {
    for (let at = 0; at + length <= tokens.length; at += 1) {
      const words = tokens.slice(at, at + length);
      if (zonesByCity().has(words.join(' ').toLowerCase())) return titled(words);
    }
  }
  return undefined;
}

/**
 * The place that a text names: after a preposition (the given ones only, when given), a known city first, else what
 * follows the last comma, as in `what is the weather, springfield`. Words in `excluded` (stems) end a place.
 */
export function placeIn(
  text: string,
  excluded: ReadonlySet<string>,
  only?: readonly Preposition[],
): string | undefined {
  const tokens = tokensOf(text);
  const isExcluded = (word: string) => excluded.has(word);
  const named = (only ?? PREPOSITIONS).flatMap((preposition) =>
    tokens.flatMap((token, at) =>
      token.toLowerCase() === preposition ? (placeAfter(tokens, at, isExcluded) ?? []) : [],
    ),
  );
  const place = named.find((candidate) => timezoneOf(candidate) !== undefined) ?? named[0];
  if (place !== undefined || only !== undefined) return place;
  return knownCityIn(text) ?? barePlaceIn(text, isExcluded);
}

function barePlaceIn(text: string, isExcluded: (word: string) => boolean): string | undefined {
  const comma = text.lastIndexOf(',');
  if (comma < 0) return undefined;
  const tail = tokensOf(text.slice(comma + 1));
  const isPlain = tail.every((token) => !STOP_WORDS.has(normalize(token)) && !isExcluded(stem(token.toLowerCase())));
  return isPlain && tail.length > 0 && tail.length <= LONGEST_PLACE_WORDS ? titled(tail) : undefined;
}
