import { randomInt } from 'node:crypto';

export type IdPrefix = 'event' | 'sess' | 'conv' | 'resp' | 'item' | 'call' | 'msg';
/** Makes an id such as `item_` and 21 base62 characters. */
export type IdGenerator = (prefix: IdPrefix) => string;

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 21;

export const randomIds: IdGenerator = (prefix) => {
  let id = `${prefix}_`;
  for (let index = 0; index < ID_LENGTH; index++) id += BASE62.charAt(randomInt(BASE62.length));
  return id;
};

/** Ids that count up per prefix, for runs that must be alike: `item_000000000000000000001`, … */
export const sequentialIds = (): IdGenerator => {
  const counters = new Map<IdPrefix, number>();
  return (prefix) => {
    const count = (counters.get(prefix) ?? 0) + 1;
    counters.set(prefix, count);
    return `${prefix}_${count.toString().padStart(ID_LENGTH, '0')}`;
  };
};
