import type { WireRecord } from './record.js';

/** What a message is about. */
export const FAMILIES = ['session', 'settings', 'user', 'agent', 'tool', 'audio', 'problem'] as const;
export type Family = (typeof FAMILIES)[number];

export const FAMILY_LABELS: Readonly<Record<Family, string>> = {
  session: 'Session',
  settings: 'Settings',
  user: 'User',
  agent: 'Agent',
  tool: 'Tools',
  audio: 'Audio',
  problem: 'Problems',
};

/** The first that fits decides. */
const BY_TYPE: readonly (readonly [RegExp, Family])[] = [
  [/^(Error|Warning|InjectionRefused|error)$|\.failed$|^unread$/, 'problem'],
  [/^FunctionCall|function_call/, 'tool'],
  [/^(Settings|SettingsApplied|Update.*|.*Updated)$|^session\.update/, 'settings'],
  [
    /^(InjectUserMessage|User.*|UtteranceEnd|Transcript|ForceEndTurn)$|^input_audio_buffer\.|input_audio_transcription/,
    'user',
  ],
  [/^(Agent.*|InjectAgentMessage)$|^response\.|^conversation\.item\.truncate/, 'agent'],
];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member of a message, however deep; undefined where there is none. */
export function memberOf(json: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), json);
}

export const textOf = (json: unknown, ...path: readonly string[]): string => {
  const value = memberOf(json, ...path);
  return typeof value === 'string' ? value : '';
};

export function familyOf(record: WireRecord): Family {
  if (record.kind === 'gap') return 'problem';
  if (record.kind === 'opened' || record.kind === 'closed') return 'session';
  if (record.kind === 'audio') return 'audio';
  const { type, json } = record;
  const role = textOf(json, 'role') || textOf(json, 'item', 'role');
  const item = textOf(json, 'item', 'type');
  if (item.startsWith('function_call') || memberOf(json, 'function_calls') !== undefined) return 'tool';
  if (/^(ConversationText|History|conversation\.item\.)/.test(type) && role !== '')
    return role === 'user' ? 'user' : 'agent';
  return BY_TYPE.find(([pattern]) => pattern.test(type))?.[1] ?? 'session';
}
