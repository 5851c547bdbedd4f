import { getTableColumns } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { calendarDate } from '#engine/calendar-date.ts'
import { LEDGER_SCHEMAS, LEDGER_STREAMS } from '#engine/ledger.ts'
import { LEDGER_TABLES } from '#server/database/ledger-tables.ts'
import { loadLedger } from '#server/database/load-ledger.ts'
import { commitImport } from '#server/import/commit-import.ts'
import { aLedger, EVERY_KEY } from '../import/a-ledger.ts'
import { freshDatabase } from './test-database.ts'

const database = freshDatabase()

const anOrder = (companyId: string) => ({
  companyId,
  source: 'files',
  problems: [],
  fileName: 'books.json',
  mapping: null,
  lists: 'changes' as const,
  exportedOn: calendarDate('2026-02-28'),
  actor: 'ann',
  now: new Date('2026-02-28T10:00:00Z'),
})

describe('the ledger in the database', () => {
  test.each(LEDGER_STREAMS)(
    'the table of %s has a column for every key the engine knows, and no other',
    (stream) => {
      const known = new Set(Object.keys(LEDGER_SCHEMAS[stream].shape))
      const kept = Object.keys(getTableColumns(LEDGER_TABLES[stream])).filter(
        (key) => !['companyId', 'id', 'source', 'importId'].includes(key),
      )
      expect(new Set(kept)).toEqual(new Set([...known].filter((key) => key !== 'id')))
    },
  )

  test.each(LEDGER_STREAMS)('the test has %s with every key, and with as few as may be', (stream) => {
    const [full, least] = EVERY_KEY[stream]
    const shape = LEDGER_SCHEMAS[stream].shape
    expect(Object.keys(full!).toSorted()).toEqual(Object.keys(shape).toSorted())
    const required = Object.entries(shape).filter(([, schema]) => !schema.safeParse(undefined).success)
    if (required.length < Object.keys(shape).length)
      expect(Object.keys(least!).length).toBeLessThan(Object.keys(full!).length)
  })

  test('gives back exactly the records that went in', async () => {
    const companyId = await database.aCompany()
    await commitImport(database.db, { ...anOrder(companyId), ledger: EVERY_KEY })
    expect(await loadLedger(database.db, companyId)).toEqual(EVERY_KEY)
  })

  test('holds nothing of another company', async () => {
    const [one, other] = [await database.aCompany(), await database.aCompany()]
    await commitImport(database.db, { ...anOrder(one), ledger: EVERY_KEY })
    expect(await loadLedger(database.db, other)).toEqual(aLedger({}))
  })

  test('is sorted by id as the engine sorts, whatever the language of the database', async () => {
    const companyId = await database.aCompany()
    const ids = ['a', 'B', 'Ä', 'b', '10', '9', 'a-1', 'a1', '_']
    const ledger = aLedger({ customers: ids.map((id) => ({ id, name: id })) })
    await commitImport(database.db, { ...anOrder(companyId), ledger })
    const loaded = await loadLedger(database.db, companyId)
    expect(loaded.customers.map(({ id }) => id)).toEqual(ids.toSorted())
  })

  test('is read in pages without losing or doubling a record', async () => {
    const companyId = await database.aCompany()
    const ids = Array.from({ length: 20_000 }, (_, at) => String(at).padStart(6, '0'))
    const ledger = aLedger({ customers: ids.map((id) => ({ id, name: 'Customer' })) })
    await commitImport(database.db, { ...anOrder(companyId), ledger })
    const loaded = await loadLedger(database.db, companyId)
    expect(loaded.customers.map(({ id }) => id)).toEqual(ids)
  })
})
