/** Where the wire has a null and the official types have none, as `type` and path. */
const NULLABLE = [
  /^session\.\w+ session\.include$/,
  /^session\.\w+ session\.tools\.\d+\.description$/,
  /^session\.\w+ session\.audio\.input\.(transcription|noise_reduction)$/,
  /^session\.\w+ session\.audio\.input\.transcription\.(model|language|prompt)$/,
  /^response\.(created|done) response\.(status_details|usage|conversation_id)$/,
  /^response\.done response\.status_details\.error\.code$/,
  /^conversation\.item\.(added|done|retrieved) item\.content\.\d+\.transcript$/,
];

/** Members that only the wire has. */
const EXTRA = [
  /^session\.\w+ session\.(object|id|expires_at)$/,
  /^\S+\.delta obfuscation$/,
  /^conversation\.item\.retrieved item\.content\.\d+\.format$/,
];

const matches = (patterns: readonly RegExp[], type: string, path: string): boolean =>
  patterns.some((pattern) => pattern.test(`${type} ${path}`));

const strip = (value: unknown, type: string, path: string): unknown => {
  if (Array.isArray(value)) return value.map((entry, index) => strip(entry, type, `${path}.${index}`));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, member]: [string, unknown]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (matches(EXTRA, type, at) || (member === null && matches(NULLABLE, type, at))) return [];
    return [[key, strip(member, type, at)] as const];
  });
  const stripped: Record<string, unknown> = Object.fromEntries(entries);
  // A retrieved assistant part is `audio` on the wire and `output_audio` in the types.
  const isPart = type === 'conversation.item.retrieved' && /^item\.content\.\d+$/.test(path);
  return isPart && stripped['type'] === 'audio' ? { ...stripped, type: 'output_audio' } : stripped;
};

/** A server event without the known differences between the wire and the official types. */
export const withoutWireDifferences = (event: { readonly type: string }): unknown => strip(event, event.type, '');
