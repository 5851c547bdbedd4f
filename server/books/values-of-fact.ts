import type { CalendarDate } from '#engine/calendar-date.ts'
import { checkCondition } from '#engine/check-condition.ts'
import { type FactRef, isLeaf } from '#engine/condition.ts'
import { RuleInvalidError } from '#engine/errors.ts'
import type { Subject } from '#engine/fact-spec.ts'
import { type FactValues, factValues } from '#engine/fact-values.ts'
import { keptTables } from '#engine/kept-tables.ts'
import type { Books } from '#server/run/plan-company.ts'

/** More values than somebody reads through; a name or a number of a customer has thousands. */
const MOST_VALUES = 200

const LISTED = ['text', 'enum', 'list']

/**
 * Which values a fact has in the books and how many customers or invoices have each, for somebody who is choosing among them.
 * Throws `RuleInvalidError` for a fact there is not, or whose values are not chosen from a list.
 */
export function valuesOfFact({
  books: { snapshot, catalogue },
  asOf,
  subject,
  ref,
}: {
  books: Books
  asOf: CalendarDate
  subject: Subject
  ref: FactRef
}): FactValues {
  // Asked for as the shortest condition there is on it, so that a fact is checked in one place only.
  const leaf = { ...ref, operator: 'isKnown', value: true }
  const { condition, problems } = checkCondition(leaf, { catalogue, subject, path: '' })
  if (condition === null || !isLeaf(condition)) throw new RuleInvalidError('The fact', problems)
  const type = catalogue.spec(ref.fact)?.type ?? 'text'
  if (!LISTED.includes(type))
    throw new RuleInvalidError('The fact', [
      {
        path: 'fact',
        found: ref.fact,
        expected: `Values are listed of facts that are ${LISTED.join(', ')}; this one is of type ${type}.`,
      },
    ])
  return factValues(keptTables(snapshot, asOf, undefined)(subject), ref, { most: MOST_VALUES })
}
