const REDACTED = '[redacted]';
/** Levels of JSON that are read; the protocols take no more. */
const MAX_DEPTH = 100;
/** Shorter values are words rather than keys, and would be found everywhere. */
const MIN_SECRET_CHARACTERS = 8;

/** Names of members, without case and separators, whose values are secrets. Counts such as `total_tokens` are none. */
const SECRET_NAME =
  /(apikey|accesskey|privatekey|signingkey|secret|passw(or)?d|passphrase|authorization|credential|cookie|signature|bearer|token)$|^(key|auth|pwd|jwt)$/;
const HEADERS_NAME = /headers$/;

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const isSecretName = (name: string): boolean => SECRET_NAME.test(plain(name));

/** Shapes of secrets inside of a text, and what is left of each. Each is bounded: a text may be long, and hostile. */
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic|token)\s+[\w.~+/=-]{12,}/gi, `$1 ${REDACTED}`],
  [/\b(?:sk|ek|pk|rk|dg)[-_][\w-]{12,}/g, REDACTED],
  [/\beyJ[\w-]{8,200}\.[\w-]{8,200}\.[\w-]+/g, REDACTED],
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[^/\s@]{1,500}@/gi, `$1${REDACTED}@`],
  [/([?&][\w.-]{0,40}(?:key|token|secret|password|signature|sig|auth|code)=)[^&\s#"]+/gi, `$1${REDACTED}`],
];
/** A secret's name and value in text that is not whole enough to be read as JSON. */
const NAMED_IN_TEXT =
  /(["'][\w-]{0,40}(?:key|token|secret|password|authorization|credential|signature)["']\s*:\s*["'])[^"']+/gi;
/** Samples, or an image: no word is as long. */
const BASE64_RUN = /[A-Za-z0-9+/_-]{200,}={0,2}/g;

/** Takes secrets, and what is too bulky to show, out of a message. */
export interface Redactor {
  message(value: unknown): unknown;
  text(text: string): string;
}

/** @param secrets values that are taken out wherever they occur, whatever they are named. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = secrets.filter((secret) => secret.length >= MIN_SECRET_CHARACTERS);

  function text(given: string): string {
    let result = given;
    for (const secret of known) result = result.replaceAll(secret, REDACTED);
    result = result.replace(BASE64_RUN, (run) => `[${run.length} characters of base64]`);
    for (const [shape, rest] of SECRET_SHAPES) result = result.replace(shape, rest);
    return result.replace(NAMED_IN_TEXT, `$1${REDACTED}`);
  }

  /** Arguments and results of functions are JSON in a text. */
  function textOrJson(given: string, depth: number): string {
    if (!/^\s*[{[]/.test(given)) return text(given);
    try {
      return JSON.stringify(redact(JSON.parse(given), depth + 1));
    } catch {
      return text(given);
    }
  }

  function redact(value: unknown, depth: number): unknown {
    if (depth > MAX_DEPTH) return '[too deep]';
    if (typeof value === 'string') return textOrJson(value, depth);
    if (Array.isArray(value)) return value.map((entry) => redact(entry, depth + 1));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, member]) => [text(name), redactMember(name, member, depth)]);
    return Object.fromEntries(members) as unknown;
  }

  function redactMember(name: string, value: unknown, depth: number): unknown {
    if (HEADERS_NAME.test(plain(name))) return blank(value, depth);
    if (isSecretName(name)) return blank(value, depth);
    if (plain(name) === 'audio' && typeof value === 'string') return `[${value.length} characters of audio]`;
    if (name === 'properties') return redactProperties(value, depth);
    return redact(value, depth + 1);
  }

  /** A JSON schema may describe a parameter `password`, which is no password. */
  function redactProperties(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return redact(value, depth + 1);
    const members = Object.entries(value).map(([name, member]: [string, unknown]) => {
      const isSchema = typeof member === 'object' && member !== null && !HEADERS_NAME.test(plain(name));
      return [text(name), isSchema ? redact(member, depth + 1) : redactMember(name, member, depth)];
    });
    return Object.fromEntries(members) as unknown;
  }

  return { message: (value) => redact(value, 0), text };
}

/** Nothing is left but the names: of members, and of headers that are listed as `{ name, value }`. */
function blank(value: unknown, depth: number): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || depth > MAX_DEPTH) return REDACTED;
  if (Array.isArray(value)) return value.map((entry) => blank(entry, depth + 1));
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => {
    const isName = /^(name|key|header)$/i.test(name) && 'value' in value && typeof member === 'string';
    return [name, isName ? member : blank(member, depth + 1)];
  });
  return Object.fromEntries(members) as unknown;
}
