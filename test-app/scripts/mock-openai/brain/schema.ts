import * as z from 'zod';

const LiteralSchema = z.union([z.string(), z.number(), z.boolean()]);

/** The parts of JSON Schema that decide what a function's argument may be; whatever else it says is left aside. */
const PropertySchema = z.object({
  type: z.union([z.string(), z.array(z.string())]).catch('string'),
  description: z.string().catch(''),
  format: z.string().catch(''),
  enum: z.array(LiteralSchema.nullable()).optional().catch(undefined),
  const: LiteralSchema.optional().catch(undefined),
  default: z.unknown().optional(),
  minimum: z.number().optional().catch(undefined),
  maximum: z.number().optional().catch(undefined),
  items: z.unknown().optional(),
  properties: z.unknown().optional(),
  required: z.unknown().optional(),
});

export interface Property extends z.infer<typeof PropertySchema> {
  readonly name: string;
  readonly isRequired: boolean;
}

/** The first type of a property that is not `null`. */
export function typeOf(property: Property): string {
  const types = [property.type].flat();
  return types.find((type) => type !== 'null') ?? 'string';
}

export function propertyOf(name: string, schema: unknown, isRequired: boolean): Property {
  return { ...PropertySchema.parse(typeof schema === 'object' && schema !== null ? schema : {}), name, isRequired };
}

/** The properties of an object's schema, in their order; none when it is not such a schema. */
export function propertiesOf(schema: unknown): Property[] {
  const parsed = z
    .object({
      properties: z.record(z.string(), z.unknown()).catch({}),
      required: z.array(z.string()).catch([]),
    })
    .safeParse(schema);
  if (!parsed.success) return [];
  const required = new Set(parsed.data.required);
  return Object.entries(parsed.data.properties).map(([name, property]) =>
    propertyOf(name, property, required.has(name)),
  );
}
