import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { snakeCase } from './record-columns.ts'

/**
 * A statement that adds many rows by one parameter: several times as fast as one parameter a value, of which a statement takes no
 * more than 65,534. All rows have the keys of the first one. `tail` is what follows, such as "on conflict" and "returning". Throws
 * TypeError for no rows, or a key that is no column.
 */
export function insertRows<T extends PgTable>(
  table: T,
  given: readonly T['$inferInsert'][],
  tail: SQL = sql``,
): SQL {
  const [first] = given
  if (first === undefined)
    throw new TypeError('Cannot insert no rows. Ask for a statement when there are some.')
  const columns: Readonly<Record<string, { getSQLType(): string }>> = getTableColumns(table)
  const keys = Object.keys(first)
  const names = sql.join(
    keys.map((key) => sql.identifier(snakeCase(key))),
    sql`, `,
  )
  const typed = sql.join(
    keys.map((key) => {
      const column = columns[key]
      if (column === undefined)
        throw new TypeError(`Cannot insert "${key}", which is no column of the table.`)
      return sql`${sql.identifier(key)} ${sql.raw(column.getSQLType())}`
    }),
    sql`, `,
  )
  const values = sql.join(
    keys.map((key) => sql`given.${sql.identifier(key)}`),
    sql`, `,
  )
  return sql`insert into ${table} (${names})
    select ${values} from jsonb_to_recordset(${jsonText(given)}::jsonb) as given(${typed}) ${tail}`
}

/** What JSON writes of half a character, such as the first half of an emoji that a template has cut in two. */
const HALF_A_CHARACTER = /\\ud[89a-f]/

/** Values as JSON that the database takes: half a character becomes the sign for one that is unknown, as in any other text. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  if (!HALF_A_CHARACTER.test(text)) return text
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' ? each.toWellFormed() : each))
}
