import type { ToolResult } from './turn.js';
import { capitalize, humanize, listOf } from './words.js';

const UNITS: Readonly<Record<string, string>> = {
  c: 'degrees Celsius',
  celsius: 'degrees Celsius',
  f: 'degrees Fahrenheit',
  fahrenheit: 'degrees Fahrenheit',
  percent: 'percent',
  pct: 'percent',
  kmh: 'kilometres per hour',
  kph: 'kilometres per hour',
  mph: 'miles per hour',
  km: 'kilometres',
  miles: 'miles',
  mm: 'millimetres',
  usd: 'dollars',
  eur: 'euros',
  minutes: 'minutes',
  hours: 'hours',
  days: 'days',
  seconds: 'seconds',
  ms: 'milliseconds',
};
const DEEPEST = 4;

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** `temperature_c` is the `temperature` in `degrees Celsius`. */
function nameAndUnit(key: string): { name: string; unit: string } {
  const words = humanize(key).split(' ');
  const unit = words.length > 1 ? UNITS[words.at(-1) ?? ''] : undefined;
  return unit === undefined
    ? { name: words.join(' '), unit: '' }
    : { name: words.slice(0, -1).join(' '), unit: ` ${unit}` };
}

/** A value in words; numbers and texts stay as they are. */
function phrase(value: unknown, depth: number): string {
  if (value === null || value === undefined) return 'unknown';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
  if (depth === 0) return JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : listOf(value.map((item) => phrase(item, depth - 1)));
  if (!isFields(value)) return '';
  const fields = Object.entries(value).map(([key, field]) => {
    const { name, unit } = nameAndUnit(key);
    return `${name} ${phrase(field, depth - 1)}${unit}`;
  });
  return fields.join(', ');
}

function field([key, value]: readonly [string, unknown]): string {
  const { name, unit } = nameAndUnit(key);
  if (typeof value === 'boolean') return `${capitalize(name)}: ${value ? 'yes' : 'no'}.`;
  return sentence(
    `The ${name} ${Array.isArray(value) && name.endsWith('s') ? 'are' : 'is'} ${phrase(value, DEEPEST)}${unit}`,
  );
}

/** Takes the first of the named fields that holds something out of `rest`, with its unit. */
function take(rest: Map<string, unknown>, keys: readonly string[]): string | undefined {
  const key = keys.find((candidate) => ['string', 'number'].includes(typeof rest.get(candidate)));
  if (key === undefined) return undefined;
  const value = phrase(rest.get(key), DEEPEST);
  rest.delete(key);
  return `${value}${nameAndUnit(key).unit}`;
}

const TEMPERATURES = ['temperature_c', 'temperature_f', 'temperature_celsius', 'temperature_fahrenheit', 'temperature'];
const CONDITIONS = ['condition', 'conditions', 'weather', 'forecast', 'summary'];
const PLACES = ['location', 'city', 'place'];

/** The weather and the time, which are asked for most, read as a person would say them. */
function familiar(rest: Map<string, unknown>): string[] {
  const sentences: string[] = [];
  if (typeof rest.get('time') === 'string') {
    const time = take(rest, ['time']) ?? '';
    const zone = take(rest, ['timezone', 'time_zone']) ?? take(rest, PLACES);
    sentences.push(sentence(zone === undefined ? `It is ${time}` : `It is ${time} in ${zone}`));
  }
  if (TEMPERATURES.some((key) => rest.has(key))) {
    const place = take(rest, PLACES);
    const unit = take(rest, ['unit', 'units']);
    const parts = [take(rest, TEMPERATURES), take(rest, CONDITIONS)].filter((part) => part !== undefined);
    const [temperature = '', ...condition] = parts;
    const measured = [unit === undefined ? temperature : `${temperature} ${unit}`, ...condition];
    sentences.push(sentence(`${place === undefined ? 'It is' : `In ${place} it is`} ${listOf(measured)}`));
  }
  return sentences;
}

function describe(value: unknown): string {
  if (!isFields(value)) {
    const text = phrase(value, DEEPEST);
    return value === null || text === ''
      ? 'Done.'
      : typeof value === 'string'
        ? sentence(text)
        : `The result is ${text}.`;
  }
  const rest = new Map(Object.entries(value));
  const problem = take(rest, ['error', 'error_message']);
  const failure = problem === undefined ? [] : [sentence(`Sorry, that did not work: ${problem}`)];
  const isDone = rest.get('success') === true || rest.get('ok') === true;
  if (isDone) ['success', 'ok'].forEach((key) => rest.delete(key));
  const sentences = [...failure, ...(isDone ? ['Done.'] : []), ...familiar(rest), ...[...rest].map(field)];
  return sentences.length === 0 ? 'Done.' : sentences.join(' ');
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return output;
  }
}

/** What functions returned, in sentences that hold their values as they are. */
export function describeResults(results: readonly ToolResult[]): string {
  return results.map(({ output }) => describe(parsed(output))).join(' ');
}
