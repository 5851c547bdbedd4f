import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ledger, LedgerStream } from '#engine/ledger.ts'
import type { Transaction } from '#server/database/database.ts'
import { LEDGER_TABLES } from '#server/database/ledger-tables.ts'
import { type RecordColumn, recordColumns, recordId } from '#server/database/record-columns.ts'
import { rows } from '#server/database/rows.ts'

/** Rows a statement: one parameter of some megabytes. */
const CHUNK = 5_000

/** A file rarely knows everything of these: what it leaves out stays as it was, and any source may add to them. */
const MERGED: ReadonlySet<LedgerStream> = new Set(['entities', 'customers', 'contacts'])

/** Rates belong to nobody: the last to state one is right. */
const SHARED: ReadonlySet<LedgerStream> = new Set(['rates'])

export type ImportTarget = { readonly companyId: string; readonly source: string; readonly importId: string }

const Outcome = z.object({
  added: z.string().transform(Number),
  changed: z.string().transform(Number),
  foreign_ids: z.array(z.string()).nullable(),
})

/**
 * Writes the records of one stream where they differ from what is stored, with the row before and after of each one written.
 * `foreign` are ids that belong to another source and were left alone.
 */
export async function upsertRecords(
  tx: Transaction,
  { companyId, source, importId }: ImportTarget,
  stream: LedgerStream,
  records: readonly Ledger[LedgerStream][number][],
): Promise<{ added: number; changed: number; foreign: string[] }> {
  const total = { added: 0, changed: 0, foreign: [] as string[] }
  for (let from = 0; from < records.length; from += CHUNK) {
    const chunk = records.slice(from, from + CHUNK).map((record) => ({ ...record, id: recordId(record) }))
    const statement = upsertStatement({ companyId, source, importId }, stream, JSON.stringify(chunk))
    const [outcome] = rows(Outcome, await tx.execute(statement))
    if (outcome === undefined) continue
    total.added += outcome.added
    total.changed += outcome.changed
    total.foreign.push(...(outcome.foreign_ids ?? []))
  }
  return total
}

function upsertStatement(
  { companyId, source, importId }: ImportTarget,
  stream: LedgerStream,
  json: string,
): SQL {
  const table = LEDGER_TABLES[stream]
  const columns = recordColumns(stream).filter(({ key }) => key !== 'id')
  const list = (each: (column: RecordColumn) => SQL) => sql.join(columns.map(each), sql`, `)
  const names = list(({ name }) => sql`${sql.identifier(name)}`)
  const keys = list(({ key }) => sql`${sql.identifier(key)}`)
  const next = MERGED.has(stream) ? mergedValue : replacedValue
  const anySource = MERGED.has(stream) || SHARED.has(stream)
  // All parts of one statement see the tables as they were before it: `stored` holds the rows before.
  return sql`
    with incoming as (
      select * from jsonb_to_recordset(${json}::jsonb)
        as record(id text, ${list(({ key, type }) => sql`${sql.identifier(key)} ${sql.raw(type)}`)})
    ), stored as (
      select stored.* from ${table} stored join incoming on incoming.id = stored.id
      where stored.company_id = ${companyId}
    ), written as (
      insert into ${table} as present (company_id, id, source, import_id, ${names})
      select ${companyId}, id, ${source}, ${importId}, ${keys} from incoming
      on conflict (company_id, id) do update
        set import_id = excluded.import_id, ${list((column) => sql`${sql.identifier(column.name)} = ${next(column)}`)}
      where (${list(({ name }) => sql`present.${sql.identifier(name)}`)}) is distinct from (${list(next)})
        and (${anySource} or present.source = excluded.source)
      returning present.*
    ), logged as (
      insert into import_change (company_id, import_id, stream, record_id, before, after)
      select ${companyId}, ${importId}, ${stream}, written.id,
        case when stored.id is not null then jsonb_strip_nulls(to_jsonb(stored)) end,
        jsonb_strip_nulls(to_jsonb(written))
      from written left join stored on stored.id = written.id
      returning before is null as is_new
    )
    select count(*) filter (where is_new)::text as added,
      count(*) filter (where not is_new)::text as changed,
      (select jsonb_agg(id) from stored where source <> ${source} and not ${anySource}) as foreign_ids
    from logged`
}

function replacedValue({ name }: RecordColumn): SQL {
  return sql`excluded.${sql.identifier(name)}`
}

function mergedValue({ name }: RecordColumn): SQL {
  const given = sql`excluded.${sql.identifier(name)}`
  const kept = sql`present.${sql.identifier(name)}`
  // A file that has no name writes the id in its place; that is no reason to forget the name.
  if (name === 'name')
    return sql`case when ${given} = excluded.id then ${kept} else coalesce(${given}, ${kept}) end`
  if (name === 'custom') return sql`coalesce(${kept} || ${given}, ${given}, ${kept})`
  return sql`coalesce(${given}, ${kept})`
}
