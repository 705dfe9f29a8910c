import * as z from 'zod';

/** `undefined`, `null` (the Python SDK's spelling), `{}` (the Go SDK's) and a list of nothing else mean "not given". */
export function isGiven(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isGiven);
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null;
}

/** A member that may be left out, in any of the ways that clients leave one out. */
export const given = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (isGiven(value) ? value : undefined), schema.optional());

/** One entry, or a list of fallbacks in order of preference. */
export const oneOrMany = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (Array.isArray(value) ? value.filter(isGiven) : value),
    z.union([schema, z.array(schema).min(1)]),
  );

/** The first fault; of a union, the one in the branch that went furthest. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], parents: readonly PropertyKey[] = []): string {
  const [issue] = issues;
  if (issue === undefined) return 'invalid';
  const path = [...parents, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const depth = (branch: readonly z.core.$ZodIssue[]) => branch[0]?.path.length ?? 0;
    const closest = issue.errors.reduce((best, branch) => (depth(branch) > depth(best) ? branch : best));
    return describeIssues(closest, path);
  }
  return path.length === 0 ? issue.message : `"${path.join('.')}": ${issue.message}`;
}
