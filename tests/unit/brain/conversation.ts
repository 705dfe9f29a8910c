import type { ConversationItem, RealtimeFunctionTool } from 'openai/resources/realtime/realtime';
import { createRuleBrain } from '../../../test-app/scripts/mock-openai/brain/rule-brain.js';
import type { Output, Prompt } from '../../../test-app/scripts/mock-openai/model.js';

/** A Wednesday. */
const NOW = new Date(2026, 4, 13, 14, 35);
const brain = createRuleBrain({ now: () => NOW, random: () => 0 });

export const user = (text: string): ConversationItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});

export const spoken = (transcript: string): ConversationItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_audio', transcript }],
});

export const assistant = (transcript: string): ConversationItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_audio', transcript }],
});

export const called = (name: string, callId = name): ConversationItem => ({
  type: 'function_call',
  name,
  call_id: callId,
  arguments: '{}',
});

export const returned = (callId: string, output: unknown): ConversationItem => ({
  type: 'function_call_output',
  call_id: callId,
  output: typeof output === 'string' ? output : JSON.stringify(output),
});

export function tool(
  name: string,
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[] = Object.keys(properties),
  description = '',
): RealtimeFunctionTool {
  return { type: 'function', name, description, parameters: { type: 'object', properties, required } };
}

const TEXT = { type: 'string' };
export const TIME_TOOL = tool('get_current_time', { timezone: TEXT }, [], 'Returns the current time.');
export const WEATHER_TOOL = tool('get_weather', { location: TEXT }, ['location'], 'Returns the weather in a city.');
export const DEMO_TOOLS = [TIME_TOOL, WEATHER_TOOL];

export function answer(items: readonly ConversationItem[], prompt: Partial<Prompt> = {}): Promise<readonly Output[]> {
  return Promise.resolve(brain.answer({ instructions: '', tools: [], toolChoice: 'auto', ...prompt, items }));
}

/** The answer in short: a message's text, or a call as `name {"argument":"value"}`. */
export async function inShort(items: readonly ConversationItem[], prompt: Partial<Prompt> = {}): Promise<string[]> {
  const outputs = await answer(items, prompt);
  return outputs.map((output) => {
    if (output.type === 'message') return output.text;
    return output.type === 'function_call' ? `${output.name} ${output.arguments}` : output.type;
  });
}
