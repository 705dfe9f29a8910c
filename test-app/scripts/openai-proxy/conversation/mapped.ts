import type { RealtimeSessionCreateRequest } from '../protocol/realtime.js';
import type { FunctionTarget } from './function-target.js';
import type { Notice } from './settings.js';

export type Session = Partial<RealtimeSessionCreateRequest>;

/** One part of Settings, translated. */
export interface Mapped {
  readonly session: Session;
  readonly warnings: readonly Notice[];
  /** The functions that the server runs, by name; of `think` only. */
  readonly targets?: ReadonlyMap<string, FunctionTarget>;
}

/** One entry, or a list of fallbacks in order of preference. */
export type OneOrMany<T> = T | readonly T[];

export const UPSTREAM_RATE_HZ = 24_000;
export const PCM = { type: 'audio/pcm', rate: UPSTREAM_RATE_HZ } as const;

/** An encoding in OpenAI's terms. */
export function sessionFormat(encoding: 'linear16' | 'mulaw' | 'alaw') {
  switch (encoding) {
    case 'linear16':
      return PCM;
    case 'mulaw':
      return { type: 'audio/pcmu' } as const;
    case 'alaw':
      return { type: 'audio/pcma' } as const;
  }
}

/** The first entry that can be used, else the first of all. */
export function pick<T extends object>(entries: OneOrMany<T>, isUsable: (entry: T) => boolean): T {
  const list: readonly T[] = Array.isArray(entries) ? (entries as readonly T[]) : [entries as T];
  return list.find(isUsable) ?? list[0] ?? ({} as T);
}

export const unsupported = (path: string, reason: string): Notice => ({
  code: 'UNSUPPORTED_SETTING',
  description: `${path}: ${reason}`,
});

/** A Warning for each of these settings that has a value. */
export const unsupportedAmong = (settings: readonly (readonly [path: string, value: unknown, reason: string])[]) =>
  settings.filter(([, value]) => value !== undefined).map(([path, , reason]) => unsupported(path, reason));

type Compact<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the members that are undefined. */
export const compact = <T extends object>(value: T): Compact<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Compact<T>;

/** What a table of remote names holds; never what its prototype does. */
export const lookUp = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** ISO 639-1, as the transcription takes it; `multi` and what is no language tag mean "find out". */
export function languageCode(tag: string | undefined): string | undefined {
  return /^([a-z]{2})(?:[-_]|$)/i.exec(tag ?? '')?.[1]?.toLowerCase();
}

/** Costly to make, and the same for all. */
let languageNames: Intl.DisplayNames | undefined;

export function languageName(tag: string | undefined): string | undefined {
  const code = languageCode(tag);
  if (code === undefined) return undefined;
  languageNames ??= new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  return languageNames.of(code);
}
