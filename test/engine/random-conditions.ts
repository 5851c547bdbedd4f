import fc from 'fast-check'
import { checkCondition } from '#engine/check-condition.ts'
import type { Condition, FactRef, Leaf, Operand } from '#engine/condition.ts'
import { columnId } from '#engine/condition.ts'
import { catalogueOf } from '#engine/fact-catalogue.ts'
import type { FactSpec } from '#engine/fact-spec.ts'
import { DECORATORS, OPERATORS } from '#engine/operators.ts'

/** A value of a fact as people write it: amounts as decimal text, days as `2026-01-31`; null is unknown. */
export type Written = number | string | boolean | readonly string[] | null
/** The facts of one subject, by column id. */
export type Row = Readonly<Record<string, Written>>

const CUSTOM: FactSpec = {
  name: 'custom.region',
  type: 'text',
  unit: 'text',
  subjects: ['customer', 'invoice'],
  nullable: true,
  meaning: 'The sales region.',
  example: 'North.',
}

/** The facts of every ledger and one custom field. */
export const catalogue = catalogueOf({ customFields: [CUSTOM] })

/** The columns random conditions ask for: every type of fact, several currencies, lists and a custom field. */
export const REFS: readonly FactRef[] = [
  { fact: 'balance', params: { currency: 'USD' } },
  { fact: 'overdueBalance', params: { currency: 'USD' } },
  { fact: 'creditLimit', params: { currency: 'EUR' } },
  { fact: 'balance', params: { currency: 'EUR', scope: 'group' } },
  { fact: 'balance', params: { currency: 'JPY' } },
  { fact: 'balance', params: { currency: 'KWD' } },
  { fact: 'daysOverdue' },
  { fact: 'daysSinceLastContact' },
  { fact: 'signedDaysDue' },
  { fact: 'openCount' },
  { fact: 'brokenPromises', params: { days: 90 } },
  { fact: 'averageDaysLate' },
  { fact: 'oldestDueDay' },
  { fact: 'pausedUntil' },
  { fact: 'segment' },
  { fact: 'country' },
  { fact: 'custom.region' },
  { fact: 'accountStatus' },
  { fact: 'holdPlacedBy' },
  { fact: 'onCreditHold' },
  { fact: 'autopay' },
  { fact: 'tags' },
  { fact: 'entities' },
]

/** The catalogue entry of a column that is known to exist. */
export function specOf(ref: FactRef): FactSpec {
  const spec = catalogue.spec(ref.fact)
  if (!spec)
    throw new TypeError(`The random conditions ask for "${ref.fact}", which the catalogue does not have.`)
  return spec
}

const TEXTS = ['a', 'A', 'ab', 'bA', 'ä', 'Ä', 'ß', 'SS', '日本', '😀', 'a"b', '1000', '999']
const DAYS = ['1999-12-31', '2024-02-29', '2026-01-30', '2026-01-31', '2026-02-01']
const EXPONENTS: Readonly<Record<string, number>> = { USD: 2, EUR: 2, JPY: 0, KWD: 3 }
const MINORS = [-12345, -1, 0, 1, 49999, 50000, 50001, 123456789]

/** Values a fact may be written with in a rule or have in the books; few of them, so that equals meet. */
export function valuesOf(ref: FactRef): readonly (number | string | boolean)[] {
  const spec = specOf(ref)
  switch (spec.type) {
    case 'money':
      return MINORS.map((minor) => decimal(minor, EXPONENTS[String(ref.params?.currency)] ?? 2))
    case 'number':
      return [-1, 0, -0, 1, 2, 2.5, 30, 1e9]
    case 'days':
      return [-7, 0, 1, 29, 30, 31]
    case 'day':
      return DAYS
    case 'boolean':
      return [true, false]
    case 'enum':
      return spec.values ?? []
    case 'text':
    case 'list':
      return TEXTS
  }
}

function decimal(minor: number, exponent: number): string {
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0')
  const cut = digits.length - exponent
  return `${minor < 0 ? '-' : ''}${digits.slice(0, cut)}${exponent === 0 ? '' : `.${digits.slice(cut)}`}`
}

/** What a leaf about a column may look like: an operator and what kind of value stands on the right. */
type Form = { readonly operator: string; readonly right: 'scalar' | 'list' | 'range' | 'true' | FactRef }

function chains(length: number): string[] {
  if (length === 0) return ['']
  return chains(length - 1).flatMap((rest) => DECORATORS.map((decorator) => `${decorator}:${rest}`))
}

/** Every form of leaf the check accepts for a column, found by asking it. */
function formsOf(ref: FactRef): { plain: Form[]; decorated: Form[] } {
  const samples = valuesOf(ref)
  const [sample] = samples
  if (sample === undefined) throw new TypeError(`"${ref.fact}" has no sample values.`)
  const rights: [Form['right'], Operand][] = [
    ['scalar', sample],
    ['list', samples.slice(0, 1)],
    ['range', [sample, sample]],
    ['true', true],
    ...REFS.map((other): [FactRef, FactRef] => [other, other]),
  ]
  const accepted = (chain: string) =>
    OPERATORS.flatMap((operator) =>
      rights.flatMap(([right, value]): Form[] => {
        // Another boolean as the sample would show `"value": true` of the known operators as a scalar.
        if (right === 'scalar' && operator.startsWith('is')) return []
        if (right === 'true' && !operator.startsWith('is')) return []
        if (right === 'range' && operator !== 'between') return []
        const leaf = { ...ref, operator: `${chain}${operator}`, value }
        const { condition } = checkCondition(leaf, { catalogue, subject: 'customer', path: 'when' })
        return condition ? [{ operator: `${chain}${operator}`, right }] : []
      }),
    )
  return { plain: accepted(''), decorated: [1, 2].flatMap(chains).flatMap(accepted) }
}

const leafForms = REFS.map((ref) => ({ ref, ...formsOf(ref) }))

function rightSide(ref: FactRef, right: Form['right']): fc.Arbitrary<Operand> {
  const value = fc.constantFrom(...valuesOf(ref))
  if (right === 'true') return fc.constant(true)
  if (right === 'scalar') return value
  if (right === 'list') return fc.array(value, { minLength: 1, maxLength: 4 })
  if (right === 'range') return fc.tuple(value, value).map(([a, b]) => (comesFirst(a, b) ? [a, b] : [b, a]))
  return fc.constant(right)
}

function comesFirst(a: number | string | boolean, b: number | string | boolean): boolean {
  return typeof a === 'string' && /-\d\d-/.test(a) ? a <= String(b) : Number(a) <= Number(b)
}

/** A random leaf of any accepted form; `allows` narrows the forms. */
export function randomLeaf(allows: (operator: string) => boolean = () => true): fc.Arbitrary<Leaf> {
  const usable = leafForms.map(({ ref, plain, decorated }) => ({
    ref,
    plain: plain.filter(({ operator }) => allows(operator)),
    decorated: decorated.filter(({ operator }) => allows(operator)),
  }))
  return fc.constantFrom(...usable).chain(({ ref, plain, decorated }) => {
    const oneOf = (forms: Form[]) =>
      fc
        .constantFrom(...forms)
        .chain(({ operator, right }) =>
          rightSide(ref, right).map((value): Leaf => ({ ...ref, operator, value })),
        )
    const [short, long] = [oneOf(plain), decorated.length === 0 ? null : oneOf(decorated)]
    return long ? fc.oneof({ weight: 3, arbitrary: short }, { weight: 2, arbitrary: long }) : short
  })
}

/** A random condition the check accepts, groups nested up to `depth`. */
export function randomCondition(
  depth = 4,
  allows: (operator: string) => boolean = () => true,
): fc.Arbitrary<Condition> {
  const leaf = randomLeaf(allows)
  let condition: fc.Arbitrary<Condition> = leaf
  for (let level = 1; level < depth; level++) {
    const parts = fc.array(condition, { minLength: 1, maxLength: 3 })
    condition = fc.oneof(
      { weight: 4, arbitrary: leaf },
      { weight: 2, arbitrary: parts.map((all): Condition => ({ all })) },
      { weight: 2, arbitrary: parts.map((any): Condition => ({ any })) },
      { weight: 1, arbitrary: condition.map((part): Condition => ({ not: part })) },
    )
  }
  return condition
}

/** Random facts of one subject, every fourth of them unknown. */
export const randomRow: fc.Arbitrary<Row> = fc.record(
  Object.fromEntries(
    REFS.map((ref) => {
      const value = fc.constantFrom(...valuesOf(ref))
      const known: fc.Arbitrary<Written> =
        specOf(ref).type === 'list'
          ? fc.array(fc.constantFrom(...TEXTS), { maxLength: 3 })
          : specOf(ref).type === 'text'
            ? fc.constantFrom(...TEXTS, '')
            : value
      return [
        columnId(ref),
        fc.oneof({ weight: 3, arbitrary: known }, { weight: 1, arbitrary: fc.constant(null) }),
      ]
    }),
  ),
)
