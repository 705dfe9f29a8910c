import type { RealtimeFunctionTool } from 'openai/resources/realtime/realtime';
import { humanize, stem, STOP_WORDS, wordsOf } from './words.js';

const NAME_POINTS = 3;
const SYNONYM_POINTS = 2;
const DESCRIPTION_POINTS = 1;
/** One synonym, or two words of a description. */
const LEAST_POINTS = 2;

/** Words of a function's name that fit any function. */
const GENERIC =
  'get set fetch check lookup look up current create update add list show query request run do call ' +
  'function tool info information data api handle return value new user given provide';
const GENERIC_STEMS = new Set(GENERIC.split(' ').map(stem));

/** Each line: a word of a function's name or description, then what people say instead. */
const SYNONYMS = new Map(
  [
    'weather forecast temperature rain sunny snow cloudy windy umbrella degree hot cold',
    'time clock hour',
    'date day month year',
    'order package parcel delivery shipment shipping purchase tracking',
    'product item buy purchase',
    'reservation reserve book table dinner',
    'book reserve reservation',
    'appointment meeting schedule visit',
    'calendar meeting event appointment schedule',
    'light lamp bulb',
    'thermostat heating temperature warmer colder',
    'timer countdown alarm',
    'alarm wake timer',
    'reminder remind',
    'music song play track album',
    'stock share price ticker',
    'news headline',
    'email mail',
    'message text sms',
    'hotel room stay',
    'flight fly plane',
    'translate translation',
    'calculate calculator plus minus multiply divide compute sum',
    'balance money account',
    'menu dish food',
    'distance far',
    'route direction navigate',
    'customer account profile',
    'door lock unlock',
    'dice roll',
    'search find google browse',
    'find search',
  ].map((line) => {
    const [word = '', ...others] = line.split(' ').map(stem);
    return [word, new Set(others)] as const;
  }),
);

const meaningful = (text: string): string[] =>
  wordsOf(text)
    .filter((word) => !STOP_WORDS.has(word))
    .map(stem)
    .filter((word) => !GENERIC_STEMS.has(word));

/** The words that point to a tool by its name, as stems. */
export function topicOf(tool: RealtimeFunctionTool): ReadonlySet<string> {
  const name = meaningful(humanize(tool.name ?? ''));
  return new Set(name.flatMap((word) => [word, ...(SYNONYMS.get(word) ?? [])]));
}

function points(tool: RealtimeFunctionTool, wanted: ReadonlySet<string>): number {
  const name = new Set(meaningful(humanize(tool.name ?? '')));
  const topic = topicOf(tool);
  const description = new Set(meaningful(tool.description ?? ''));
  let sum = 0;
  for (const word of wanted) {
    if (name.has(word)) sum += NAME_POINTS;
    else if (topic.has(word)) sum += SYNONYM_POINTS;
    else if (description.has(word)) sum += DESCRIPTION_POINTS;
  }
  return sum;
}

/**
 * The tools whose name, its synonyms and its description share the most words with the request, if they share enough:
 * none, one, or several that fit equally well.
 */
export function matchTools(
  tools: readonly RealtimeFunctionTool[],
  text: string,
  leastPoints = LEAST_POINTS,
): RealtimeFunctionTool[] {
  const wanted = new Set(meaningful(text));
  const scored = tools.map((tool) => ({ tool, sum: points(tool, wanted) }));
  const most = Math.max(leastPoints, ...scored.map(({ sum }) => sum));
  return scored.filter(({ sum }) => sum === most).map(({ tool }) => tool);
}
