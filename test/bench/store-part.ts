import { sql } from 'drizzle-orm'
import { LEDGER_STREAMS, type Ledger } from '#engine/ledger.ts'
import type { Database } from '#server/database/database.ts'
import { LEDGER_TABLES } from '#server/database/ledger-tables.ts'
import { type RecordColumn, recordColumns, recordId } from '#server/database/record-columns.ts'

/** Writes records straight into the ledger's tables, without the account that an import keeps of each change. */
export async function storePart(db: Database, companyId: string, part: Ledger): Promise<void> {
  for (const stream of LEDGER_STREAMS) {
    if (part[stream].length === 0) continue
    const columns = recordColumns(stream).filter(({ key }) => key !== 'id')
    const list = (each: (column: RecordColumn) => ReturnType<typeof sql>) =>
      sql.join(columns.map(each), sql`, `)
    const json = JSON.stringify(part[stream].map((record) => ({ ...record, id: recordId(record) })))
    await db.execute(sql`
      insert into ${LEDGER_TABLES[stream]} (company_id, id, source, import_id, ${list(({ name }) => sql`${sql.identifier(name)}`)})
      select ${companyId}, id, 'bench', 'bench', ${list(({ key }) => sql`${sql.identifier(key)}`)}
      from jsonb_to_recordset(${json}::jsonb)
        as record(id text, ${list(({ key, type }) => sql`${sql.identifier(key)} ${sql.raw(type)}`)})`)
  }
}
