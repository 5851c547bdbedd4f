import { and, eq, isNull } from 'drizzle-orm'
import { ACTS } from '#engine/acts.ts'
import { dispute } from '#server/database/ledger-tables.ts'
import { raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { currenciesOf } from '#server/events/import-events.ts'
import { raiseEvents } from '#server/events/raise-events.ts'
import { disputeOpened } from '#server/events/record-events.ts'
import { BUILT_IN_SOURCE } from '#server/run/hold-store.ts'
import type { ActEffect } from './act-effect.ts'

/** Opens a dispute over an invoice, unless one over it is open: what is contested is not contested twice. */
export const openDispute: ActEffect = async (tx, row, { company, now, today }) => {
  const { reason } = ACTS['open-dispute'].params.parse(row.params)
  const companyId = company.id
  const [open] = await tx
    .select({ id: dispute.id })
    .from(dispute)
    .where(
      and(eq(dispute.companyId, companyId), eq(dispute.documentId, row.subjectId), isNull(dispute.closedOn)),
    )
  if (open) return open.id
  const opened = {
    id: `dispute/${row.id}`,
    customerId: row.customerId,
    documentId: row.subjectId,
    openedOn: today,
    reason,
  }
  await tx.insert(dispute).values({ companyId, source: BUILT_IN_SOURCE, ...opened })
  await raiseLedgerVersion(tx, companyId, 1, { records: { disputes: [opened.id] } })
  const currencies = await currenciesOf(tx, companyId, [row.subjectId])
  const event = disputeOpened(opened, currencies.get(row.subjectId) ?? null)
  await raiseEvents(tx, { companyId, now, events: [event] })
  return opened.id
}
