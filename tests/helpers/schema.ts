import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv, type Schema, type ValidateFunction } from 'ajv';

const ROOT = resolve(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/schemas');

/**
 * Makes a runtime check of a TypeScript type that a package declares. Properties that the type does not have are
 * faults. The schema takes seconds to generate, so it is kept until the declaration file changes.
 *
 * @param declaration path of the `.d.ts` file, from the repository's root
 */
export async function validator(declaration: string, typeName: string): Promise<ValidateFunction> {
  const path = join(ROOT, declaration);
  const key = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
  const file = join(CACHE, `${typeName}-${key}.json`);
  const schema = read(file) ?? write(file, await generate(path, typeName));
  return new Ajv({ strict: false, allErrors: false }).compile(schema);
}

function read(file: string): Schema | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Schema;
  } catch {
    return undefined;
  }
}

/** The generator brings a whole compiler along, so it is loaded only when there is something to generate. */
async function generate(path: string, typeName: string): Promise<Schema> {
  const { createGenerator } = await import('ts-json-schema-generator');
  const config = { path, tsconfig: join(ROOT, 'tsconfig.json'), skipTypeCheck: true, additionalProperties: false };
  return createGenerator(config).createSchema(typeName) as Schema;
}

/** Test files run in several processes: each writes whole files only. */
function write(file: string, schema: Schema): Schema {
  mkdirSync(CACHE, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(schema));
  renameSync(draft, file);
  return schema;
}
