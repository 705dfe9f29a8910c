import { quantitiesIn } from './quantities.js';
import { placeIn, timezoneOf } from './places.js';
import type { Memory } from './turn.js';
import { capitalize, listOf } from './words.js';

export interface TalkContext {
  readonly memory: Memory;
  readonly agentName: string;
  readonly userName: string | undefined;
  /** What the configured functions are called, in words. */
  readonly toolNames: readonly string[];
  readonly now: Date;
  readonly random: () => number;
}

/** One thing to talk about: what asks for it, in normalized words, and the reply. */
export interface Topic {
  readonly pattern: RegExp;
  reply(match: RegExpExecArray, context: TalkContext, text: string): string;
}

const LONGEST_COUNT = 50;
const JOKES = [
  'Why did the scarecrow win a prize? Because he was outstanding in his field.',
  'What do you call a fish with no eyes? A fsh.',
  'I told my computer that I needed a break, and now it will not stop sending me holiday pictures.',
  'Why do programmers prefer the dark? Because light attracts bugs.',
];
const STORY =
  'Once upon a time, a small radio stood on a shelf by the sea. Every night it listened to the ships. ' +
  'One evening a boat was lost in the fog, and nobody could hear its call. The little radio turned itself up as loud as it ' +
  'could, and the lighthouse keeper woke. He lit the lamp, the boat came home, and the sailors sang until the morning. ' +
  'Since then the radio has had the best place in the house.';

const is = (...phrases: readonly string[]): RegExp => new RegExp(`^(?:${phrases.join('|')})$`);
const pick = <T>(choices: readonly T[], random: () => number): T | undefined =>
  choices[Math.min(choices.length - 1, Math.floor(random() * choices.length))];
const clockTime = (now: Date, timeZone?: string): string =>
  now.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...(timeZone !== undefined && { timeZone }) });

function capabilities({ toolNames }: TalkContext): string {
  const own = 'I can tell you the time and the date, tell jokes and stories, count, flip a coin and do simple sums.';
  return toolNames.length === 0 ? own : `${own} I can also use ${listOf(toolNames)}.`;
}

function count(from: number, to: number): string {
  const step = to < from ? -1 : 1;
  const length = Math.min(LONGEST_COUNT, Math.abs(to - from) + 1);
  return `${Array.from({ length }, (_, i) => from + i * step).join(', ')}.`;
}

function calculate(a: number, operator: string, b: number): string {
  if (operator === 'divided by' && b === 0) return 'Nothing can be divided by zero.';
  const result = { plus: a + b, minus: a - b, times: a * b, 'divided by': a / b }[operator] ?? NaN;
  return `${a} ${operator} ${b} is ${Number(result.toFixed(4))}.`;
}

/** What a whole sentence can be, whether or not there are functions. */
export const COURTESIES: readonly Topic[] = [
  {
    pattern: is('(?:good (?:morning|afternoon|evening)|hello|hi|hey)(?: there| again| everyone| agent)?'),
    reply: ([said], { userName }) => {
      const greeting = /^good \w+/.exec(said)?.[0] ?? 'hello';
      return `${capitalize(greeting)}${userName === undefined ? '' : `, ${userName}`}! How can I help you?`;
    },
  },
  {
    pattern: is('(?:hello |hi )?how (?:are you|is it going)(?: today| doing)?'),
    reply: () => 'I am fine, thank you. How can I help you?',
  },
  {
    pattern: is('what is your name', 'who are you', 'do you have a name'),
    reply: (_, { agentName }) => `My name is ${agentName}. I am a small agent that works without a network.`,
  },
  {
    pattern: is('what is my name', 'who am i', 'do you (?:know|remember) my name'),
    reply: (_, { userName }) =>
      userName === undefined ? 'You have not told me your name yet.' : `Your name is ${userName}.`,
  },
  {
    pattern: /^(?:(?:hello|hi) )?(?:my name is|call me(?! an?\b| the\b)) \S/,
    reply: (_, { userName }) => `Nice to meet you, ${userName ?? 'friend'}.`,
  },
  {
    pattern: is('(?:please )?help(?: me)?(?: please)?', 'what can (?:you|i) (?:do|say|ask)(?: you)?(?: for me)?'),
    reply: (_, context) => capabilities(context),
  },
  {
    pattern: is(
      '(?:ok |okay |no )?(?:thank you|thanks)(?: very much| so much| a lot)?',
      'great',
      'perfect',
      'cool',
      'nice',
    ),
    reply: (_, { userName }) => `You are welcome${userName === undefined ? '' : `, ${userName}`}.`,
  },
  {
    pattern: is('(?:good ?bye|bye|see you|good night)(?: bye| later| then)?'),
    reply: () => 'Goodbye! It was nice talking to you.',
  },
  {
    pattern: is('yes', 'no', 'ok', 'okay', 'yeah', 'nope', 'sure', 'all right', 'alright'),
    reply: () => 'All right. What else can I do for you?',
  },
  { pattern: is('stop', 'be quiet', 'cancel', 'never ?mind', 'wait'), reply: () => 'All right.' },
  {
    pattern: is(
      '(?:can you |please )?(?:repeat|say) (?:that|it)(?: again)?(?: please)?',
      'repeat',
      'pardon',
      'what did you (?:just )?say',
    ),
    reply: (_, { memory }) => memory.assistantTexts.at(-1) ?? 'I have not said anything yet.',
  },
  {
    pattern: /^(?:please )?(?:repeat after me|say) ./,
    reply: (_match, _context, text) =>
      capitalize(
        text
          .trim()
          .replace(/^(?:please,?\s+)?(?:repeat after me|say)[:,]?\s+/i, '')
          .replace(/^["'\u201c]|["'\u201d]$/g, ''),
      ),
  },
];

/** What is answered when no configured function does it. */
export const PASTIMES: readonly Topic[] = [
  {
    pattern: /\b(?:the time|what time|o'clock)\b/,
    reply: (_match, { now }, text) => {
      const place = placeIn(text, new Set(['time']));
      if (place === undefined) return `It is ${clockTime(now)}.`;
      const zone = timezoneOf(place);
      return zone === undefined ? `I do not know the time in ${place}.` : `It is ${clockTime(now, zone)} in ${place}.`;
    },
  },
  {
    pattern: /\b(?:the date|what date|what day|which day|what year|what month)\b/,
    reply: (_, { now }) =>
      `Today is ${now.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })}.`,
  },
  {
    pattern: /\b(?:weather|forecast)\b/,
    reply: () => 'I cannot look up the weather, because no function for it is configured.',
  },
  {
    pattern: /\b(?:joke|make me laugh|something funny)\b/,
    reply: (_, { memory }) => {
      const told = memory.assistantTexts.filter((text) => JOKES.some((joke) => text.includes(joke))).length;
      return JOKES[told % JOKES.length] ?? '';
    },
  },
  { pattern: /\bstory\b/, reply: () => STORY },
  { pattern: /\bcoin\b/, reply: (_, { random }) => `It is ${pick(['heads', 'tails'], random) ?? 'heads'}.` },
  { pattern: /\b(?:dice|die)\b/, reply: (_, { random }) => `You rolled a ${pick([1, 2, 3, 4, 5, 6], random) ?? 1}.` },
  {
    pattern: /\bcount\b/,
    reply: (match) => {
      const [first, second] = quantitiesIn(match.input).map(({ value }) => Math.trunc(value));
      return second === undefined ? count(1, first ?? 10) : count(first ?? 1, second);
    },
  },
  {
    pattern: /\b(plus|minus|times|divided by)\b|\d\s*([-+*/x])\s*\d/,
    reply: (match) => {
      const signs: Readonly<Record<string, string>> = {
        '+': 'plus',
        '-': 'minus',
        '*': 'times',
        x: 'times',
        '/': 'divided by',
      };
      const operator = match[1] ?? signs[match[2] ?? ''] ?? 'plus';
      const spaced = match.input.replace(/(\d)\s*[-+*/x]\s*(?=\d)/g, '$1 ');
      const [a, b] = quantitiesIn(spaced).map(({ value }) => value);
      return a === undefined || b === undefined ? 'Please give me two numbers.' : calculate(a, operator, b);
    },
  },
  { pattern: /\bhow old are you\b/, reply: () => 'I was started a moment ago, so I am very young.' },
];

export function talk(topics: readonly Topic[], said: string, context: TalkContext, text: string): string | undefined {
  for (const topic of topics) {
    const match = topic.pattern.exec(said);
    if (match !== null) return topic.reply(match, context, text);
  }
  return undefined;
}
