import { z } from 'zod'
import type { RuleProblem } from './errors.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import { CURRENCY } from './fact-catalogue-params.ts'
import { FACT_TYPES, type FactSpec, type FactType, type ParamSpec } from './fact-spec.ts'

/**
 * A fact as a file of foreign rules declares it: its type, or an object with its params, values and unit. The fields of an
 * object are facts by themselves, called by their dotted path: the field `department` of `company` is `company.department`.
 */
const DeclaredFact = z.union([
  z.enum(FACT_TYPES),
  z.strictObject({
    type: z.enum(FACT_TYPES),
    params: z.record(z.string(), z.enum(['currency', 'days', 'boolean', 'text'])).exactOptional(),
    values: z.array(z.string().min(1)).min(1).exactOptional(),
    unit: z.string().min(1).max(100).exactOptional(),
    meaning: z.string().min(1).max(500).exactOptional(),
  }),
])

const DeclaredObject = z.strictObject({
  type: z.literal('object'),
  params: z.record(z.string(), z.enum(['currency', 'days', 'boolean', 'text'])).exactOptional(),
  fields: z.record(z.string(), z.json()),
})

const UNITS: Record<FactType, string> = {
  number: 'number',
  money: 'amount',
  days: 'calendar days',
  day: 'day',
  text: 'text',
  enum: 'one of the values',
  list: 'texts',
  boolean: 'yes or no',
}

/** How deep the fields of declared objects may be nested. */
const MAX_FIELDS_DEPTH = 10

/**
 * The facts a file declares, together with those of the catalogue, as one catalogue. A declared fact may repeat one of the
 * catalogue but not change its type: the same name would then be two things.
 */
export function declaredCatalogue(
  declared: Readonly<Record<string, unknown>>,
  catalogue: FactCatalogue,
  path: string,
): { catalogue: FactCatalogue; problems: RuleProblem[] } {
  const found: Found = { specs: [], problems: [], catalogue }
  for (const [name, json] of Object.entries(declared))
    declare(name, json, { path: `${path}.${name}`, depth: 1, params: {} }, found)
  const added = found.specs.filter(({ name }) => !catalogue.spec(name))
  const own = new Map(added.map((spec) => [spec.name, spec]))
  return {
    problems: found.problems,
    catalogue: {
      all: [...catalogue.all, ...added],
      spec: (name) => catalogue.spec(name) ?? own.get(name),
    },
  }
}

type Found = {
  readonly specs: FactSpec[]
  readonly problems: RuleProblem[]
  readonly catalogue: FactCatalogue
}
type Place = {
  readonly path: string
  readonly depth: number
  readonly params: Readonly<Record<string, ParamSpec>>
}

function declare(name: string, json: unknown, { path, depth, params }: Place, found: Found): void {
  const refuse = (expected: string) =>
    found.problems.push({ path, found: (JSON.stringify(json) ?? '').slice(0, 200), expected })
  if (!/^[A-Za-z_][\w.-]*$/.test(name.split('.').at(-1) ?? '') || depth > MAX_FIELDS_DEPTH) {
    refuse('A fact is named by letters, digits, hyphens and underscores; fields are nested at most 10 deep.')
    return
  }
  const object = DeclaredObject.safeParse(json)
  if (object.success) {
    const inner = { ...params, ...paramSpecs(object.data.params) }
    for (const [field, of] of Object.entries(object.data.fields))
      declare(
        `${name}.${field}`,
        of,
        { path: `${path}.fields.${field}`, depth: depth + 1, params: inner },
        found,
      )
    return
  }
  const fact = DeclaredFact.safeParse(json)
  if (!fact.success) {
    refuse(
      `A fact is declared by its type (${FACT_TYPES.join(', ')}), by { "type": ..., "params": { "currency": "currency" } }, or by { "type": "object", "fields": { ... } }.`,
    )
    return
  }
  const written = typeof fact.data === 'string' ? { type: fact.data } : fact.data
  const spec = specOf(name, written, params)
  if (spec.type === 'enum' && !spec.values) {
    refuse('An enum is declared with its values: { "type": "enum", "values": ["A", "B"] }.')
    return
  }
  const known = found.catalogue.spec(name)
  if (known && known.type !== spec.type)
    refuse(
      `"${name}" is a fact of ours of type ${known.type}. Declare it as that, or give yours another name.`,
    )
  else found.specs.push(spec)
}

type Written = Exclude<z.infer<typeof DeclaredFact>, string> | { readonly type: FactType }

function specOf(name: string, written: Written, inherited: Place['params']): FactSpec {
  const { type } = written
  const own = 'params' in written ? paramSpecs(written.params) : {}
  // An amount says its currency, as every amount here does.
  const params = { ...inherited, ...own, ...(type === 'money' && { currency: CURRENCY }) }
  return {
    name,
    type,
    unit: ('unit' in written ? written.unit : undefined) ?? UNITS[type],
    subjects: ['customer', 'invoice'],
    nullable: true,
    ...('values' in written && written.values && { values: written.values }),
    ...(Object.keys(params).length > 0 && { params }),
    meaning: ('meaning' in written ? written.meaning : undefined) ?? 'Declared in the file it came with.',
    example: 'Declared in the file it came with.',
  }
}

function paramSpecs(
  params: Readonly<Record<string, 'currency' | 'days' | 'boolean' | 'text'>> | undefined,
): Record<string, ParamSpec> {
  return Object.fromEntries(
    Object.entries(params ?? {}).map(([key, kind]): [string, ParamSpec] => [
      key,
      { kind, required: false, meaning: 'Declared in the file it came with.' },
    ]),
  )
}
