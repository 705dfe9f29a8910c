import type { ConversationItem, RealtimeFunctionTool } from 'openai/resources/realtime/realtime';
import type { AudioFormat } from './audio.js';
import {
  checkReasoning,
  checkVoice,
  fullFormat,
  fullTool,
  type RealtimeConfig,
  type Tool,
  type Voice,
} from './config.js';
import { viewOf, type StoredItem } from './conversation.js';
import type { Core } from './core.js';
import { storeInput } from './items.js';
import type { Prompt } from './model.js';
import type { ResponseParams } from './validation/schemas.js';

/** Everything a response is made from, fixed when it starts. */
export interface ResponsePlan {
  /** Whether its items join the conversation. */
  readonly isInBand: boolean;
  readonly speaks: boolean;
  readonly instructions: string;
  readonly tools: readonly Tool[];
  readonly toolChoice: RealtimeConfig['tool_choice'];
  readonly maxOutputTokens: number | 'inf';
  readonly format: AudioFormat;
  readonly voice: Voice;
  readonly speed: number;
  readonly metadata: Record<string, string> | null;
  readonly context: readonly StoredItem[];
}

/**
 * The session's settings with the response's own in front.
 *
 * @throws {Rejection} when an override is refused
 */
export const planResponse = (core: Core, config: RealtimeConfig, params: ResponseParams): ResponsePlan => {
  checkReasoning(config.model, params, 'response');
  const output = params.audio?.output;
  checkVoice(core.lockedVoice, output?.voice);
  return {
    isInBand: params.conversation !== 'none',
    speaks: (params.output_modalities ?? config.output_modalities)[0] === 'audio',
    instructions: params.instructions ?? config.instructions,
    tools: params.tools?.map(fullTool) ?? config.tools,
    toolChoice: params.tool_choice ?? config.tool_choice,
    maxOutputTokens: params.max_output_tokens ?? config.max_output_tokens,
    format: output?.format ? fullFormat(output.format) : config.audio.output.format,
    voice: output?.voice ?? config.audio.output.voice,
    speed: config.audio.output.speed,
    metadata: params.metadata ?? null,
    context: params.input ? storeInput(params.input, core) : core.conversation.snapshot(),
  };
};

const functionTools = (tools: readonly Tool[]): readonly RealtimeFunctionTool[] =>
  tools.flatMap((tool) => {
    if (tool.type === 'mcp') return [];
    const { type, name, description, parameters } = tool;
    return [{ type, name, parameters, ...(description !== null && { description }) }];
  });

const toolChoiceOf = (choice: ResponsePlan['toolChoice']): Prompt['toolChoice'] => {
  if (typeof choice === 'string') return choice;
  return choice.type === 'function' ? { name: choice.name } : 'auto';
};

/** What the model is given; waits until everything that was said is heard. */
export const promptOf = async (core: Core, plan: ResponsePlan): Promise<Prompt> => {
  const items: ConversationItem[] = await Promise.all(plan.context.map((stored) => viewOf(stored, core.model.stt)));
  return {
    instructions: plan.instructions,
    items,
    tools: functionTools(plan.tools),
    toolChoice: toolChoiceOf(plan.toolChoice),
  };
};
