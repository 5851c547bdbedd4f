import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { takeSnapshot } from '#engine/snapshot.ts'
import { openBookShelf } from '#server/books/book-shelf.ts'
import { readBooks } from '#server/books/kept-books.ts'
import { ledgerChange } from '#server/database/ledger-change-tables.ts'
import { hold } from '#server/database/ledger-tables.ts'
import { raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { loadLedger } from '#server/database/load-ledger.ts'
import { undoImport } from '#server/import/undo-import.ts'
import { companyById } from '#server/run/company.ts'
import { holdStore } from '#server/run/hold-store.ts'
import { aCustomer, aDispute, aLedger, anInvoice, aPromise, paid } from '../../builders.ts'
import { clockAt } from '../../clock-at.ts'
import { freshDatabase } from '../database/test-database.ts'
import { someBooks, theCompany } from '../run/a-company.ts'

const database = freshDatabase()
const NOW = clockAt('2026-03-16').now()

async function aShelf() {
  const companyId = await database.aCompany()
  const company = theCompany(database.db, companyId)
  const first = await company.importBooks('2026-03-16', someBooks())
  const shelf = openBookShelf(database.db)
  const ask = async () => shelf.booksOf(await companyById(database.db, companyId))
  await ask()
  return { companyId, company, shelf, ask, first }
}
const asRead = async (companyId: string) => takeSnapshot(await loadLedger(database.db, companyId))

describe('the books in memory', () => {
  test('are the same object while nothing has changed', async () => {
    const { ask } = await aShelf()
    expect(await ask()).toBe(await ask())
  })

  test('take over what an import added, changed and closed, as if they had been read anew', async () => {
    const { companyId, company, ask } = await aShelf()
    await company.importBooks(
      '2026-03-17',
      aLedger(
        {
          customers: [
            aCustomer({ id: 'aardvark', name: 'A new one', custom: { region: 'north' } }),
            aCustomer({ id: 'heron', name: 'Heron Renamed' }),
            aCustomer({ id: 'plover', name: 'Plover & Sons' }),
          ],
          documents: [
            anInvoice({ id: 'A-1', customerId: 'heron', totalMinor: 1, dueOn: '2026-02-01' }),
            anInvoice({ id: 'A-3', customerId: 'aardvark' }),
          ],
          promises: [aPromise({ id: 'p', customerId: 'plover' })],
          disputes: [aDispute({ id: 'd', customerId: 'plover', documentId: 'B-1' })],
        },
        paid('B-1', { customerId: 'plover', minor: 500, on: '2026-03-17' }),
      ),
      { lists: 'all-open', confirmClosing: true },
    )
    const books = await ask()
    expect(books.snapshot).toEqual(await asRead(companyId))
    expect(books.ledgerVersion).toBe(2)
    expect(books.snapshot.customers[0]).toMatchObject({ id: 'aardvark' })
    expect(books.catalogue.all.some(({ name }) => name === 'custom.region')).toBe(true)
  })

  test('lose what an undone import had added, and get back what it had changed', async () => {
    const { companyId, company, ask } = await aShelf()
    const before = (await ask()).snapshot
    const { importId } = await company.importBooks(
      '2026-03-17',
      aLedger({
        documents: [
          anInvoice({ id: 'A-1', customerId: 'heron', totalMinor: 7 }),
          anInvoice({ id: 'A-9', customerId: 'heron' }),
        ],
      }),
    )
    expect((await ask()).snapshot.documents.row.has('A-9')).toBe(true)
    await undoImport(database.db, { companyId, importId: importId ?? '', actor: 'ann', now: NOW })
    const { snapshot } = await ask()
    expect(snapshot.documents.row.has('A-9')).toBe(false)
    expect(snapshot.documents.records).toEqual(before.documents.records)
    expect(snapshot).toEqual(await asRead(companyId))
  })

  test('take over holds as they are placed and released', async () => {
    const { companyId, ask } = await aShelf()
    await database.db.transaction(async (tx) => {
      const store = holdStore(tx, companyId)
      await store.place({
        id: 'h1',
        customerId: 'heron',
        placedOn: '2026-03-16',
        ruleId: 'late',
        reason: 'x',
      })
      await store.place({
        id: 'h2',
        customerId: 'plover',
        placedOn: '2026-03-16',
        ruleId: 'late',
        reason: 'x',
      })
    })
    expect((await ask()).snapshot.holds).toHaveLength(2)
    await database.db.transaction((tx) => holdStore(tx, companyId).release('h1', '2026-03-17'))
    const { snapshot } = await ask()
    expect(snapshot.holds).toMatchObject([{ id: 'h1', releasedOn: '2026-03-17' }, { id: 'h2' }])
    expect(snapshot).toEqual(await asRead(companyId))
  })

  test('are read anew after a change that does not say what it changed', async () => {
    const { companyId, ask } = await aShelf()
    await database.db.transaction(async (tx) => {
      await tx.insert(hold).values({
        companyId,
        id: 'quiet',
        source: 'by-hand',
        customerId: 'heron',
        placedOn: calendarDate('2026-03-16'),
        placedBy: 'person',
      })
      await raiseLedgerVersion(tx, companyId, 1)
    })
    expect((await ask()).snapshot.holds).toMatchObject([{ id: 'quiet' }])
    await database.db.delete(ledgerChange).where(eq(ledgerChange.companyId, companyId))
    expect((await ask()).snapshot).toEqual(await asRead(companyId))
  })

  test('are brought up to date once, however many ask at once', async () => {
    const { company, ask } = await aShelf()
    await company.importBooks(
      '2026-03-17',
      aLedger({ documents: [anInvoice({ id: 'Z', customerId: 'heron' })] }),
    )
    const found = await Promise.all(Array.from({ length: 20 }, ask))
    expect(new Set(found).size).toBe(1)
  })

  test('asked for as of an older version are the newest all the same', async () => {
    const { companyId, company, shelf, ask } = await aShelf()
    await company.importBooks(
      '2026-03-17',
      aLedger({ documents: [anInvoice({ id: 'Z', customerId: 'heron' })] }),
    )
    const newest = await ask()
    expect(await shelf.booksOf({ id: companyId, ledgerVersion: 1 })).toBe(newest)
  })

  test('that could not be loaded are not kept', async () => {
    const shelf = openBookShelf(database.db)
    const companyId = `later-${NOW.getTime()}`
    await expect(shelf.booksOf({ id: companyId, ledgerVersion: 0 })).rejects.toThrow('There is no company')
    await database.aCompany({ id: companyId })
    expect(await shelf.booksOf({ id: companyId, ledgerVersion: 0 })).toMatchObject({ ledgerVersion: 0 })
    expect((await readBooks(database.db, companyId)).ledger.customers).toEqual([])
  })
})
