import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '#server/database/database.ts'
import { rows } from '#server/database/rows.ts'

export type StoredTable = { readonly name: string; readonly columns: readonly string[] }

/** Every table of ours in the database with its columns, those that others refer to before those that refer to them. */
export async function storedTables(db: Queryable): Promise<StoredTable[]> {
  const columns = rows(
    z.object({ table: z.string(), column: z.string() }),
    await db.execute(sql`
      select c.table_name as "table", c.column_name as "column"
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
      order by c.table_name, c.ordinal_position`),
  )
  const references = rows(
    z.object({ from: z.string(), to: z.string() }),
    await db.execute(sql`
      select distinct own.relname as "from", other.relname as "to"
      from pg_constraint join pg_class own on own.oid = conrelid join pg_class other on other.oid = confrelid
      where contype = 'f' and own.relname <> other.relname and connamespace = 'public'::regnamespace`),
  )
  const tables = [...Map.groupBy(columns, ({ table }) => table)].map(([name, own]) => ({
    name,
    columns: own.map(({ column }) => column),
  }))
  return inOrderOfReference(tables, references)
}

function inOrderOfReference(
  tables: readonly StoredTable[],
  references: readonly { from: string; to: string }[],
): StoredTable[] {
  const ordered: StoredTable[] = []
  let waiting = [...tables]
  while (waiting.length > 0) {
    const isWaiting = new Set(waiting.map(({ name }) => name))
    const free = waiting.filter(
      ({ name }) => !references.some(({ from, to }) => from === name && isWaiting.has(to)),
    )
    if (free.length === 0)
      throw new Error(
        `The tables ${[...isWaiting].join(', ')} refer to each other in a circle. Take one reference away: they cannot be restored.`,
      )
    ordered.push(...free)
    const freed = new Set(free.map(({ name }) => name))
    waiting = waiting.filter(({ name }) => !freed.has(name))
  }
  return ordered
}
