import fc from 'fast-check'

/** The part of JSON Schema in which our routes are described. */
export type JsonSchema = {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly $ref?: string
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
}

const DAYS = ['2026-03-16', '2026-02-28', '2024-02-29', '1900-01-01', '0000-01-01', '9999-12-31']

/** Values that fit a schema. Texts without a form of their own are now and then an id that exists. */
export function fromSchema(
  schema: JsonSchema,
  definitions: Readonly<Record<string, JsonSchema>>,
  anId: fc.Arbitrary<string>,
): fc.Arbitrary<unknown> {
  const from = (inner: JsonSchema) => fromSchema(inner, definitions, anId)
  if (schema.$ref !== undefined) return fc.jsonValue({ maxDepth: 2 })
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return fc.oneof(...choices.map(from))
  switch (schema.type) {
    case 'string':
      return textFrom(schema, anId)
    case 'integer':
      return fc.integer({
        min: clamp(schema.minimum ?? -(2 ** 31)),
        max: clamp(schema.maximum ?? 2 ** 53 - 1),
      })
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(from(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      })
    case 'object':
      return objectFrom(schema, from)
    default:
      return fc.jsonValue({ maxDepth: 3 })
  }
}

function clamp(bound: number): number {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, bound))
}

function objectFrom(
  schema: JsonSchema,
  from: (inner: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const properties = schema.properties ?? {}
  if (Object.keys(properties).length === 0 && schema.additionalProperties !== false) {
    const value =
      typeof schema.additionalProperties === 'object' && Object.keys(schema.additionalProperties).length > 0
        ? from(schema.additionalProperties)
        : fc.jsonValue({ maxDepth: 3 })
    return fc.dictionary(fc.string({ maxLength: 12 }), value, { maxKeys: 4, noNullPrototype: true })
  }
  const required = Object.keys(properties).filter((key) => schema.required?.includes(key))
  return fc.record(Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key, from(inner)])), {
    requiredKeys: required,
    noNullPrototype: true,
  })
}

function textFrom(schema: JsonSchema, anId: fc.Arbitrary<string>): fc.Arbitrary<string> {
  if (schema.format === 'date') return fc.constantFrom(...DAYS)
  if (schema.format === 'email') return fc.emailAddress()
  if (schema.format === 'date-time') return fc.constant('2026-03-16T14:30:00.000Z')
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern))
  const bounds = { minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 40, 40) }
  return fc.oneof(anId, fc.string({ unit: 'grapheme', ...bounds }), fc.string({ unit: 'binary', ...bounds }))
}
