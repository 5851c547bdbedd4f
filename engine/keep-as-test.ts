import { branchesOf } from './compile-rule.ts'
import { columnId, type FactRef, isFactRef, leavesOf } from './condition.ts'
import type { FactReader } from './explain.ts'
import type { FactCatalogue } from './fact-catalogue.ts'
import { writtenValue } from './operand.ts'
import type { RuleDocument } from './rule.ts'

/** Facts by name and params, with their values as people write them. */
export type GivenNow = Record<string, string | number | boolean | string[]>

/**
 * The facts a rule asks about one subject, written as a test gives them, so that what is seen of the subject today can be kept as a
 * test. What is unknown is left out: it is unknown in the test too. `customer` reads for the conditions on the customer, which a
 * rule about invoices has besides its own; where both ask for one fact, the rule's subject is the one that speaks.
 */
export function factsAsGiven(
  rule: RuleDocument,
  { catalogue, subject, customer }: { catalogue: FactCatalogue; subject: FactReader; customer: FactReader },
): GivenNow {
  const given: GivenNow = {}
  const write = (ref: FactRef, read: FactReader) => {
    const spec = catalogue.spec(ref.fact)
    if (!spec) return
    const value = writtenValue(read(ref), spec, ref.params)
    if (value !== null) given[columnId(ref)] = typeof value === 'object' ? [...value] : value
  }
  const refsIn = (conditions: readonly Parameters<typeof leavesOf>[0][]): FactRef[] =>
    conditions
      .flatMap(leavesOf)
      .flatMap(({ fact, params, value }) => [
        { fact, ...(params && { params }) },
        ...(isFactRef(value) ? [value] : []),
      ])
  const { audience, exclude } = rule.policy
  for (const ref of refsIn([audience, exclude].filter((each) => each !== undefined))) write(ref, customer)
  for (const ref of refsIn(branchesOf(rule.steps).map(({ when }) => when))) write(ref, subject)
  return given
}
