import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const CACHE = join(ROOT, 'node_modules/.cache/type-schemas');
const require = createRequire(import.meta.url);

const INSTALLED = join(ROOT, 'node_modules');

/** Absolute path of a declaration file inside an installed package, such as `openai/resources/realtime/realtime.d.ts`. */
export const declaration = (path: string): string => join(INSTALLED, path);

const versionOf = (path: string): string => {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const manifest: unknown = require(join(folder, 'package.json'));
      if (typeof manifest === 'object' && manifest !== null && 'version' in manifest && 'name' in manifest) {
        return `${String(manifest.name)}@${String(manifest.version)}`;
      }
    } catch {
      // The next folder up may be the package's root.
    }
  }
  return 'local';
};

/** Changes with the installed packages, and for a source file of our own with any file beside it. */
const fingerprintOf = (path: string): string => {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')));
  if (!path.startsWith(INSTALLED)) {
    const folder = dirname(path);
    for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
};

const generate = (path: string, type: string): object =>
  createGenerator({
    path,
    type,
    tsconfig: join(ROOT, 'tsconfig.json'),
    skipTypeCheck: true,
    additionalProperties: false,
    expose: 'all',
  }).createSchema(type);

const cachedSchema = (path: string, type: string): object => {
  const key = `${versionOf(path)}-${relative(ROOT, path)}-${type}-${fingerprintOf(path)}`.replaceAll(/[^\w.@-]+/g, '_');
  const file = join(CACHE, `${key}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch {
    const schema = generate(path, type);
    mkdirSync(CACHE, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(schema));
    renameSync(draft, file);
    return schema;
  }
};

interface Definition {
  readonly $ref?: string;
  readonly type?: unknown;
  readonly anyOf?: readonly Definition[];
  readonly properties?: { readonly type?: { readonly const?: unknown } };
}

type Variant = readonly [type: unknown, pointer: string];

const REFERENCE = '#/definitions/';

/** The variants of a union of messages by their `type`, which several may share; empty for any other schema. */
const variantsOf = (schema: object): ReadonlyMap<unknown, readonly string[]> => {
  const { $ref = '', definitions = {} } = schema as { $ref?: string; definitions?: Record<string, Definition> };
  const expand = (definition: Definition | undefined, pointer: string): readonly Variant[] => {
    const { $ref: reference, anyOf, properties } = definition ?? {};
    if (reference !== undefined) {
      return expand(definitions[decodeURIComponent(reference.slice(REFERENCE.length))], reference);
    }
    if (anyOf) return anyOf.flatMap((member, index) => expand(member, `${pointer}/anyOf/${index}`));
    // The SDK's union also has raw text, which no message is.
    return definition?.type === 'string' ? [] : [[properties?.type?.const, pointer]];
  };
  const variants = expand({ $ref }, '');
  if (variants.length < 2 || variants.some(([type]) => type === undefined)) return new Map();
  const byType = new Map<unknown, string[]>();
  for (const [type, pointer] of variants) byType.set(type, [...(byType.get(type) ?? []), pointer]);
  return byType;
};

const describeError = (error: ErrorObject): string =>
  `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`;

type Validate = (value: unknown) => readonly string[];

const compile = (path: string, type: string): Validate => {
  const schema = cachedSchema(path, type);
  const ajv = new Ajv({ strict: false }).addSchema(schema, 'root');
  const variants = variantsOf(schema);
  const faultsBy = (pointer: string, value: unknown): readonly string[] => {
    const validate: ValidateFunction | undefined = ajv.getSchema(`root${pointer}`);
    if (!validate) throw new Error(`No schema for ${type}${pointer}.`);
    return validate(value) ? [] : (validate.errors ?? []).map(describeError);
  };
  return (value) => {
    if (variants.size === 0) return faultsBy('', value);
    const messageType = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
    const [first, ...others] = (variants.get(messageType) ?? []).map((pointer) => faultsBy(pointer, value));
    if (first === undefined) return [`unknown type ${JSON.stringify(messageType)}`];
    return others.reduce((closest, faults) => (faults.length < closest.length ? faults : closest), first);
  };
};

const compiled = new Map<string, Validate>();

/**
 * Checks values against a TypeScript type, with unknown members refused. The JSON schema is made once (some seconds) for
 * each state of the declarations, and kept in `node_modules/.cache`. In a union of messages the value's `type` picks the
 * variants, one of which must fit.
 *
 * @param path absolute path of the declaration file, see {@link declaration}
 * @param type an exported type of that file
 * @returns what is wrong with a value, by the variant that comes closest; `[]` if nothing is
 */
export const validator = (path: string, type: string): Validate => {
  const key = `${path}#${type}`;
  const validate = compiled.get(key) ?? compile(path, type);
  compiled.set(key, validate);
  return validate;
};
