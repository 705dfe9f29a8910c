import type { z } from 'zod';
import type { Fault } from '../faults.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const dotted = (path: Path): string =>
  path.reduce<string>((joined, key) => {
    if (typeof key === 'number') return `${joined}[${key}]`;
    return joined === '' ? String(key) : `${joined}.${String(key)}`;
  }, '');

const valueAt = (input: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );

/** `'a', 'b', and 'c'`, as the server writes its lists. */
export const enumerate = (values: readonly unknown[]): string => {
  const quoted = values.map((value) => `'${String(value)}'`);
  const last = quoted.pop() ?? '';
  if (quoted.length === 0) return last;
  return `${quoted.join(', ')}${quoted.length > 1 ? ',' : ''} and ${last}`;
};

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** An issue inside a union belongs to the variant that the value came closest to: the one it failed deepest in. */
const unwrap = (issue: Issue, input: unknown): Issue => {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const inner = issue.errors.flat().map((nested): Issue => ({ ...nested, path: [...issue.path, ...nested.path] }));
  const rank = (nested: Issue): number => (nested.code === 'invalid_type' ? 0 : 1) + 2 * nested.path.length;
  const closest = inner.sort((a, b) => rank(b) - rank(a))[0];
  return closest ? unwrap(closest, input) : issue;
};

const isMissing = (issue: Issue, input: unknown): boolean =>
  issue.code !== 'unrecognized_keys' && issue.code !== 'custom' && valueAt(input, issue.path) === undefined;

/** Unknown members are reported before missing ones, those before wrong values. */
const order = (issue: Issue, input: unknown): number => {
  if (issue.code === 'unrecognized_keys') return 0;
  return isMissing(issue, input) ? 1 : 2;
};

const fault = (code: string, param: string, message: string): Fault => ({
  type: 'invalid_request_error',
  code,
  message,
  param,
});

const ofBounds = (issue: Extract<Issue, { code: 'too_small' | 'too_big' }>, param: string, value: unknown): Fault => {
  const below = issue.code === 'too_small';
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum;
  if (issue.origin === 'string') {
    const [code, problem, bound] = below
      ? ['string_below_min_length', 'short', 'minimum']
      : ['string_above_max_length', 'long', 'maximum'];
    const length = typeof value === 'string' ? value.length : 0;
    const message = `Invalid '${param}': string too ${problem}. Expected a string with ${bound} length ${limit}, but got a string with length ${length} instead.`;
    return fault(code, param, message);
  }
  const kind =
    typeof value === 'number' && Number.isInteger(value) && Number.isInteger(Number(limit)) ? 'integer' : 'decimal';
  const [code, side, sign] = below
    ? [`${kind}_below_min_value`, 'below minimum', '>=']
    : [`${kind}_above_max_value`, 'above maximum', '<='];
  const message = `Invalid '${param}': ${kind} ${side} value. Expected a value ${sign} ${limit}, but got ${String(value)} instead.`;
  return fault(code, param, message);
};

const ofIssue = (issue: Issue, input: unknown): Fault => {
  const param = dotted(issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path);
  const value = valueAt(input, issue.path);
  if (issue.code === 'unrecognized_keys') {
    return fault('unknown_parameter', param, `Unknown parameter: '${param}'.`);
  }
  if (isMissing(issue, input)) {
    return fault('missing_required_parameter', param, `Missing required parameter: '${param}'.`);
  }
  switch (issue.code) {
    case 'custom':
      return fault('invalid_value', param, issue.message);
    case 'too_small':
    case 'too_big':
      return ofBounds(issue, param, value);
    case 'invalid_value': {
      const values = enumerate(issue.values);
      return fault('invalid_value', param, `Invalid value: '${String(value)}'. Supported values are: ${values}.`);
    }
    case 'invalid_union': {
      const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
      const supported = options.length > 0 ? ` Supported values are: ${enumerate(options)}.` : '';
      return fault('invalid_value', param, `Invalid value: '${String(value)}'.${supported}`);
    }
    case 'invalid_type': {
      const message = `Invalid type for '${param}': expected ${issue.expected}, but got ${kindOf(value)} instead.`;
      return fault('invalid_type', param, message);
    }
    default:
      return fault('invalid_value', param, `Invalid '${param}': ${issue.message}`);
  }
};

/** The one fault that the server reports for a malformed event. */
export const firstFault = (issues: readonly Issue[], input: unknown): Fault => {
  const sorted = issues.map((issue) => unwrap(issue, input)).sort((a, b) => order(a, input) - order(b, input));
  const [first] = sorted;
  if (!first) throw new TypeError('A failed validation has at least one issue.');
  return ofIssue(first, input);
};
