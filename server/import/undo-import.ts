import { and, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { LEDGER_SCHEMAS, LEDGER_STREAMS, type LedgerStream } from '#engine/ledger.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { ledgerImport } from '#server/database/import-tables.ts'
import { LEDGER_TABLES } from '#server/database/ledger-tables.ts'
import { lockLedger, raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { rows } from '#server/database/rows.ts'
import { dropImportEvents } from '#server/events/import-events.ts'
import { companyById, lockRuns } from '#server/run/company.ts'
import { renewDueTimes } from '#server/schedule/renew-due-times.ts'
import { ImportBuiltUponError, ImportNotUndoableError, type UndoConflict } from './errors.ts'

type Written = { readonly companyId: string; readonly importId: string }

const Changed = z.object({ record_id: z.string(), import_id: z.string().nullable() })
const Count = z.object({ count: z.string().transform(Number) })

/**
 * Puts every record an import wrote back to what it was before, and removes those it added. Refuses with
 * `ImportBuiltUponError` when something later changed or needs one of them: nothing is undone then.
 */
export async function undoImport(
  db: Database,
  { companyId, importId, actor, now }: { companyId: string; importId: string; actor: string; now: Date },
): Promise<{ restored: number; removed: number; ledgerVersion: number }> {
  return db.transaction(async (tx) => {
    await lockRuns(tx, companyId)
    await lockLedger(tx, companyId)
    const [found] = await tx
      .select({ state: ledgerImport.state, fileName: ledgerImport.fileName })
      .from(ledgerImport)
      .where(and(eq(ledgerImport.companyId, companyId), eq(ledgerImport.id, importId)))
    if (found === undefined) throw new ImportNotUndoableError({ importId, found: 'unknown' })
    if (found.state === 'undone') throw new ImportNotUndoableError({ importId, found: 'undone' })

    const written = { companyId, importId }
    const refuse = async (conflicts: readonly UndoConflict[]): Promise<void> => {
      if (conflicts.length === 0) return
      const { fileName } = found
      throw new ImportBuiltUponError({
        importId,
        fileName,
        conflicts,
        matched: await matchedSince(tx, written),
      })
    }
    await refuse(await changedSince(tx, written))
    await dropImportEvents(tx, written)
    const { restored, removed } = await restore(tx, written)
    await forgetAccounts(tx, written)
    await refuse(await neededByOthers(tx, written))
    // A legal entity may be in another country again, with other holidays.
    await renewDueTimes(tx, { company: await companyById(tx, companyId), now })
    const ledgerVersion = await raiseLedgerVersion(tx, companyId, restored + removed > 0 ? 1 : 0, {
      importId,
    })
    await tx
      .update(ledgerImport)
      .set({ state: 'undone', undoneAt: now, undoneBy: actor })
      .where(and(eq(ledgerImport.companyId, companyId), eq(ledgerImport.id, importId)))
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: 'undo import',
        subject: { type: 'import', id: importId },
        after: { fileName: found.fileName, restored, removed, ledgerVersion },
      },
    ])
    return { restored, removed, ledgerVersion }
  })
}

/** Records that are no longer what the import made of them, or are gone. */
async function changedSince(tx: Transaction, { companyId, importId }: Written): Promise<UndoConflict[]> {
  const conflicts: UndoConflict[] = []
  for (const stream of LEDGER_STREAMS) {
    const result = await tx.execute(sql`
      select record_id, present.import_id from import_change change
      left join ${LEDGER_TABLES[stream]} present
        on present.company_id = change.company_id and present.id = change.record_id
      where change.company_id = ${companyId} and change.import_id = ${importId} and stream = ${stream}
        and jsonb_strip_nulls(to_jsonb(present)) is distinct from change.after
      order by record_id`)
    for (const { record_id, import_id } of rows(Changed, result))
      conflicts.push({
        stream,
        recordId: record_id,
        importId: import_id === importId ? null : import_id,
        why: 'changed since',
      })
  }
  return conflicts
}

const Matched = z.object({ connection_id: z.string(), id: z.string(), customer_id: z.string() })

/** The accounts that were matched by hand to another customer, and with them records the import wrote. */
async function matchedSince(
  tx: Transaction,
  { companyId, importId }: Written,
): Promise<{ account: string; customerId: string }[]> {
  const result = await tx.execute(sql`
    select connection_id, id, customer_id from account
    where company_id = ${companyId} and own_customer is not null and exists (
      select from account_record noted
      join import_change change on change.company_id = noted.company_id
        and change.stream = noted."table" and change.record_id = noted.record_id
      where noted.company_id = account.company_id and noted.connection_id = account.connection_id
        and noted.account_id = account.id and change.import_id = ${importId})
    order by connection_id, id`)
  return rows(Matched, result).map(({ connection_id, id, customer_id }) => ({
    account: `${connection_id}/${id}`,
    customerId: customer_id,
  }))
}

/** Takes the written rows out and puts the rows before back in, whole. */
async function restore(
  tx: Transaction,
  { companyId, importId }: Written,
): Promise<{ restored: number; removed: number }> {
  let taken = 0
  let restored = 0
  for (const stream of LEDGER_STREAMS) {
    const table = LEDGER_TABLES[stream]
    const ofImport = sql`change.company_id = ${companyId} and change.import_id = ${importId} and change.stream = ${stream}`
    taken += await countOf(
      tx,
      sql`delete from ${table} present using import_change change
        where ${ofImport} and present.company_id = change.company_id and present.id = change.record_id
        returning 1`,
    )
    restored += await countOf(
      tx,
      sql`insert into ${table} select before_row.* from import_change change,
          jsonb_populate_record(null::${table}, change.before) before_row
        where ${ofImport} and change.before is not null returning 1`,
    )
  }
  return { restored, removed: taken - restored }
}

/**
 * The accounts an import named first go with it, and the notes of what was booked elsewhere with the records themselves. What a
 * person has decided stays as long as its customer does, for the next import of the source.
 */
async function forgetAccounts(tx: Transaction, { companyId, importId }: Written): Promise<void> {
  await tx.execute(sql`
    delete from account_record noted using import_change change
    where change.company_id = ${companyId} and change.import_id = ${importId} and change.before is null
      and noted.company_id = change.company_id and noted."table" = change.stream and noted.record_id = change.record_id`)
  await tx.execute(sql`
    delete from account where company_id = ${companyId} and import_id = ${importId}
      and (match <> 'by-hand' or not exists (select from customer
        where customer.company_id = account.company_id and customer.id = account.customer_id))`)
}

async function countOf(tx: Transaction, statement: SQL): Promise<number> {
  const result = await tx.execute(sql`with done as (${statement}) select count(*)::text as count from done`)
  return rows(Count, result)[0]?.count ?? 0
}

/** Records that are still there and name a customer, document or payment the undoing has removed. */
async function neededByOthers(tx: Transaction, { companyId, importId }: Written): Promise<UndoConflict[]> {
  const conflicts: UndoConflict[] = []
  const find = async (
    stream: LedgerStream,
    key: 'customer_id' | 'document_id' | 'from_id',
    needs: LedgerStream,
  ) => {
    const result = await tx.execute(sql`
      select distinct change.record_id, present.import_id from import_change change
      join ${LEDGER_TABLES[stream]} present
        on present.company_id = change.company_id and present.${sql.identifier(key)} = change.record_id
      where change.company_id = ${companyId} and change.import_id = ${importId} and change.stream = ${needs}
        and change.before is null
      order by record_id`)
    for (const { record_id, import_id } of rows(Changed, result))
      conflicts.push({
        stream: needs,
        recordId: record_id,
        importId: import_id,
        why: 'needed by later records',
      })
  }
  for (const stream of LEDGER_STREAMS)
    if ('customerId' in LEDGER_SCHEMAS[stream].shape) await find(stream, 'customer_id', 'customers')
  for (const stream of ['applications', 'disputes'] as const) await find(stream, 'document_id', 'documents')
  for (const needs of ['payments', 'documents'] as const) await find('applications', 'from_id', needs)
  return conflicts
}
