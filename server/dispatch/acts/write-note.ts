import { ACTS } from '#engine/acts.ts'
import { note } from '#server/database/action-tables.ts'
import { contactEvent } from '#server/database/ledger-tables.ts'
import { raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { BUILT_IN_SOURCE } from '#server/run/hold-store.ts'
import { DISPATCHER } from '../dispatch-services.ts'
import { type ActEffect, documentOf } from './act-effect.ts'

/** Writes something down about a customer. */
export const writeNote: ActEffect = (tx, row, carrying) => {
  const { text } = ACTS['add-note'].params.parse(row.params)
  return write(tx, row, carrying, { kind: 'note', text })
}

/** Writes down that somebody was called, which counts as our being in touch. */
export const logCall: ActEffect = async (tx, row, carrying) => {
  const { text } = ACTS['log-call'].params.parse(row.params)
  const id = await write(tx, row, carrying, { kind: 'call', text })
  const companyId = carrying.company.id
  const call = { id: `call/${row.id}`, customerId: row.customerId, on: carrying.today, kind: 'call' as const }
  await tx.insert(contactEvent).values({ companyId, source: BUILT_IN_SOURCE, ...call })
  await raiseLedgerVersion(tx, companyId, 1, { records: { contactEvents: [call.id] } })
  return id
}

async function write(
  tx: Parameters<ActEffect>[0],
  row: Parameters<ActEffect>[1],
  { company, now }: Parameters<ActEffect>[2],
  { kind, text }: { kind: 'note' | 'call'; text: string },
): Promise<string> {
  const id = `note/${row.id}`
  await tx.insert(note).values({
    companyId: company.id,
    id,
    customerId: row.customerId,
    documentId: documentOf(row),
    kind,
    text,
    actionId: row.id,
    createdAt: now,
    createdBy: DISPATCHER,
  })
  return id
}
