import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { verifyAudit } from '#server/database/audit.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { loadLedger } from '#server/database/load-ledger.ts'
import { commitImport, type ImportOrder } from '#server/import/commit-import.ts'
import { ImportBuiltUponError, ImportNotUndoableError } from '#server/import/errors.ts'
import { undoImport } from '#server/import/undo-import.ts'
import { freshDatabase } from '../database/test-database.ts'
import { aLedger, anInvoice, EVERY_KEY } from './a-ledger.ts'

const database = freshDatabase()

async function importing(companyId: string, settings: Partial<ImportOrder>): Promise<string> {
  const summary = await commitImport(database.db, {
    companyId,
    source: 'files',
    ledger: aLedger({}),
    problems: [],
    fileName: 'open-items.csv',
    mapping: null,
    lists: 'changes',
    exportedOn: calendarDate('2026-03-01'),
    actor: 'ann',
    now: new Date('2026-03-01T10:00:00Z'),
    ...settings,
  })
  return summary.importId!
}
const undoing = (companyId: string, importId: string) =>
  undoImport(database.db, { companyId, importId, actor: 'bob', now: new Date('2026-03-02T10:00:00Z') })

test('undoing the first import leaves nothing of it', async () => {
  const companyId = await database.aCompany()
  const first = await importing(companyId, { ledger: EVERY_KEY })
  expect(await undoing(companyId, first)).toEqual({ restored: 0, removed: 26, ledgerVersion: 2 })
  expect(await loadLedger(database.db, companyId)).toEqual(aLedger({}))
})

test('undoing a later import gives back every record as it was, also those it closed', async () => {
  const companyId = await database.aCompany()
  await importing(companyId, { ledger: EVERY_KEY })
  const before = await loadLedger(database.db, companyId)
  const ledger = aLedger({
    customers: [{ id: '0042', name: 'Renamed', custom: { score: 5 } }],
    documents: [
      anInvoice({ id: 'd1' }),
      anInvoice({ id: 'd3' }),
      anInvoice({ id: 'd2', type: 'credit-memo' }),
    ],
    rates: [{ from: 'EUR', to: 'USD', on: '2026-01-31', rate: '2' }],
  })
  const second = await importing(companyId, { ledger })
  const listing = { ledger: aLedger({ documents: [anInvoice({ id: 'd3' })] }), confirmClosing: true }
  const third = await importing(companyId, { ...listing, lists: 'all-open' })
  expect((await loadLedger(database.db, companyId)).documents[0]).toMatchObject({ closedBy: 'unlisted' })

  expect(await undoing(companyId, third)).toMatchObject({ restored: 1, removed: 0 })
  expect(await undoing(companyId, second)).toMatchObject({ restored: 4, removed: 1, ledgerVersion: 5 })
  expect(await loadLedger(database.db, companyId)).toEqual(before)
  expect(await verifyAudit(database.db, companyId)).toMatchObject({ lines: 5, broken: null })
})

test('an import whose records a later one changed is not undone, and the later one is named', async () => {
  const companyId = await database.aCompany()
  const first = await importing(companyId, { ledger: EVERY_KEY })
  const later = await importing(companyId, { ledger: aLedger({ documents: [anInvoice({ id: 'd1' })] }) })
  const before = await loadLedger(database.db, companyId)
  const refused = undoing(companyId, first)
  await expect(refused).rejects.toBeInstanceOf(ImportBuiltUponError)
  await expect(refused).rejects.toMatchObject({
    conflicts: [{ stream: 'documents', recordId: 'd1', importId: later, why: 'changed since' }],
  })
  await expect(refused).rejects.toThrow(`documents d1: changed since (import ${later})`)
  expect(await loadLedger(database.db, companyId)).toEqual(before)
})

test('an import whose records a person changed is not undone', async () => {
  const companyId = await database.aCompany()
  const first = await importing(companyId, { ledger: EVERY_KEY })
  await database.db
    .update(hold)
    .set({ releasedOn: calendarDate('2026-02-20') })
    .where(eq(hold.companyId, companyId))
  await expect(undoing(companyId, first)).rejects.toMatchObject({
    conflicts: [
      { stream: 'holds', recordId: 'h1', importId: null },
      { stream: 'holds', recordId: 'h2', importId: null },
    ],
  })
})

test('customers a later import has invoices for are not taken away', async () => {
  const companyId = await database.aCompany()
  const customers = await importing(companyId, {
    ledger: aLedger({ customers: [{ id: '0042', name: 'Harbour' }] }),
  })
  const documents = await importing(companyId, { ledger: aLedger({ documents: [anInvoice({ id: 'i1' })] }) })
  await expect(undoing(companyId, customers)).rejects.toMatchObject({
    conflicts: [
      { stream: 'customers', recordId: '0042', importId: documents, why: 'needed by later records' },
    ],
  })
  expect((await loadLedger(database.db, companyId)).customers).toHaveLength(1)
  await undoing(companyId, documents)
  await undoing(companyId, customers)
  expect(await loadLedger(database.db, companyId)).toEqual(aLedger({}))
})

test('an import is undone once, and only in its own company', async () => {
  const [companyId, other] = [await database.aCompany(), await database.aCompany()]
  const first = await importing(companyId, { ledger: EVERY_KEY })
  await expect(undoing(other, first)).rejects.toThrow(ImportNotUndoableError)
  await undoing(companyId, first)
  await expect(undoing(companyId, first)).rejects.toThrow('was undone before')
})
