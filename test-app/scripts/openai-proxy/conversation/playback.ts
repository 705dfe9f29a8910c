/*
 * What the client has played. It plays what it is sent at once and without gaps, and says nothing of it: so the clock
 * tells. Audio that is not played yet is always the end of what was sent. How long the network takes does not matter:
 * what makes the audio late makes the news of an interruption late by as much.
 */

/** What the agent says in one part of an item. */
export interface SpokenPart {
  /** `partKey` of its item and content index. */
  readonly key: string;
  /** Null where the upstream names none. */
  readonly itemId: string | null;
  readonly contentIndex: number;
  readonly responseId: string | null;
  /** Audio that there is of it, in ms, whether the client got it or not. */
  readonly generatedMs: number;
  /** Audio that the client got of it and did not throw away, in ms. */
  readonly keptMs: number;
  /** What it says, and what of it the client was told; null when nothing. */
  readonly text: { readonly whole: string; readonly told: string } | null;
  /** `cut`: the client gets no more of it. `settled`: and the upstream was told how much it got. */
  readonly status: 'playing' | 'cut' | 'settled';
}

export interface Playback {
  /** When the client will have played all that it was sent, in ms. */
  readonly endsAt: number;
  readonly parts: readonly SpokenPart[];
}

export type PartId = Pick<SpokenPart, 'key' | 'itemId' | 'contentIndex' | 'responseId'>;

/** What a part of an item says: aloud, or in writing. */
export interface TextPart extends PartId {
  readonly form: 'spoken' | 'written';
  readonly text: string;
}

export const SILENT_PLAYBACK: Playback = { endsAt: 0, parts: [] };

/** Parts that are remembered at most: a response seldom has more than one. */
const MAX_PARTS = 64;
/** Less than this, in ms, is not worth a cut. */
const LEAST_LOSS_MS = 1;

/** There is more audio of a part; what is passed on is played after all that was passed on before. */
export function addAudio(
  playback: Playback,
  id: PartId,
  { ms, isPassedOn, now }: { readonly ms: number; readonly isPassedOn: boolean; readonly now: number },
): Playback {
  const keptMs = isPassedOn ? ms : 0;
  const endsAt = isPassedOn ? Math.max(now, playback.endsAt) + ms : playback.endsAt;
  const changed = changePart(playback, id, now, (part) =>
    cutUnless(isPassedOn, { ...part, generatedMs: part.generatedMs + ms, keptMs: part.keptMs + keptMs }),
  );
  return { ...changed, endsAt };
}

/** The client knows what a part says, or is to know nothing of it. */
export const addText = (
  playback: Playback,
  id: PartId,
  { text, isPassedOn, now }: Pick<SpokenPart, 'text'> & { readonly isPassedOn: boolean; readonly now: number },
): Playback => changePart(playback, id, now, (part) => cutUnless(isPassedOn, { ...part, text }));

/** The part with that name; where the upstream names its audio or its text alone, the one that has no name yet. */
export const findPart = ({ parts }: Playback, { key, itemId, responseId }: PartId): SpokenPart | undefined => {
  const siblings = parts.filter((part) => part.responseId === responseId);
  return (
    siblings.find((part) => part.key === key) ?? siblings.findLast((part) => part.itemId === null || itemId === null)
  );
};

const cutUnless = (isPassedOn: boolean, part: SpokenPart): SpokenPart =>
  isPassedOn || part.status !== 'playing' ? part : { ...part, status: 'cut' };

function changePart(playback: Playback, id: PartId, now: number, change: (part: SpokenPart) => SpokenPart): Playback {
  const known = findPart(playback, id);
  const { key, itemId, contentIndex, responseId } = id;
  if (known !== undefined) {
    const named = known.itemId === null ? { ...known, key, itemId, contentIndex } : known;
    return { ...playback, parts: playback.parts.map((part) => (part === known ? change(named) : part)) };
  }
  // What was played to its end cannot be interrupted any longer; of what was cut, more may still come.
  const isPlaying = playback.endsAt > now;
  const parts = playback.parts.filter(
    (part) => isPlaying || part.status !== 'playing' || part.responseId === responseId,
  );
  const begun = { key, itemId, contentIndex, responseId, generatedMs: 0, keptMs: 0, text: null } as const;
  return { ...playback, parts: [...parts, change({ ...begun, status: 'playing' })].slice(-MAX_PARTS) };
}

/** Whether audio of this item was cut short in a response before the given one. */
export const isCutBefore = ({ parts }: Playback, { itemId, responseId }: PartId): boolean =>
  itemId !== null &&
  parts.some((part) => part.itemId === itemId && part.responseId !== responseId && part.status !== 'playing');

const OVER = '';

/** A response without an id is over: the next one without is another. */
export const closeNameless = (playback: Playback): Playback => ({
  ...playback,
  parts: playback.parts.map((part) => (part.responseId === null ? { ...part, responseId: OVER } : part)),
});

/**
 * The client throws away what it has not played. Leaves the parts that were cut by that, and those of which more was
 * to come (`isOpen`).
 */
export function interrupt({ endsAt, parts }: Playback, isOpen: (part: SpokenPart) => boolean, now: number): Playback {
  let unplayedMs = Math.max(0, endsAt - now);
  const left: SpokenPart[] = [];
  for (const part of [...parts].reverse()) {
    const lostMs = Math.min(part.keptMs, unplayedMs);
    unplayedMs -= lostMs;
    if (lostMs >= LEAST_LOSS_MS) left.unshift({ ...part, keptMs: part.keptMs - lostMs, status: 'cut' });
    else if (isOpen(part)) left.unshift(cutUnless(false, part));
  }
  return { endsAt: now, parts: left };
}

/** Whole milliseconds that the client hears of a part. */
export const heardMs = ({ keptMs }: SpokenPart): number => Math.floor(keptMs);

/** Marks the end of a text in the history of which the rest was not heard. */
const MARK = '…';

export const markCut = (heard: string): string => `${heard}${MARK}`;

const WORDS = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The words of a text that were heard, when only a part of its audio was: as many as fit. */
export function heardText(text: string, { keptMs, generatedMs }: SpokenPart): string {
  if (keptMs >= generatedMs && keptMs > 0) return text;
  const length = keptMs === 0 ? 0 : Math.floor((text.length * keptMs) / generatedMs);
  let end = 0;
  for (const { index, segment } of WORDS.segment(text)) {
    if (index + segment.length > length) break;
    end = index + segment.length;
  }
  return text.slice(0, end).trimEnd();
}
