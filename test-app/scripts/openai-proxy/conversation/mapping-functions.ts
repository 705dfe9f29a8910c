import type { ThinkSettings } from '../protocol/agent-settings.js';
import type { RealtimeFunctionTool } from '../protocol/realtime.js';
import { isHostAllowed, type FunctionTarget } from './function-target.js';
import { compact, unsupported, type Mapped } from './mapped.js';
import type { Notice, SessionDefaults } from './settings.js';

type FunctionSettings = NonNullable<ThinkSettings['functions']>[number];

/** What OpenAI takes for the name of a function; it refuses any other with the whole session. */
export const FUNCTION_NAME = /^[\w-]{1,64}$/;

const HANDLER: FunctionTarget = { kind: 'handler' };

interface MappedFunctions {
  readonly tools: readonly RealtimeFunctionTool[];
  readonly targets: ReadonlyMap<string, FunctionTarget>;
  readonly warnings: readonly Notice[];
}

/** The client's functions, then the proxy's own, which replace those of the same name. */
export function mapFunctions(functions: readonly FunctionSettings[], defaults: SessionDefaults): MappedFunctions {
  const own = new Set(ownNames(defaults));
  const targets = new Map<string, FunctionTarget>([...own].map((name) => [name, HANDLER]));
  const warnings: Notice[] = [];
  const kept = functions.filter(({ name }) => !own.has(name) && FUNCTION_NAME.test(name));
  if (functions.some(({ name }) => !FUNCTION_NAME.test(name))) {
    warnings.push(unsupported('think.functions.name', 'letters, digits, _ and -, at most 64; others are left out.'));
  }
  for (const { name, endpoint } of kept) {
    if (endpoint?.url === undefined) continue;
    if (isHostAllowed(endpoint.url, defaults.endpointHosts)) {
      const { url, method = 'POST', headers = {} } = endpoint;
      targets.set(name, { kind: 'endpoint', url, method, headers: compact(headers) });
    } else {
      const description = `think.functions: the endpoint of "${name}" is not one that the server may call; the function is requested from the client instead.`;
      warnings.push({ code: 'FUNCTION_ENDPOINT_NOT_ALLOWED', description });
    }
  }
  return { tools: [...kept.map(asTool), ...defaults.functions], targets, warnings };
}

/** The proxy's own functions among those that a native session lists. */
export function nativeTargets(
  tools: readonly unknown[],
  defaults: SessionDefaults,
): ReadonlyMap<string, FunctionTarget> {
  const listed = new Set(tools.map((tool) => (tool as { readonly name?: unknown } | null)?.name));
  return new Map(ownNames(defaults).flatMap((name) => (listed.has(name) ? [[name, HANDLER]] : [])));
}

/** How the model chooses among the tools; a function that is not among them would be refused with all the rest. */
export function mapToolChoice(think: ThinkSettings, tools: readonly RealtimeFunctionTool[]): Mapped {
  const asked = think.toolChoice ?? think.tool_choice ?? 'auto';
  if (asked === 'auto' || asked === 'none' || asked === 'required') {
    return { session: { tool_choice: asked }, warnings: [] };
  }
  const { name } = asked as { readonly name?: unknown };
  if (typeof name === 'string' && tools.some((tool) => tool.name === name)) {
    return { session: { tool_choice: { type: 'function', name } }, warnings: [] };
  }
  const reason = 'neither auto, none, required nor one of the functions; auto is used.';
  return { session: { tool_choice: 'auto' }, warnings: [unsupported('think.toolChoice', reason)] };
}

const asTool = ({ name, description, parameters }: FunctionSettings): RealtimeFunctionTool =>
  compact({ type: 'function', name, description, parameters } as const);

const ownNames = ({ functions }: SessionDefaults): readonly string[] => functions.flatMap(({ name }) => name ?? []);
