import { type CalendarDate, toEpochDay } from '#engine/calendar-date.ts'
import type { ReleaseVerdict } from '#engine/hold-release.ts'
import { readableAmount } from '#engine/money.ts'
import { returnedAfterRelease } from '#engine/returned-after-release.ts'
import type { Snapshot } from '#engine/snapshot.ts'
import type { Transaction } from '#server/database/database.ts'
import { raiseAlert } from './alerts.ts'
import type { StaleSource } from './stale-books.ts'

/**
 * Alerts people to what a run has seen and no rule may settle: old books, a release that cannot be decided, and a payment that
 * was returned after it had ended a hold (`semantics.md` 5.7).
 */
export async function raiseRunAlerts(
  tx: Transaction,
  {
    companyId,
    runId,
    asOf,
    now,
    snapshot,
    releases,
    stale,
  }: {
    companyId: string
    runId: string
    asOf: CalendarDate
    now: Date
    snapshot: Snapshot
    releases: readonly ReleaseVerdict[]
    stale: readonly StaleSource[]
  },
): Promise<void> {
  const nameOf = (customer: number) => snapshot.customers[customer]!.name
  const alarm = { companyId, runId, now, day: asOf }
  for (const { source, sentence } of stale)
    await raiseAlert(tx, {
      ...alarm,
      kind: 'stale-books',
      about: source,
      text: `${sentence} Until then no letter leaves to customers in these books, none of them is held or released, and no webhook is called for them.`,
    })
  for (const { hold, customer, verdict, sentence } of releases)
    if (verdict === 'undecided')
      await raiseAlert(tx, {
        ...alarm,
        kind: 'release-undecided',
        about: hold.id,
        customerId: snapshot.customers[customer]!.id,
        text: `Whether the credit hold of ${nameOf(customer)} ends cannot be decided. ${sentence} A task is open for it.`,
      })
  for (const { payment, hold, customer } of returnedAfterRelease(snapshot, toEpochDay(asOf)))
    await raiseAlert(tx, {
      ...alarm,
      // It is about the day of the return, so that it is told once and not every day.
      day: payment.returnedOn ?? asOf,
      kind: 'payment-returned',
      about: payment.id,
      customerId: snapshot.customers[customer]!.id,
      text: `The bank returned ${readableAmount(payment.minor, payment.currency)} of ${nameOf(customer)} on ${payment.returnedOn}, after the hold placed on ${hold.placedOn} was released on ${hold.releasedOn}. The rules look again; look at the customer too.`,
    })
}
