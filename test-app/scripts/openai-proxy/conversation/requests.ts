import type { RealtimeResponseCreateParams } from '../protocol/realtime.js';
import type { Request } from './state.js';

/** Requests that may wait at the same time. */
export const MAX_QUEUED = 32;

/** The answer to the results of function calls. */
export const FOLLOW_UP: Request = { kind: 'reply', awaits: new Set(), items: 1 };

export function reply(itemId: string): Request {
  return { kind: 'reply', awaits: new Set([itemId]), items: 1 };
}

/** The agent speaks a text of the application's. */
export const saying = (text: string, manner: 'queue' | 'interrupt' = 'queue'): Request => ({
  kind: 'say',
  text,
  manner,
});

/** Spoken at once, whoever else speaks. */
export const isInterrupting = (request: Request | undefined): boolean =>
  request?.kind === 'say' && request.manner === 'interrupt';

/** What a request puts into its `response.create`. */
export function parameters(request: Request): { response?: RealtimeResponseCreateParams } {
  switch (request.kind) {
    case 'reply':
      return {};
    case 'say':
      return { response: { instructions: `Say exactly: "${request.text}"`, tool_choice: 'none' } };
    case 'native':
      return request.response === undefined ? {} : { response: request.response };
  }
}

export const awaits = (request: Request, itemId: string): boolean =>
  request.kind === 'reply' && request.awaits.has(itemId);

/** A native client's request for an answer as the session has it: no different from ours. */
export const isPlain = (request: Request): boolean => request.kind === 'native' && request.response === undefined;

/** Answers that wait together become one. */
function merge(first: Request, second: Request): readonly Request[] {
  if (first.kind === 'reply' && isPlain(second)) return [first];
  if (second.kind === 'reply' && isPlain(first)) return [second];
  if (first.kind !== 'reply' || second.kind !== 'reply') return [first, second];
  return [{ kind: 'reply', awaits: new Set([...first.awaits, ...second.awaits]), items: first.items + second.items }];
}

export function enqueue(queue: readonly Request[], request: Request): readonly Request[] {
  const last = queue.at(-1);
  return last === undefined ? [request] : [...queue.slice(0, -1), ...merge(last, request)];
}

/** A queue put together of several, in which answers that wait beside each other become one. */
export const joined = (queue: readonly (Request | undefined)[]): readonly Request[] =>
  queue.filter((request) => request !== undefined).reduce<readonly Request[]>(enqueue, []);

export function enqueueFirst(queue: readonly Request[], request: Request): readonly Request[] {
  const [first, ...rest] = queue;
  return first === undefined ? [request] : [...merge(request, first), ...rest];
}

/** The queue once the upstream has an item; a request all of whose items were lost is dropped. */
export function withoutItem(queue: readonly Request[], itemId: string, isLost: boolean): readonly Request[] {
  return queue.flatMap((request): readonly Request[] => {
    if (request.kind !== 'reply' || !request.awaits.has(itemId)) return [request];
    const remaining = new Set(request.awaits);
    remaining.delete(itemId);
    const items = isLost ? request.items - 1 : request.items;
    return items === 0 ? [] : [{ ...request, awaits: remaining, items }];
  });
}

export const withoutWaiting = (request: Request): Request =>
  request.kind === 'reply' ? { ...request, awaits: new Set<string>() } : request;

/** Whether a response that begins now leaves a request unanswered: it sees every item that is there already. */
export const isOpen = (request: Request): boolean => request.kind !== 'reply' || request.awaits.size > 0;
