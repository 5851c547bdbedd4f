import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Queryable } from '#server/database/database.ts'
import { rows } from '#server/database/rows.ts'
import { freshDatabase } from './test-database.ts'

const Backend = z.object({ pid: z.int() })

// The embedded database has no connections that could break.
describe.skipIf(!process.env.DATABASE_URL)('a connection to the database server that breaks', () => {
  const database = freshDatabase()
  const backendOf = async (db: Queryable) =>
    rows(Backend, await db.execute(sql`select pg_backend_pid() as pid`))[0]!.pid
  const end = (pid: number) => database.db.execute(sql`select pg_terminate_backend(${pid}::int, 5000)`)

  test('ends its transaction: what that still asks for is refused, and nothing of it was done', async () => {
    const company = await database.aCompany({ name: 'Before' })
    const rename = sql`update company set name = 'After' where id = ${company}`
    const broken = database.db.transaction(async (tx) => {
      await tx.execute(rename)
      await end(await backendOf(tx))
      await expect(tx.execute(rename)).rejects.toThrow()
      await tx.execute(rename)
    })
    await expect(broken).rejects.toThrow()
    const Named = z.object({ name: z.string() })
    const found = await database.db.execute(sql`select name from company where id = ${company}`)
    expect(rows(Named, found)).toEqual([{ name: 'Before' }])
  })

  test('is replaced, however many of them break', async () => {
    for (let times = 0; times < 12; times += 1) {
      const broken = database.db.transaction(async (tx) => {
        await end(await backendOf(tx))
        await tx.execute(sql`select 1`)
      })
      await expect(broken).rejects.toThrow()
    }
    expect(await backendOf(database.db)).toBeGreaterThan(0)
  })
})
