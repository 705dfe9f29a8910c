import type { ConversationItem } from 'openai/resources/realtime/realtime';

export interface ToolResult {
  /** The function's name; `''` when its call is not in the conversation. */
  readonly name: string;
  readonly output: string;
}

/** What has been said before the latest request, oldest first. */
export interface Memory {
  readonly userTexts: readonly string[];
  readonly assistantTexts: readonly string[];
}

/** What an answer is wanted for. */
export type Turn =
  | { readonly kind: 'opening' }
  | { readonly kind: 'request'; readonly text: string; readonly memory: Memory }
  /** The user spoke, and nothing was understood. */
  | { readonly kind: 'unheard'; readonly memory: Memory }
  /** Functions have answered and nothing has been said about it yet. */
  | { readonly kind: 'results'; readonly results: readonly ToolResult[] }
  /** Functions were called and have not answered yet. */
  | { readonly kind: 'waiting' }
  /** Everything has been answered. */
  | { readonly kind: 'answered' };

type Message = Extract<ConversationItem, { type: 'message' }>;

function isMessage(item: ConversationItem, role: Message['role']): item is Message {
  return item.type === 'message' && item.role === role;
}

function textOf(message: Message): string {
  const parts: readonly { text?: string | null; transcript?: string | null }[] = message.content;
  return parts
    .map((part) => part.text ?? part.transcript ?? '')
    .join(' ')
    .trim();
}

function textsOf(items: readonly ConversationItem[], role: Message['role']): string[] {
  return items.flatMap((item) => (isMessage(item, role) ? [textOf(item)] : [])).filter((text) => text !== '');
}

/** Reads what the conversation calls for from its newest items. */
export function readTurn(items: readonly ConversationItem[]): Turn {
  const userAt = items.findLastIndex((item) => isMessage(item, 'user'));
  const outputAt = items.findLastIndex((item) => item.type === 'function_call_output');
  const assistantAt = items.findLastIndex((item) => isMessage(item, 'assistant'));
  const newestAt = Math.max(userAt, outputAt);
  if (newestAt < 0 && assistantAt < 0) return { kind: 'opening' };
  if (newestAt < assistantAt) {
    const isCalling = items.slice(assistantAt).some((item) => item.type === 'function_call');
    return { kind: isCalling ? 'waiting' : 'answered' };
  }

  if (outputAt > userAt) {
    const names = new Map(items.flatMap((item) => (item.type === 'function_call' ? [[item.call_id, item.name]] : [])));
    const results = items
      .slice(assistantAt + 1)
      .flatMap((item) => (item.type === 'function_call_output' ? [item] : []))
      .map(({ call_id, output }) => ({ name: names.get(call_id) ?? '', output }));
    return { kind: 'results', results };
  }

  if (items.slice(userAt).some((item) => item.type === 'function_call')) return { kind: 'waiting' };
  const memory = {
    userTexts: textsOf(items.slice(0, userAt), 'user'),
    assistantTexts: textsOf(items.slice(0, userAt), 'assistant'),
  };
  const text = textsOf(items.slice(userAt, userAt + 1), 'user')[0];
  return text === undefined ? { kind: 'unheard', memory } : { kind: 'request', text, memory };
}
