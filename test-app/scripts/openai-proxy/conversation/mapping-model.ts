import type { ThinkSettings } from '../protocol/agent-settings.js';
import { lookUp, pick, type OneOrMany } from './mapped.js';
import type { Notice, SessionDefaults } from './settings.js';

const REALTIME_MODEL = /^gpt-(?!.*(transcribe|whisper))(.*realtime|audio)/;
/** `gpt-realtime-2`, `gpt-realtime-2.1-mini`; not `gpt-realtime-2025-08-28`. */
const REASONING_MODEL = /^gpt-realtime-2(\.\d+)?(-|$)/;

export const isRealtimeModel = (name: string): boolean => REALTIME_MODEL.test(name);

/** Whether it takes `reasoning` and `parallel_tool_calls`, with which other models refuse the whole session. */
export const isReasoningModel = (name: string): boolean => REASONING_MODEL.test(name);

function realtimeModelFor(name: string, defaults: SessionDefaults): string | undefined {
  return isRealtimeModel(name) ? name : lookUp(defaults.models, name);
}

/** Of several fallbacks the first whose model can be had. */
export const pickThink = (think: OneOrMany<ThinkSettings>, defaults: SessionDefaults): ThinkSettings =>
  pick(
    think,
    ({ provider }) => provider?.model !== undefined && realtimeModelFor(provider.model, defaults) !== undefined,
  );

/** The Realtime model for the one that `think` names. It cannot change within a session. */
export function mapModel(
  think: OneOrMany<ThinkSettings>,
  defaults: SessionDefaults,
): { model: string; warnings: Notice[] } {
  const asked = pickThink(think, defaults).provider?.model;
  const model = asked === undefined ? defaults.model : realtimeModelFor(asked, defaults);
  if (model !== undefined) return { model, warnings: [] };
  const description = `think.provider.model: not a Realtime model; ${defaults.model} is used.`;
  return { model: defaults.model, warnings: [{ code: 'MODEL_REPLACED', description }] };
}
