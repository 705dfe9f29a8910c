import type { ThinkSettings } from '../protocol/agent-settings.js';
import { MAX_OUTPUT_TOKENS } from '../protocol/session-settings.js';
import {
  languageName,
  compact,
  unsupported,
  unsupportedAmong,
  type Mapped,
  type OneOrMany,
  type Session,
} from './mapped.js';
import { mapFunctions, mapToolChoice } from './mapping-functions.js';
import { isReasoningModel, mapModel, pickThink } from './mapping-model.js';
import type { Notice, SessionDefaults } from './settings.js';

type Effort = NonNullable<NonNullable<Session['reasoning']>['effort']>;

/** Deepgram's modes, and OpenAI's own beyond them. */
const EFFORTS: ReadonlyMap<string, Effort> = new Map<string, Effort>([
  ['none', 'minimal'],
  ['minimal', 'minimal'],
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
  ['xhigh', 'xhigh'],
]);

/**
 * The whole `think` part, apart from the model: prompt, functions and choices.
 *
 * @param running the session that `think` is an update of; its model and its tracing stay
 */
export function mapThink(
  think: OneOrMany<ThinkSettings>,
  defaults: SessionDefaults,
  language?: string,
  running?: { readonly model: string },
): Mapped {
  const picked = pickThink(think, defaults);
  const model = running?.model ?? mapModel(picked, defaults).model;
  const { tools, targets, warnings: ofFunctions } = mapFunctions(picked.functions ?? [], defaults);
  const parts = [
    mapToolChoice(picked, tools),
    maxOutputTokens(picked, defaults),
    reasoning(picked, defaults, model),
    tracing(picked, defaults, running !== undefined),
  ];
  const spoken = languageName(language);
  const instructions = [picked.prompt, spoken && `Speak ${spoken} unless the user asks for another language.`];
  const textOnly = picked.outputModalities !== undefined && !picked.outputModalities.includes('audio');
  const truncation = picked.truncation === undefined ? defaults.session.truncation : wholeTruncation(picked.truncation);
  return {
    targets,
    warnings: [...unused(picked), ...ofFunctions, ...parts.flatMap(({ warnings }) => warnings)],
    session: {
      output_modalities: [textOnly ? 'text' : 'audio'],
      instructions: instructions.filter((line) => line).join('\n\n'),
      tools: [...tools],
      ...(picked.managedPrompt !== undefined && { prompt: managedPrompt(picked.managedPrompt) }),
      ...(truncation !== undefined && { truncation }),
      ...parts.reduce<Session>((whole, { session }) => ({ ...whole, ...session }), {}),
    },
  };
}

const unused = ({ provider, endpoint, context_length: contextLength }: ThinkSettings): readonly Notice[] =>
  unsupportedAmong([
    ['think.provider.temperature', provider?.temperature, 'OpenAI Realtime has no temperature.'],
    ['think.provider.credentials', provider?.credentials, "the proxy's own key is used."],
    ['think.endpoint', endpoint, 'the model is always the one of the OpenAI Realtime session.'],
    ['think.context_length', contextLength, 'use think.truncation.'],
  ]);

function maxOutputTokens({ maxOutputTokens: asked }: ThinkSettings, { session }: SessionDefaults): Mapped {
  if (asked === undefined || asked === 'inf' || asked <= MAX_OUTPUT_TOKENS) {
    return { session: { max_output_tokens: asked ?? session.maxOutputTokens ?? 'inf' }, warnings: [] };
  }
  const description = `think.maxOutputTokens: OpenAI takes ${MAX_OUTPUT_TOKENS} at most, which is used.`;
  return {
    session: { max_output_tokens: MAX_OUTPUT_TOKENS },
    warnings: [{ code: 'MAX_OUTPUT_TOKENS_CLAMPED', description }],
  };
}

function reasoning(think: ThinkSettings, { session }: SessionDefaults, model: string): Mapped {
  const mode = think.provider?.reasoning_mode;
  const effort = mode === undefined ? undefined : EFFORTS.get(mode);
  const { parallelToolCalls } = think;
  if (!isReasoningModel(model)) {
    const reason = `${model} is no reasoning model.`;
    const warnings = unsupportedAmong([
      ['think.provider.reasoning_mode', mode, reason],
      ['think.parallelToolCalls', parallelToolCalls, reason],
    ]);
    return { session: {}, warnings };
  }
  const isUnknown = mode !== undefined && effort === undefined;
  return {
    warnings: isUnknown ? [unsupported('think.provider.reasoning_mode', 'OpenAI has no such effort.')] : [],
    session: compact({
      reasoning: effort === undefined ? session.reasoning : { effort },
      parallel_tool_calls: parallelToolCalls ?? session.parallelToolCalls,
    }),
  };
}

function tracing({ tracing: asked }: ThinkSettings, { session }: SessionDefaults, isUpdate: boolean): Mapped {
  if (isUpdate) {
    const reason = 'it can be set in Settings only.';
    return { session: {}, warnings: unsupportedAmong([['think.tracing', asked, reason]]) };
  }
  const own = asked === undefined ? session.tracing : typeof asked === 'string' ? asked : compact(asked);
  return { session: own === undefined ? {} : { tracing: own }, warnings: [] };
}

function wholeTruncation(truncation: NonNullable<ThinkSettings['truncation']>): NonNullable<Session['truncation']> {
  if (typeof truncation === 'string') return truncation;
  const { token_limits: limits, ...rest } = truncation;
  return { ...rest, ...(limits !== undefined && { token_limits: compact(limits) }) };
}

const managedPrompt = ({ id, version, variables }: NonNullable<ThinkSettings['managedPrompt']>) =>
  compact({ id, version, variables });
