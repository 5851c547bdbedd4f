import { and, asc, eq, isNull } from 'drizzle-orm'
import type { HoldStore } from '#connectors/built-in-books/built-in-books.ts'
import { calendarDate } from '#engine/calendar-date.ts'
import type { Transaction } from '#server/database/database.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { raiseLedgerVersion } from '#server/database/ledger-version.ts'

/** The source under which the built-in books keep what they write into the ledger. */
export const BUILT_IN_SOURCE = 'built-in'

/** Lends the built-in books the holds of a company's ledger, within one transaction. */
export function holdStore(tx: Transaction, companyId: string): HoldStore {
  const ofCustomer = (customerId: string) =>
    and(eq(hold.companyId, companyId), eq(hold.customerId, customerId))
  return {
    async openHold(customerId) {
      const open = await tx
        .select()
        .from(hold)
        .where(and(ofCustomer(customerId), isNull(hold.releasedOn)))
        .orderBy(asc(hold.id))
        .for('update')
      // A person's hold outweighs a rule's, as everywhere.
      const found = open.find(({ placedBy }) => placedBy !== 'rule') ?? open[0]
      return found ? { id: found.id, placedBy: found.placedBy } : null
    },
    async holdByKey(key) {
      const [found] = await tx
        .select()
        .from(hold)
        .where(and(eq(hold.companyId, companyId), eq(hold.id, key)))
      return found ? { id: found.id, released: found.releasedOn !== null } : null
    },
    async place({ placedOn, ...placed }) {
      await tx.insert(hold).values({
        companyId,
        source: BUILT_IN_SOURCE,
        ...placed,
        placedOn: calendarDate(placedOn),
        placedBy: 'rule',
      })
      await raiseLedgerVersion(tx, companyId, 1, { records: { holds: [placed.id] } })
    },
    async release(id, on) {
      await tx
        .update(hold)
        .set({ releasedOn: calendarDate(on), releasedBy: 'rule' })
        .where(and(eq(hold.companyId, companyId), eq(hold.id, id)))
      await raiseLedgerVersion(tx, companyId, 1, { records: { holds: [id] } })
    },
  }
}
