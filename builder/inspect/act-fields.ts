import { z } from 'zod'
import { ACTS, isActName } from '#engine/acts.ts'

/** One field of a form, made from the schema of what it fills in. */
export type ActField = { readonly key: string; readonly required: boolean; readonly default?: unknown } & (
  | { readonly kind: 'text'; readonly isLong: boolean; readonly mostLetters: number | null }
  | { readonly kind: 'number'; readonly least: number | null; readonly most: number | null }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'choices'; readonly values: readonly string[] }
  | { readonly kind: 'yes-no' }
  | { readonly kind: 'amounts' }
  | { readonly kind: 'texts' }
  | { readonly kind: 'fields'; readonly fields: readonly ActField[] }
  | { readonly kind: 'json' }
)

/** What of JSON Schema is read here; zod writes it. */
const Schema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    type: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    default: z.unknown().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    maxLength: z.number().optional(),
    properties: z.record(z.string(), Schema).optional(),
    required: z.array(z.string()).optional(),
    items: Schema.optional(),
    propertyNames: z.unknown().optional(),
    additionalProperties: z.unknown().optional(),
    anyOf: z.array(Schema).optional(),
  }),
)
type JsonSchema = {
  type?: string | undefined
  enum?: unknown[] | undefined
  default?: unknown
  minimum?: number | undefined
  maximum?: number | undefined
  maxLength?: number | undefined
  properties?: Record<string, JsonSchema> | undefined
  required?: string[] | undefined
  items?: JsonSchema | undefined
  additionalProperties?: unknown
  anyOf?: JsonSchema[] | undefined
}

const known = new Map<string, readonly ActField[]>()

/** The fields of an act's params in the order of its schema, so that a new act has a form without anybody writing one. */
export function fieldsOfAct(action: string): readonly ActField[] {
  if (!isActName(action)) return []
  const made = known.get(action) ?? fieldsOf(ACTS[action].params)
  known.set(action, made)
  return made
}

/** The fields of any object schema. */
export function fieldsOf(schema: z.ZodType): readonly ActField[] {
  return propertiesOf(Schema.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })))
}

function propertiesOf({ anyOf, properties = {}, required = [] }: JsonSchema): ActField[] {
  // Of an act that can be written in several ways, every field of any way; those that all ways need are required.
  if (anyOf)
    return propertiesOf({
      properties: Object.assign({}, ...anyOf.map((way) => way.properties ?? {})),
      required: (anyOf[0]?.required ?? []).filter((key) => anyOf.every((way) => way.required?.includes(key))),
    })
  return Object.entries(properties).map(([key, schema]) => ({
    key,
    required: required.includes(key),
    ...(schema.default !== undefined && { default: schema.default }),
    ...kindOf(schema),
  }))
}

/** From how many letters on a text is written over several lines. */
const LONG = 1000

function kindOf(schema: JsonSchema) {
  const values = textsOf(schema.enum)
  if (values) return { kind: 'choice', values } as const
  switch (schema.type) {
    case 'string': {
      const mostLetters = schema.maxLength ?? null
      return { kind: 'text', isLong: mostLetters !== null && mostLetters >= LONG, mostLetters } as const
    }
    case 'integer':
    case 'number':
      return { kind: 'number', least: bounded(schema.minimum), most: bounded(schema.maximum) } as const
    case 'boolean':
      return { kind: 'yes-no' } as const
    case 'array': {
      const items = textsOf(schema.items?.enum)
      if (items) return { kind: 'choices', values: items } as const
      return schema.items?.type === 'string' ? ({ kind: 'texts' } as const) : ({ kind: 'json' } as const)
    }
    case 'object': {
      if (schema.properties) return { kind: 'fields', fields: propertiesOf(schema) } as const
      return isAmount(schema.additionalProperties)
        ? ({ kind: 'amounts' } as const)
        : ({ kind: 'json' } as const)
    }
    default:
      return { kind: 'json' } as const
  }
}

/** Amounts by currency: their values may be written as a number or as decimal text. */
function isAmount(schema: unknown): boolean {
  const parsed = Schema.safeParse(schema)
  const kinds = parsed.success ? (parsed.data.anyOf ?? []).map(({ type }) => type) : []
  return kinds.includes('number') && kinds.includes('string')
}

function textsOf(values: unknown[] | undefined): readonly string[] | null {
  return values?.every((value) => typeof value === 'string') ? values : null
}

/** Zod bounds whole numbers by what is safe to compute with, which is no limit anybody has to read. */
function bounded(limit: number | undefined): number | null {
  return limit === undefined || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? null : limit
}
