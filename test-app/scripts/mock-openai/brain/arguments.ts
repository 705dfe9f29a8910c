import { placeIn, timezoneOf } from './places.js';
import { dateIn, isoDate, quantitiesIn, timeIn, type Quantity } from './quantities.js';
import { propertiesOf, propertyOf, typeOf, type Property } from './schema.js';
import { humanize, normalize, stem, wordsOf } from './words.js';

export interface Request {
  /** What the user asks the function for, in the user's spelling. */
  readonly text: string;
  /** Words that name the function, as stems: they are never part of a place. */
  readonly topic: ReadonlySet<string>;
  readonly userName: string | undefined;
  readonly now: Date;
  /** `ask` leaves a required value out that the text lacks; `guess` makes one up. */
  readonly onMissing: 'ask' | 'guess';
}

export interface Arguments {
  readonly values: Readonly<Record<string, unknown>>;
  /** Required values that the text lacks, in words. */
  readonly missing: readonly string[];
}

type Kind = 'date' | 'time' | 'timezone' | 'place' | 'email' | 'person' | 'identifier' | 'free';

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ['timezone', /\b(time ?zone|tz)\b/],
  ['email', /\be ?mail\b/],
  ['identifier', /\b(id|number|no|code|zip|postcode|phone|sku|reference|ref|symbol)\b/],
  ['place', /\b(location|city|place|town|country|region|address|destination|origin|where|area|state)\b/],
  ['date', /\b(date|day|when)\b/],
  ['time', /\b(time|hour)\b/],
  ['person', /\b(name|person|customer|guest|contact|recipient|user)\b/],
];

const OFF = /\b(off|no|not|without|disable|disabled|false|stop|deactivate|never|close|unlock)\b/;
const ON = /\b(on|yes|with|enable|enabled|true|start|activate|open|lock)\b/;

/** Words for the same choice, in groups. */
const SAME_CHOICE = [
  ['celsius', 'metric', 'c', 'centigrade'],
  ['fahrenheit', 'imperial', 'f'],
];

const GUESSES: Readonly<Record<Exclude<Kind, 'date' | 'time' | 'free'>, string>> = {
  timezone: 'UTC',
  place: 'Paris',
  email: 'user@example.com',
  person: 'Alex',
  identifier: '1',
};

function kindOf(property: Property): Kind {
  if (property.format === 'date' || property.format === 'time' || property.format === 'email') return property.format;
  const name = humanize(property.name);
  const named = KINDS.find(([, pattern]) => pattern.test(name));
  if (named !== undefined) return named[0];
  const described = KINDS.find(
    ([kind, pattern]) => kind === 'place' && pattern.test(property.description.toLowerCase()),
  );
  return described?.[0] ?? 'free';
}

function choiceIn(text: string, options: readonly unknown[]): unknown {
  const said = new Set(wordsOf(text).map(stem));
  const words = (option: unknown) => humanize(String(option)).split(' ').map(stem);
  const isSaid = (word: string) =>
    said.has(word) || SAME_CHOICE.some((group) => group.includes(word) && group.some((other) => said.has(other)));
  return options
    .filter((option) => words(option).every(isSaid))
    .sort((a, b) => words(b).length - words(a).length)
    .at(0);
}

function placeFor(property: Property, request: Request): string | undefined {
  const name = humanize(property.name);
  if (/\b(origin|from|source|departure|start)\b/.test(name)) return placeIn(request.text, request.topic, ['from']);
  if (/\b(destination|to|arrival|end)\b/.test(name)) {
    return placeIn(request.text, request.topic, ['to', 'in', 'for']) ?? placeIn(request.text, request.topic);
  }
  return placeIn(request.text, request.topic);
}

function timezoneIn(request: Request): string | undefined {
  const zone = /\b[A-Z][A-Za-z]+\/[A-Z][A-Za-z_/-]+\b|\bUTC\b/.exec(request.text)?.[0];
  const place = zone === undefined ? placeIn(request.text, request.topic) : undefined;
  return zone ?? (place === undefined ? undefined : timezoneOf(place));
}

function identifierIn(text: string): string | undefined {
  return text
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}+#]+|[^\p{L}\p{N}]+$/gu, '').replace(/^#/, ''))
    .find((word) => /\d/.test(word) || /^[A-Z]{2,5}$/.test(word));
}

function personIn(request: Request): string | undefined {
  const named = /\b(?:for|to|with|named|called|name is|call)\s+(\p{Lu}[\p{L}'-]+(?:\s\p{Lu}[\p{L}'-]+)?)/u;
  return named.exec(request.text)?.[1] ?? request.userName;
}

/** A text without its courtesies: what to search for, to send, to remember. */
function essence(text: string): string {
  const request =
    /^(?:please |can you |could you )*(?:search|find|look|google|browse)?(?: me)?(?: up)?(?: for)?\s+(?=\S)/i;
  return text.replace(/[\s?!.]+$/, '').replace(request, '');
}

function stringIn(kind: Kind, property: Property, request: Request): string | undefined {
  const { text, now } = request;
  const isIso = /\b(iso|yyyy|hh:mm)\b/i.test(property.description) || property.format !== '';
  switch (kind) {
    case 'date':
      return dateIn(text, isIso ? 'iso' : 'said', now);
    case 'time':
      return timeIn(text, isIso ? 'iso' : 'said');
    case 'timezone':
      return timezoneIn(request);
    case 'place':
      return placeFor(property, request);
    case 'email':
      return /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(text)?.[0];
    case 'person':
      return personIn(request);
    case 'identifier':
      return identifierIn(text);
    case 'free':
      return property.isRequired ? essence(text) : undefined;
  }
}

function guess(kind: Kind, now: Date): string | undefined {
  if (kind === 'date') return isoDate(now);
  if (kind === 'time') return '12:00';
  return kind === 'free' ? undefined : GUESSES[kind];
}

/** Takes the number whose unit the property is named after, else the first that is left. */
function takeQuantity(property: Property, left: Quantity[]): number | undefined {
  const name = new Set(humanize(property.name).split(' ').map(stem));
  const matching = left.findIndex(({ unit }) => name.has(stem(unit)));
  return left.splice(matching < 0 ? 0 : matching, 1)[0]?.value;
}

function booleanIn(property: Property, text: string): boolean | undefined {
  const said = normalize(text);
  if (OFF.test(said)) return false;
  const name = humanize(property.name).split(' ').map(stem);
  return ON.test(said) || wordsOf(said).some((word) => name.includes(stem(word))) ? true : undefined;
}

function clamp(value: number, { minimum = -Infinity, maximum = Infinity }: Property): number {
  return Math.min(maximum, Math.max(minimum, value));
}

function valueOf(property: Property, request: Request, left: Quantity[]): unknown {
  if (property.const !== undefined) return property.const;
  const type = typeOf(property);
  const isGuess = request.onMissing === 'guess' && property.isRequired;
  if (property.enum !== undefined) {
    return (
      choiceIn(request.text, property.enum) ?? property.default ?? (property.isRequired ? property.enum[0] : undefined)
    );
  }
  if (type === 'boolean')
    return booleanIn(property, request.text) ?? property.default ?? (property.isRequired || undefined);
  if (type === 'number' || type === 'integer') {
    const value = takeQuantity(property, left);
    if (value === undefined) return property.default ?? (isGuess ? clamp(1, property) : undefined);
    return clamp(type === 'integer' ? Math.round(value) : value, property);
  }
  if (type === 'object') return fill(property, request, left).values;
  if (type === 'array') {
    const item = valueOf(propertyOf(property.name, property.items, property.isRequired), request, left);
    return item === undefined ? (property.default ?? (property.isRequired ? [] : undefined)) : [item];
  }
  const kind = kindOf(property);
  return stringIn(kind, property, request) ?? property.default ?? (isGuess ? guess(kind, request.now) : undefined);
}

function fill(schema: unknown, request: Request, left: Quantity[]): Arguments {
  const values: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const property of propertiesOf(schema)) {
    const value = valueOf(property, request, left);
    if (value !== undefined) values[property.name] = value;
    else if (property.isRequired) missing.push(humanize(property.name));
  }
  return { values, missing };
}

/** Fills a function's arguments, described by a JSON Schema, from what the user said. */
export function fillArguments(schema: unknown, request: Request): Arguments {
  return fill(schema, request, quantitiesIn(request.text));
}
