import { FAULTS, type Fault } from '../faults.js';
import { enumerate, firstFault } from './issues.js';
import { CLIENT_EVENTS, EVENT_ID_CHARS, SUPPORTED_TYPES, type Accepted, type AcceptedType } from './schemas.js';

export type Validated =
  | { readonly ok: true; readonly event: Accepted }
  | { readonly ok: false; readonly fault: Fault; readonly eventId: string | null };

const isAccepted = (type: unknown): type is AcceptedType =>
  typeof type === 'string' && Object.hasOwn(CLIENT_EVENTS, type);

const eventIdOf = (input: object): string | null => {
  const id = 'event_id' in input ? input.event_id : null;
  return typeof id === 'string' && id.length <= EVENT_ID_CHARS ? id : null;
};

/** Reads one frame in the server's order: binary, JSON, `type`, unknown members, missing ones, wrong values. */
export const validateFrame = (data: Buffer, isBinary: boolean): Validated => {
  if (isBinary) return { ok: false, fault: FAULTS.binaryFrame(), eventId: null };
  let input: unknown;
  try {
    input = JSON.parse(data.toString('utf8'));
  } catch (error) {
    return { ok: false, fault: FAULTS.invalidJson(error instanceof Error ? error.message : ''), eventId: null };
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { ok: false, fault: FAULTS.invalidJson('Expected a JSON object.'), eventId: null };
  }
  const eventId = eventIdOf(input);
  if (!('type' in input)) return { ok: false, fault: FAULTS.typeMissing(), eventId };
  const { type } = input;
  if (!isAccepted(type)) {
    const supported = enumerate(SUPPORTED_TYPES);
    const message = `Invalid value: '${String(type)}'. Supported values are: ${supported}.`;
    return { ok: false, fault: FAULTS.value('type', message), eventId };
  }
  const parsed = CLIENT_EVENTS[type].safeParse(input);
  if (parsed.success) return { ok: true, event: parsed.data };
  return { ok: false, fault: firstFault(parsed.error.issues, input), eventId };
};
