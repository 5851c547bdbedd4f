import { ATTRIBUTE_FACTS } from './fact-catalogue-attributes.ts'
import { BEHAVIOUR_FACTS } from './fact-catalogue-behaviour.ts'
import { CREDIT_FACTS } from './fact-catalogue-credit.ts'
import { EVENT_FACTS } from './fact-catalogue-events.ts'
import { EXPOSURE_FACTS } from './fact-catalogue-exposure.ts'
import { GUARD_FACTS } from './fact-catalogue-guards.ts'
import { INVOICE_FACTS } from './fact-catalogue-invoice.ts'
import type { FactSpec } from './fact-spec.ts'

const ALL = [
  ...EXPOSURE_FACTS,
  ...CREDIT_FACTS,
  ...GUARD_FACTS,
  ...BEHAVIOUR_FACTS,
  ...INVOICE_FACTS,
  ...ATTRIBUTE_FACTS,
  ...EVENT_FACTS,
] as const

/** The name of a fact every ledger has. Fields of a company's own making are `custom.<field>` and not among them. */
export type FactName = (typeof ALL)[number]['name']

/** Every fact a rule, a message or a report may ask for, in the order in which people read about them. */
export const FACTS: readonly FactSpec[] = ALL

const byName = new Map<string, FactSpec>(FACTS.map((spec) => [spec.name, spec]))

/** The facts that exist for one company: those of every ledger and its own custom fields. */
export type FactCatalogue = {
  readonly all: readonly FactSpec[]
  spec(name: string): FactSpec | undefined
}

/** The entry of a fact every ledger has. */
export function factSpec(name: FactName): FactSpec
export function factSpec(name: string): FactSpec | undefined
export function factSpec(name: string): FactSpec | undefined {
  return byName.get(name)
}

/** The catalogue of a company whose ledger has these custom fields (`discoverCustomFields`). */
export function catalogueOf({
  customFields = [],
}: {
  customFields?: readonly FactSpec[]
} = {}): FactCatalogue {
  const own = new Map(customFields.map((spec) => [spec.name, spec]))
  return {
    all: [...FACTS, ...customFields],
    spec: (name) => byName.get(name) ?? own.get(name),
  }
}
