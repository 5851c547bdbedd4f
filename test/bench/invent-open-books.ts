import { type CalendarDate, fromEpochDay, toEpochDay } from '#engine/calendar-date.ts'
import { emptyLedger, type Ledger } from '#engine/ledger.ts'
import { seededNumbers } from './seeded-numbers.ts'

const INVOICES_EACH = 10
/** A part of the books holds so many customers, so that a million invoices never stand in memory together. */
const CUSTOMERS_A_PART = 1_000

/**
 * Books in which every invoice is open: customers with ten invoices each, due from two months ago to a month ahead, and somebody
 * to write to. They come in parts.
 */
export function* inventOpenBooks({
  invoices,
  today,
  seed = 20261122,
}: {
  invoices: number
  today: CalendarDate
  seed?: number
}): Generator<Ledger> {
  const random = seededNumbers(seed)
  const end = toEpochDay(today)
  let made = 0
  for (let first = 0; made < invoices; first += CUSTOMERS_A_PART) {
    const part = emptyLedger()
    for (let at = first; at < first + CUSTOMERS_A_PART && made < invoices; at++) {
      const customerId = `C${String(at).padStart(7, '0')}`
      part.customers.push({ id: customerId, name: `Customer ${at}`, currency: 'USD' })
      part.contacts.push({
        id: `P-${customerId}`,
        customerId,
        name: 'Accounts payable',
        email: `payables@${customerId.toLowerCase()}.test`,
        role: 'billing',
      })
      for (let each = 0; each < INVOICES_EACH && made < invoices; each++, made++) {
        const id = `INV-${String(made).padStart(8, '0')}`
        const dueOn = end + 30 - Math.floor(random() * 90)
        part.documents.push({
          id,
          customerId,
          type: 'invoice',
          number: id,
          currency: 'USD',
          totalMinor: 5_000 + Math.floor(random() ** 3 * 500_000),
          issuedOn: fromEpochDay(dueOn - 30),
          dueOn: fromEpochDay(dueOn),
        })
      }
    }
    yield part
  }
}
