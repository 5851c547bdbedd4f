import { ACTS } from '#engine/acts.ts'
import { addDays } from '#engine/calendar-date.ts'
import { block } from '#server/database/ledger-tables.ts'
import { raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { BUILT_IN_SOURCE } from '#server/run/hold-store.ts'
import { type ActEffect, documentOf } from './act-effect.ts'

/** Pauses chasing from today for so many days: of one invoice for a rule about invoices, else of the customer. */
export const pauseChasing: ActEffect = async (tx, row, { company, today }) => {
  const { days, reason } = ACTS['pause-chasing'].params.parse(row.params)
  const id = `pause/${row.id}`
  await tx.insert(block).values({
    companyId: company.id,
    source: BUILT_IN_SOURCE,
    id,
    kind: 'pause',
    customerId: row.customerId,
    documentId: documentOf(row),
    from: today,
    until: addDays(today, days),
    reason,
  })
  await raiseLedgerVersion(tx, company.id, 1, { records: { blocks: [id] } })
  return id
}
