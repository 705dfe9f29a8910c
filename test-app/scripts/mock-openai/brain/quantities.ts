const SMALL = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen'
).split(' ');
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

const TIME = /\b(\d{1,2}):(\d{2})\s*(am|pm)?\b|\b(\d{1,2})\s*(am|pm|o'clock)\b|\b(noon|midnight)\b/i;
const ISO_DATE = /\b\d{4}-\d{2}-\d{2}\b/;
const MONTH_DATE = new RegExp(
  `\\b(?:(${MONTHS.join('|')})\\s+(\\d{1,2})|(\\d{1,2})(?:st|nd|rd|th)?(?:\\s+of)?\\s+(${MONTHS.join('|')}))(?:st|nd|rd|th)?\\b`,
  'i',
);
const DAY_WORD = new RegExp(`\\b(?:next\\s+)?(?:today|tonight|tomorrow|yesterday|${WEEKDAYS.join('|')})\\b`, 'i');

export interface Quantity {
  readonly value: number;
  /** The word after the number, in lower case. */
  readonly unit: string;
}

function wordValue(word: string): number | undefined {
  if (/^-?\d+(?:\.\d+)?$/.test(word)) return Number(word);
  if (SMALL.includes(word)) return SMALL.indexOf(word);
  return TENS.includes(word) ? 20 + 10 * TENS.indexOf(word) : undefined;
}

/** The numbers in a text, in digits or words, that are not part of a time or a date, in order. */
export function quantitiesIn(text: string): Quantity[] {
  const rest = text.toLowerCase().replace(TIME, ' ').replace(ISO_DATE, ' ').replace(MONTH_DATE, ' ');
  const words = rest.split(/[\s,;!?%]+|\.(?=\s|$)|(?<=\p{L})-/u).filter((word) => word !== '');
  const quantities: Quantity[] = [];
  for (let at = 0; at < words.length; at += 1) {
    let value = wordValue(words[at] ?? '');
    if (value === undefined) continue;
    const ones = wordValue(words[at + 1] ?? '');
    if (TENS.includes(words[at] ?? '') && ones !== undefined && ones > 0 && ones < 10) {
      value += ones;
      at += 1;
    }
    if (words[at + 1] === 'hundred' || words[at + 1] === 'thousand') {
      value *= words[at + 1] === 'hundred' ? 100 : 1_000;
      at += 1;
    }
    quantities.push({ value, unit: words[at + 1] ?? '' });
  }
  return quantities;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The time of day that a text names, as it says it, or as `HH:MM`. */
export function timeIn(text: string, as: 'said' | 'iso'): string | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  if (as === 'said') return match[0].trim();
  if (match[6] !== undefined) return match[6].toLowerCase() === 'noon' ? '12:00' : '00:00';
  const half = (match[3] ?? match[5] ?? '').toLowerCase();
  const hour = Number(match[1] ?? match[4]);
  const hour24 = half === 'pm' && hour < 12 ? hour + 12 : half === 'am' && hour === 12 ? 0 : hour;
  return `${two(hour24)}:${match[2] ?? '00'}`;
}

export function isoDate(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function inDays(now: Date, days: number): string {
  return isoDate(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days));
}

/** The date that a text names, as it says it, or as `YYYY-MM-DD` counted from `now`. */
export function dateIn(text: string, as: 'said' | 'iso', now: Date): string | undefined {
  const said = (ISO_DATE.exec(text) ?? MONTH_DATE.exec(text) ?? DAY_WORD.exec(text))?.[0];
  if (said === undefined || as === 'said' || ISO_DATE.test(said)) return said;
  const month = MONTH_DATE.exec(said);
  if (month !== null) {
    const index = MONTHS.indexOf((month[1] ?? month[4] ?? '').toLowerCase());
    const day = Number(month[2] ?? month[3]);
    const isPast = index < now.getMonth() || (index === now.getMonth() && day < now.getDate());
    return isoDate(new Date(now.getFullYear() + (isPast ? 1 : 0), index, day));
  }
  const word = said.toLowerCase().replace(/^next\s+/, '');
  const fixed = { today: 0, tonight: 0, tomorrow: 1, yesterday: -1 }[word];
  return inDays(now, fixed ?? ((WEEKDAYS.indexOf(word) - now.getDay() + 6) % 7) + 1);
}
