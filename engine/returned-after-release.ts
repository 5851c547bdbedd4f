import { type EpochDay, toEpochDay } from './calendar-date.ts'
import type { Hold, Payment } from './ledger.ts'
import type { Snapshot } from './snapshot.ts'

/** A payment the bank has taken back, and the hold a rule released while it looked like money. */
export type ReturnedAfterRelease = {
  readonly payment: Payment
  readonly hold: Hold
  /** Row of the customer in the snapshot. */
  readonly customer: number
}

/** For so many days it is news; an import of old books tells of many. */
const NEWS_DAYS = 30

/** The payments returned lately although a hold of their customer was released between their receipt and their return. */
export function returnedAfterRelease(snapshot: Snapshot, asOf: EpochDay): ReturnedAfterRelease[] {
  const released = new Map<number, (Hold & { customer: number })[]>()
  for (const hold of snapshot.holds)
    if (hold.releasedOn !== undefined && hold.releasedBy === 'rule')
      released.set(hold.customer, [...(released.get(hold.customer) ?? []), hold])
  if (released.size === 0) return []
  const found: ReturnedAfterRelease[] = []
  const { payments } = snapshot
  for (let at = 0; at < payments.count; at++) {
    const { receivedOn, returnedOn } = payments.records[at]!
    if (returnedOn === undefined) continue
    const returned = toEpochDay(returnedOn)
    if (returned > asOf || returned <= asOf - NEWS_DAYS) continue
    const customer = payments.customer[at]!
    const hold = released
      .get(customer)
      ?.find(
        ({ releasedOn }) => releasedOn !== undefined && receivedOn <= releasedOn && releasedOn <= returnedOn,
      )
    if (hold) found.push({ payment: payments.records[at]!, hold, customer })
  }
  return found
}
