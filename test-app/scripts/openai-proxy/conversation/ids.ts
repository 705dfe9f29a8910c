import type { ReadyState } from './state.js';

/**
 * Ids that this proxy chooses carry a mark, so that an echo or an error names what it is about without a lookup.
 * Item ids stay under the 32 characters that the API once documented as their limit.
 */
const ITEM_PREFIX = 'va_item_';
const ITEM_EVENT_PREFIX = 'va_create:';

export const SETTINGS_EVENT_ID = 'va_settings';
export const COMMIT_EVENT_ID = 'va_commit';

export const isOwnItem = (id: string | null | undefined): boolean => id?.startsWith(ITEM_PREFIX) === true;

const CUT_EVENT_PREFIX = 'va_cut:';

/** The `event_id` under which the model is told how much of an item was heard. */
export const cutEventId = (itemId: string): string => `${CUT_EVENT_PREFIX}${itemId}`;
export const isCutEvent = (eventId: string | null): boolean => eventId?.startsWith(CUT_EVENT_PREFIX) === true;

export const itemIdAt = (serial: number): string => `${ITEM_PREFIX}${serial}`;
export const responseEventIdAt = (serial: number): string => `va_response:${serial}`;
export const updateEventIdAt = (serial: number): string => `va_update:${serial}`;

/** The `event_id` under which an item is created; an error that carries it is about that item. */
export const createEventId = (itemId: string): string => `${ITEM_EVENT_PREFIX}${itemId}`;
export const createdItemId = (eventId: string | null | undefined): string | null =>
  eventId?.startsWith(ITEM_EVENT_PREFIX) === true ? eventId.slice(ITEM_EVENT_PREFIX.length) : null;

/** What the client has already: the text of a part of an item, a function call, a transcript. */
export const partKey = (itemId: string | null | undefined, contentIndex: number | null | undefined): string =>
  `${itemKey(itemId)}${contentIndex ?? 0}`;
/** What the keys of all parts of an item begin with. */
export const itemKey = (itemId: string | null | undefined): string => `${itemId ?? ''}/`;
export const isNameless = (key: string): boolean => key.startsWith('/');

const SAID_KEPT = 128;

export const remember = (state: ReadyState, key: string): ReadyState => ({
  ...state,
  said: [...state.said, key].slice(-SAID_KEPT),
});

/** Takes the next number for an id. */
export const takeSerial = (state: ReadyState): { state: ReadyState; serial: number } => ({
  state: { ...state, serial: state.serial + 1 },
  serial: state.serial,
});
