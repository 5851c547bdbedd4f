import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { company } from '#server/database/company-tables.ts'
import { DataDirectoryHeldError, OutsideTransactionError } from '#server/database/errors.ts'
import { openDatabase } from '#server/database/open.ts'
import { rows } from '#server/database/rows.ts'
import { freshDatabase } from './test-database.ts'

describe('the embedded database', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = join(mkdtempSync(join(tmpdir(), 'dunlin-open-')), 'data')
  })
  afterEach(() => {
    rmSync(dataDir, { recursive: true, force: true })
  })

  test('is made, migrated, closed and opened again with what was written', async () => {
    const first = await openDatabase({ dataDir })
    expect(await first.migrate()).toBeGreaterThan(0)
    expect(await first.migrate()).toBe(0)
    await first.db
      .insert(company)
      .values({ id: 'acme', name: 'Acme', timeZone: 'Europe/Berlin', currency: 'EUR' })
    await expect(openDatabase({ dataDir })).rejects.toBeInstanceOf(DataDirectoryHeldError)
    expect(statSync(join(dataDir, 'lock.json')).mode & 0o777).toBe(0o600)
    await first.close()

    const second = await openDatabase({ dataDir })
    expect(await second.migrate()).toBe(0)
    const found = await second.db.select().from(company).where(eq(company.id, 'acme'))
    expect(found).toMatchObject([{ name: 'Acme', mode: 'test', ledgerVersion: 0 }])

    // Our queries read instants and days as text; the queue, which has the database itself, gets dates.
    const both = `select timestamptz '2026-01-31 12:00Z' as at, date '2026-01-31' as day, 7::int2 as n`
    const Row = z.object({ at: z.string(), day: z.string(), n: z.number() })
    const read = () => second.db.transaction(async (tx) => rows(Row, await tx.execute(both)))
    expect(await read()).toEqual([{ at: '2026-01-31 12:00:00+00', day: '2026-01-31', n: 7 }])
    const asked = { at: new Date('2026-01-31T12:00:00Z'), day: new Date('2026-01-31'), n: 7 }
    expect((await second.pglite!.query(both)).rows).toEqual([asked])
    expect((await second.pglite!.exec(both))[0]?.rows).toEqual([asked])
    expect(await second.pglite!.transaction(async (tx) => (await tx.query(both)).rows)).toEqual([asked])
    expect(await read()).toEqual([{ at: '2026-01-31 12:00:00+00', day: '2026-01-31', n: 7 }])
    await second.close()
  })
})

describe('either database', () => {
  const database = freshDatabase()

  test('gives the rows of hand-written SQL in one form', async () => {
    const Row = z.object({ total: z.string(), day: z.string() })
    const found = rows(
      Row,
      await database.db.execute(
        sql`select 9007199254740991::bigint::text as total, date '2026-01-31' as day`,
      ),
    )
    expect(found).toEqual([{ total: '9007199254740991', day: '2026-01-31' }])
  })

  test('refuses a row of another form than announced', async () => {
    const result = await database.db.execute(sql`select 1 as total`)
    expect(() => rows(z.object({ total: z.string() }), result)).toThrow(z.ZodError)
  })

  test('takes back everything of a transaction that fails', async () => {
    const id = await database.aCompany()
    const failing = database.db.transaction(async (tx) => {
      await tx.update(company).set({ name: 'Changed' }).where(eq(company.id, id))
      throw new Error('power cut')
    })
    await expect(failing).rejects.toThrow('power cut')
    const [found] = await database.db.select().from(company).where(eq(company.id, id))
    expect(found?.name).toBe('Testing Ltd')
  })

  test('says so when a query inside a transaction uses the handle, where that would wait for ever', async () => {
    if (database.kind !== 'pglite') return
    const id = await database.aCompany()
    const wrong = database.db.transaction(async (tx) => {
      await tx.update(company).set({ name: 'Changed' }).where(eq(company.id, id))
      return database.db.select().from(company)
    })
    const error = await wrong.catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(Error)
    expect(error instanceof Error ? error.cause : null).toBeInstanceOf(OutsideTransactionError)
    // After the transaction the handle works again.
    expect(await database.db.select().from(company).where(eq(company.id, id))).toHaveLength(1)
  })

  test('lets a transaction stand inside a transaction', async () => {
    const id = await database.aCompany()
    await database.db.transaction(async (tx) => {
      await tx.transaction(async (inner) => {
        await inner.update(company).set({ name: 'Inner' }).where(eq(company.id, id))
      })
    })
    const [found] = await database.db.select().from(company).where(eq(company.id, id))
    expect(found?.name).toBe('Inner')
  })
})
