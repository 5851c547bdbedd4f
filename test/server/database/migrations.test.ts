import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { DatabaseNewerError } from '#server/database/errors.ts'
import { pendingMigrations } from '#server/database/migrate.ts'
import { rows } from '#server/database/rows.ts'
import { freshDatabase } from './test-database.ts'

const database = freshDatabase()

/** What belongs to the installation: a person who signs in may belong to several companies, or not yet to any. */
const OF_THE_INSTALLATION = [
  'auth_account',
  'auth_session',
  'auth_two_factor',
  'auth_user',
  'auth_verification',
  'first_admin',
  'password_link',
  'sign_in_attempts',
]

test('the company leads the primary key of every table but the company itself and those of signing in', async () => {
  const Key = z.object({ table: z.string(), first: z.string() })
  const found = rows(
    Key,
    await database.db.execute(sql`
      select table_name as table, column_name as first from information_schema.table_constraints
      join information_schema.key_column_usage using (constraint_schema, constraint_name, table_name)
      where constraint_type = 'PRIMARY KEY' and ordinal_position = 1
        and information_schema.table_constraints.table_schema = 'public'`),
  )
  expect(found.length).toBeGreaterThan(25)
  const others = found.filter(({ first }) => first !== 'company_id').map(({ table }) => table)
  expect(others.toSorted()).toEqual([...OF_THE_INSTALLATION, 'company'].toSorted())
})

test('a database of a newer version is refused, not damaged', async () => {
  expect(await pendingMigrations(database.db)).toBe(0)
  const fromTheFuture = database.db.transaction(async (tx) => {
    await tx.execute(sql`
      insert into drizzle.__drizzle_migrations (hash, created_at)
      select 'future ' || number, 0 from generate_series(1, 3) number`)
    await pendingMigrations(tx)
  })
  await expect(fromTheFuture).rejects.toBeInstanceOf(DatabaseNewerError)
})
