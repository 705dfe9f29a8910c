import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const CACHE = join(ROOT, 'node_modules/.cache/type-schemas');
const require = createRequire(import.meta.url);

/** Absolute path of a declaration file inside an installed package, such as `openai/resources/realtime/realtime.d.ts`. */
export const declaration = (path: string): string => join(ROOT, 'node_modules', path);

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

const generate = (path: string, type: string): object =>
  createGenerator({ path, type, skipTypeCheck: true, additionalProperties: false, expose: 'all' }).createSchema(type);

const cachedSchema = (path: string, type: string): object => {
  const key = `${versionOf(path)}-${relative(ROOT, path)}-${type}`.replaceAll(/[^\w.@-]+/g, '_');
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
  readonly anyOf?: readonly Definition[];
  readonly properties?: { readonly type?: { readonly const?: unknown } };
}

const REFERENCE = '#/definitions/';

/** The variants of a union of messages, by their `type`; empty for any other schema. */
const variantsOf = (schema: object): ReadonlyMap<unknown, string> => {
  const { $ref = '', definitions = {} } = schema as { $ref?: string; definitions?: Record<string, Definition> };
  const find = (reference: string): Definition | undefined =>
    definitions[decodeURIComponent(reference.slice(REFERENCE.length))];
  const variants = (find($ref)?.anyOf ?? []).map(({ $ref: reference = '' }) => reference);
  const types = variants.map((reference) => find(reference)?.properties?.type?.const);
  if (new Set(types).size !== types.length || types.includes(undefined)) return new Map();
  return new Map(types.map((type, index) => [type, variants[index] ?? '']));
};

const describeError = (error: ErrorObject): string =>
  `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`;

type Validate = (value: unknown) => readonly string[];

const compile = (path: string, type: string): Validate => {
  const schema = cachedSchema(path, type);
  const ajv = new Ajv({ strict: false }).addSchema(schema, 'root');
  const variants = variantsOf(schema);
  return (value) => {
    const messageType = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
    const reference = variants.get(messageType) ?? '';
    if (variants.size > 0 && reference === '') return [`unknown type ${JSON.stringify(messageType)}`];
    const validate: ValidateFunction | undefined = ajv.getSchema(`root${reference}`);
    if (!validate) throw new Error(`No schema for ${type}${reference}.`);
    return validate(value) ? [] : (validate.errors ?? []).map(describeError);
  };
};

const compiled = new Map<string, Validate>();

/**
 * Checks values against a TypeScript type, with unknown members refused. The JSON schema is made once per package
 * version (some seconds) and kept in `node_modules/.cache`. In a union of messages the value's `type` picks the variant.
 *
 * @param path absolute path of the declaration file, see {@link declaration}
 * @param type an exported type of that file
 * @returns what is wrong with a value; `[]` if nothing is
 */
export const validator = (path: string, type: string): Validate => {
  const key = `${path}#${type}`;
  const validate = compiled.get(key) ?? compile(path, type);
  compiled.set(key, validate);
  return validate;
};
