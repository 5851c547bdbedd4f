import { type CalendarDate, fromEpochDay, toEpochDay } from '#engine/calendar-date.ts'
import { emptyLedger, type Ledger } from '#engine/ledger.ts'
import { seededNumbers } from './seeded-numbers.ts'

export type InventedLedger = {
  readonly customers: number
  readonly invoices: number
  /** The day the books end on. */
  readonly today: CalendarDate
  readonly seed?: number
}

/**
 * Books of nothing but what the facts of exposure are computed from: invoices of two years, half of them closed by their
 * source, a quarter open, the others paid in full or in part, some with cash left over; one in a hundred disputed.
 */
export function inventLedger({ customers, invoices, today, seed = 20261121 }: InventedLedger): Ledger {
  const random = seededNumbers(seed)
  const ledger = emptyLedger()
  const end = toEpochDay(today)
  for (let at = 0; at < customers; at++)
    ledger.customers.push({ id: `C${String(at).padStart(7, '0')}`, name: `Customer ${at}`, currency: 'USD' })
  for (let at = 0; at < invoices; at++) {
    const id = `INV-${String(at).padStart(8, '0')}`
    const customerId = ledger.customers[Math.floor(random() * customers)]!.id
    const issued = end - Math.floor(random() * 730)
    const totalMinor = 5_000 + Math.floor(random() ** 3 * 2_000_000)
    const currency = random() < 0.9 ? 'USD' : 'EUR'
    const fate = random()
    ledger.documents.push({
      id,
      customerId,
      type: 'invoice',
      number: id,
      currency,
      totalMinor,
      issuedOn: fromEpochDay(issued),
      dueOn: fromEpochDay(issued + 30),
      ...(fate < 0.5 && { closedOn: fromEpochDay(issued + 1 + Math.floor(random() * 60)) }),
    })
    if (fate < 0.75) continue
    if (random() < 0.04)
      ledger.disputes.push({
        id: `D-${at}`,
        customerId,
        documentId: id,
        openedOn: fromEpochDay(issued),
        ...(random() < 0.5 && { minor: Math.floor(totalMinor / 3) }),
      })
    if (fate < 0.8) continue
    const minor = fate < 0.85 ? Math.floor(totalMinor / 2) : totalMinor
    const on = fromEpochDay(issued + Math.floor(random() * 70))
    const left = random() < 0.02 ? 2_500 : 0
    ledger.payments.push({
      id: `P-${at}`,
      customerId,
      currency,
      minor: minor + left,
      receivedOn: on,
      clearedOn: on,
    })
    ledger.applications.push({
      id: `A-${at}`,
      from: 'payment',
      fromId: `P-${at}`,
      documentId: id,
      minor,
      appliedOn: on,
    })
  }
  return ledger
}
