import { and, eq } from 'drizzle-orm'
import { ACTS } from '#engine/acts.ts'
import { appendAudit } from '#server/database/audit.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { DISPATCHER } from '../dispatch-services.ts'
import type { ActEffect } from './act-effect.ts'

/** Gives the customer an owner. A source that names one at its next import wins: it is where owners are kept. */
export const assignOwner: ActEffect = (tx, row, carrying) =>
  assign(tx, row, carrying, { owner: ACTS['assign-owner'].params.parse(row.params).owner })

/** Puts the customer into a segment. A source that names one at its next import wins. */
export const assignSegment: ActEffect = (tx, row, carrying) =>
  assign(tx, row, carrying, { segment: ACTS['assign-segment'].params.parse(row.params).segment })

async function assign(
  tx: Parameters<ActEffect>[0],
  { customerId: id, reason }: Parameters<ActEffect>[1],
  { company, now }: Parameters<ActEffect>[2],
  change: { owner: string } | { segment: string },
): Promise<string> {
  const own = and(eq(customer.companyId, company.id), eq(customer.id, id))
  const [before] = await tx
    .select({ owner: customer.owner, segment: customer.segment })
    .from(customer)
    .where(own)
  await tx.update(customer).set(change).where(own)
  await raiseLedgerVersion(tx, company.id, 1, { records: { customers: [id] } })
  const line = { companyId: company.id, at: now, actor: DISPATCHER, act: 'assign customer' }
  await appendAudit(tx, [{ ...line, subject: { type: 'customer', id }, before, after: change, why: reason }])
  return id
}
