import { describe, expect, it } from '@jest/globals';
import { mapThink } from '../../../test-app/scripts/openai-proxy/conversation/mapping.js';
import { configureNative, type SessionDefaults } from '../../../test-app/scripts/openai-proxy/conversation/settings.js';
import { codesOf, configured, DEFAULTS, isAccepted } from './mapping-harness.js';

const thought = (think: unknown, defaults?: SessionDefaults) => {
  const { session, warnings, model, targets } = configured({ think }, defaults);
  return { session, model, targets, codes: codesOf(warnings) };
};

describe('Settings: several entries of think', () => {
  it.each<[readonly string[], string, string, readonly string[]]>([
    [['claude-3', 'gpt-realtime-mini', 'gpt-realtime'], 'gpt-realtime-mini', 'b', []],
    [['claude-3', 'gpt-4o-mini'], 'gpt-realtime-mini', 'b', []],
    [['claude-3', 'gemini'], 'gpt-realtime', 'a', ['MODEL_REPLACED']],
  ])('with the models %j come down to %s and the prompt %s, with warnings %j', (models, model, prompt, codes) => {
    const think = models.map((name, index) => ({ provider: { model: name }, prompt: 'abc'[index] }));
    const result = thought(think);
    expect([result.model, result.session.instructions, result.codes]).toEqual([model, prompt, codes]);
  });

  it('may be blank', () => {
    expect(thought([null, {}, { prompt: 'a' }]).session.instructions).toBe('a');
    expect(thought([]).session.instructions).toBe('');
  });
});

const functions = [{ name: 'look' }, { name: 'listen', description: 'Listens.', parameters: { type: 'object' } }];

describe('Settings: the choice of tools', () => {
  const look = { type: 'function', name: 'look' };

  it.each<[object, unknown, readonly string[]]>([
    [{}, 'auto', []],
    [{ toolChoice: 'none' }, 'none', []],
    [{ tool_choice: 'required' }, 'required', []],
    [{ toolChoice: 'none', tool_choice: 'required' }, 'none', []],
    [{ toolChoice: { name: 'look' } }, look, []],
    [{ tool_choice: { type: 'function', name: 'look' } }, look, []],
    [{ toolChoice: { name: 'unheard-of' } }, 'auto', ['UNSUPPORTED_SETTING']],
    [{ toolChoice: 'sometimes' }, 'auto', ['UNSUPPORTED_SETTING']],
    [{ toolChoice: 1 }, 'auto', ['UNSUPPORTED_SETTING']],
  ])('of %j is %j, with warnings %j', (think, expected, codes) => {
    const { session, codes: given } = thought({ functions, ...think });
    expect([session.tool_choice, given]).toEqual([expected, codes]);
  });
});

describe('Settings: the length of an answer', () => {
  it.each<[unknown, unknown, readonly string[]]>([
    [undefined, 'inf', []],
    ['inf', 'inf', []],
    [1, 1, []],
    [4_096, 4_096, []],
    [4_097, 4_096, ['MAX_OUTPUT_TOKENS_CLAMPED']],
  ])('of %j is %j, with warnings %j', (maxOutputTokens, expected, codes) => {
    const { session, codes: given } = thought({ maxOutputTokens });
    expect([session.max_output_tokens, given]).toEqual([expected, codes]);
  });

  it.each([0, -1, 1.5, 'many'])('is refused as %j', (maxOutputTokens) => {
    expect(isAccepted({ think: { maxOutputTokens } })).toBe(false);
  });
});

describe('Settings: reasoning', () => {
  it.each<[string, object, object, readonly string[]]>([
    ['gpt-realtime-2', { reasoning_mode: 'none' }, { reasoning: { effort: 'minimal' } }, []],
    ['gpt-realtime-2.1', { reasoning_mode: 'minimal' }, { reasoning: { effort: 'minimal' } }, []],
    ['gpt-realtime-2.1-mini', { reasoning_mode: 'high' }, { reasoning: { effort: 'high' } }, []],
    ['gpt-realtime-2', { reasoning_mode: 'deep' }, {}, ['UNSUPPORTED_SETTING']],
    ['gpt-realtime', { reasoning_mode: 'low' }, {}, ['UNSUPPORTED_SETTING']],
    ['gpt-realtime-2025-08-28', { reasoning_mode: 'low' }, {}, ['UNSUPPORTED_SETTING']],
    ['gpt-realtime-2', {}, {}, []],
  ])('of %s with %j is %j, with warnings %j', (model, provider, expected, codes) => {
    const { session, codes: given } = thought({ provider: { model, ...provider } });
    expect([session.reasoning ? { reasoning: session.reasoning } : {}, given]).toEqual([expected, codes]);
  });

  it.each<[string, boolean | undefined, readonly string[]]>([
    ['gpt-realtime-2', false, []],
    ['gpt-realtime-mini', undefined, ['UNSUPPORTED_SETTING']],
  ])('of %s takes parallel calls as %s, with warnings %j', (model, expected, codes) => {
    const { session, codes: given } = thought({ provider: { model }, parallelToolCalls: false });
    expect([session.parallel_tool_calls, given]).toEqual([expected, codes]);
  });
});

describe('Settings: truncation and tracing', () => {
  it.each<[object, object]>([
    [{ truncation: 'disabled' }, { truncation: 'disabled' }],
    [
      { truncation: { type: 'retention_ratio', retention_ratio: 0.8, token_limits: { post_instructions: 5_000 } } },
      { truncation: { type: 'retention_ratio', retention_ratio: 0.8, token_limits: { post_instructions: 5_000 } } },
    ],
    [
      { truncation: { type: 'retention_ratio', retention_ratio: 1, token_limits: null } },
      { truncation: { type: 'retention_ratio', retention_ratio: 1 } },
    ],
    [{ tracing: 'auto' }, { tracing: 'auto' }],
    [
      { tracing: { workflow_name: 'w', group_id: null, metadata: { a: 1 } } },
      { tracing: { workflow_name: 'w', metadata: { a: 1 } } },
    ],
    [{ truncation: null, tracing: {} }, {}],
  ])('of %j are %j', (think, expected) => {
    const { truncation, tracing } = thought(think).session;
    expect({ ...(truncation && { truncation }), ...(tracing && { tracing }) }).toEqual(expected);
  });

  it.each([
    { truncation: 'often' },
    { truncation: { type: 'retention_ratio', retention_ratio: 2 } },
    { truncation: { type: 'retention_ratio', retention_ratio: 1, token_limits: { post_instructions: -1 } } },
    { tracing: 'always' },
    { tracing: { workflow_name: 1 } },
  ])('are refused as %j', (think) => {
    expect(isAccepted({ think })).toBe(false);
  });
});

describe('An update of think', () => {
  it('leaves the tracing as it is, and minds the model of the session', () => {
    const think = {
      provider: { model: 'gpt-realtime-2', reasoning_mode: 'low' },
      tracing: 'auto' as const,
      prompt: 'x',
    };
    const { session, warnings } = mapThink(think, DEFAULTS, undefined, { model: 'gpt-realtime' });
    expect(session).toEqual({
      output_modalities: ['audio'],
      instructions: 'x',
      tools: [],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
    });
    expect(codesOf(warnings)).toEqual(['UNSUPPORTED_SETTING', 'UNSUPPORTED_SETTING']);
  });
});

describe('Settings: functions that the server runs', () => {
  const defaults: SessionDefaults = {
    ...DEFAULTS,
    endpointHosts: ['api.example'],
    functions: [{ type: 'function', name: 'clock', description: 'The time.' }],
  };
  const endpoint = { url: 'https://api.example/f', method: 'put', headers: { a: 'b', c: null } };
  const clock = ['clock', { kind: 'handler' }];

  it('are those with an endpoint on an allowed host', () => {
    const { targets, codes } = thought({ functions: [{ name: 'look', endpoint }, { name: 'listen' }] }, defaults);
    const target = { kind: 'endpoint', url: 'https://api.example/f', method: 'put', headers: { a: 'b' } };
    expect([[...targets], codes]).toEqual([[clock, ['look', target]], []]);
  });

  it('are called with POST and no headers where nothing else is said', () => {
    const { targets } = thought({ functions: [{ name: 'look', endpoint: { url: endpoint.url } }] }, defaults);
    expect(targets.get('look')).toMatchObject({ method: 'POST', headers: {} });
  });

  it.each(['https://other.example/f', 'http://api.example:8080/', 'not a url', 'file:///etc/passwd'])(
    'are not those with an endpoint at %s, of which a Warning tells',
    (url) => {
      const think = { functions: [{ name: 'look', endpoint: { url } }] };
      const { session, targets, warnings } = configured({ think }, defaults);
      expect([...targets]).toEqual([clock]);
      expect(session.tools).toMatchObject([{ name: 'look' }, { name: 'clock' }]);
      const description = expect.stringContaining('"look"') as unknown;
      expect(warnings).toEqual([{ code: 'FUNCTION_ENDPOINT_NOT_ALLOWED', description }]);
    },
  );

  it.each([{}, null, { method: 'post' }])('are not those with the endpoint %j', (none) => {
    const { targets, codes } = thought({ functions: [{ name: 'look', endpoint: none }] }, defaults);
    expect([[...targets], codes]).toEqual([[clock], []]);
  });

  it("are the proxy's own, which replace a client's of the same name", () => {
    const think = {
      functions: [{ name: 'clock', description: 'Mine.', endpoint }, ...functions],
      toolChoice: { name: 'clock' },
    };
    const { session, targets, codes } = thought(think, defaults);
    expect(session.tools).toEqual([
      { type: 'function', name: 'look' },
      { type: 'function', name: 'listen', description: 'Listens.', parameters: { type: 'object' } },
      { type: 'function', name: 'clock', description: 'The time.' },
    ]);
    expect([session.tool_choice, [...targets], codes]).toEqual([{ type: 'function', name: 'clock' }, [clock], []]);
  });

  it.each<[unknown, readonly unknown[]]>([
    [
      [
        { type: 'function', name: 'clock' },
        { type: 'function', name: 'look' },
      ],
      [clock],
    ],
    [[{ type: 'function', name: 'look' }, null], []],
    ['clock', []],
    [undefined, []],
  ])('are, in a native session with the tools %j, %j', (tools, expected) => {
    const session = { type: 'realtime', ...(tools !== undefined && { tools }) } as Parameters<
      typeof configureNative
    >[0];
    expect([...configureNative(session, defaults).targets]).toEqual(expected);
  });
});
