import type { FactSpec, FactType, Subject } from './fact-spec.ts'

/** What stands before the name of a field of the customer's own making. */
export const CUSTOM_PREFIX = 'custom.'

type CustomValue = number | string | boolean | readonly string[]
type CustomRecord = { readonly custom?: Readonly<Record<string, CustomValue>> }
/** The part of a snapshot in which such fields stand. */
export type CustomRecords = {
  readonly customers: readonly CustomRecord[]
  readonly documents: { readonly records: readonly CustomRecord[] }
}
type Found = { type: FactType; onCustomers: boolean; example: string }

/**
 * The `custom.<field>` facts of a snapshot, sorted by name. A field whose values are of different types is text. A customer's
 * field can be asked of its invoices too; an invoice's own field of the same name goes first.
 */
export function discoverCustomFields(snapshot: CustomRecords): FactSpec[] {
  const found = new Map<string, Found>()
  for (const customer of snapshot.customers) noteFields(found, customer, true)
  for (const document of snapshot.documents.records) noteFields(found, document, false)
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([field, what]) => customFact(field, what))
}

/** The text that stands for a value of any type in a field whose values are of different types. */
export function customText(value: CustomValue): string {
  return typeof value === 'object' ? value.join(', ') : String(value)
}

function noteFields(found: Map<string, Found>, record: CustomRecord, onCustomers: boolean): void {
  if (record.custom === undefined) return
  for (const [field, value] of Object.entries(record.custom)) {
    const type = customType(value)
    const known = found.get(field)
    if (known === undefined) found.set(field, { type, onCustomers, example: customText(value) })
    else {
      if (known.type !== type) known.type = 'text'
      known.onCustomers ||= onCustomers
    }
  }
}

function customType(value: CustomValue): FactType {
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return typeof value === 'string' ? 'text' : 'list'
}

const UNITS: Partial<Record<FactType, string>> = { number: 'number', boolean: 'yes or no', list: 'texts' }

function customFact(field: string, { type, onCustomers, example }: Found): FactSpec {
  const subjects: readonly Subject[] = onCustomers ? ['customer', 'invoice'] : ['invoice']
  return {
    name: `${CUSTOM_PREFIX}${field}`,
    type,
    unit: UNITS[type] ?? 'text',
    subjects,
    nullable: true,
    meaning: `The field "${field}" of the ${onCustomers ? 'customer' : 'invoice'}; unknown where it is not filled in.`,
    example: `For instance ${example}.`,
  }
}
