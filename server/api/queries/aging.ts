import { AGING_BUCKETS, agingOf } from '#engine/aging.ts'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { decimalAmount } from '#engine/money.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import type { Principal } from '#server/auth/principal.ts'
import { requireWholeBooks } from '../row-access.ts'
import type { AgingView, MoneyView } from '../views.ts'

/** The aging of a company's receivables as of a day, for the entities somebody sees. */
export function viewAging(
  snapshot: Snapshot,
  { asOf, principal }: { asOf: CalendarDate; principal: Principal },
): AgingView {
  const { entities, ownCustomersOnly } = principal
  if (ownCustomersOnly) requireWholeBooks(principal, 'The aging')
  const names = new Map(snapshot.entities.map((entity) => [entity.id, entity.name]))
  return {
    asOf,
    lines: agingOf(snapshot, asOf)
      .filter(({ entity }) => entities === null || (entity !== null && entities.includes(entity)))
      .map((line) => {
        const { currency, entity } = line
        const money = (minor: number): MoneyView => ({ amount: decimalAmount(minor, currency), currency })
        return {
          currency,
          entity: entity === null ? null : { id: entity, name: names.get(entity) ?? entity },
          buckets: AGING_BUCKETS.map((bucket) => ({ bucket, amount: money(line.buckets[bucket]) })),
          balance: money(line.balance),
          unappliedCash: money(line.unappliedCash),
          openCreditMemos: money(line.openCreditMemos),
          unknownDocuments: line.unknownDocuments,
        }
      }),
  }
}
