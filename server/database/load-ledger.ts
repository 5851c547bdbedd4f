import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { emptyLedger, LEDGER_STREAMS, type Ledger, type LedgerStream } from '#engine/ledger.ts'
import type { Database, Transaction } from './database.ts'
import { LEDGER_TABLES } from './ledger-tables.ts'
import { recordColumns, recordId } from './record-columns.ts'
import { rows } from './rows.ts'

/** Records a trip. Some megabytes of text, and few enough trips for a million documents. */
const PAGE = 10_000

const Row = z.object({ stream: z.string(), record: z.string() })

/**
 * An address that bounced or whose owner complained is none: whoever decides, previews or plans looks for somebody else. Here,
 * so that none of them can forget.
 */
const REACHABLE_EMAIL = sql`case when exists (
  select 1 from suppressed_address gone
  where gone.company_id = contact.company_id and gone.address = lower(trim(contact.email))
) then null else contact.email end as email`

/**
 * Everything the ledger of a company holds, read as of one moment, each stream sorted by id. The records are those that
 * went in, key for key: a plan from here and a plan from the file they came from are the same.
 */
export async function loadLedger(db: Database, companyId: string): Promise<Ledger> {
  return db.transaction((tx) => readLedger(tx, companyId), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  })
}

/** The same inside a transaction of the caller, by one statement, so that the streams fit together. */
export async function readLedger(tx: Transaction, companyId: string): Promise<Ledger> {
  return readStreams(tx, { companyId, streams: LEDGER_STREAMS })
}

/** What every share of a run reads, whatever its customers. */
const OF_NOBODY: readonly LedgerStream[] = ['entities', 'rates']

/** The same for some customers: their records, and what pays their documents. */
export async function readLedgerOf(
  tx: Transaction,
  { companyId, customerIds }: { companyId: string; customerIds: readonly string[] },
): Promise<Ledger> {
  const ids = sql`(select jsonb_array_elements_text(${JSON.stringify(customerIds)}::jsonb))`
  const where = (stream: LedgerStream): SQL => {
    if (OF_NOBODY.includes(stream)) return sql``
    if (stream === 'customers') return sql`and id in ${ids}`
    if (stream === 'applications')
      return sql`and document_id in (select id from document
        where document.company_id = ${companyId} and document.customer_id in ${ids})`
    return sql`and customer_id in ${ids}`
  }
  return readStreams(tx, { companyId, streams: LEDGER_STREAMS, where })
}

/** The records of one stream with these ids, as far as they are (still) there. */
export async function readRecords<S extends LedgerStream>(
  tx: Transaction,
  { companyId, stream, ids }: { companyId: string; stream: S; ids: readonly string[] },
): Promise<Ledger[S][number][]> {
  const where = () => sql`and id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`
  const ledger = await readStreams(tx, { companyId, streams: [stream], where })
  // A list of the very stream that was asked for.
  return ledger[stream] as Ledger[S][number][]
}

async function readStreams(
  tx: Transaction,
  {
    companyId,
    streams,
    where = () => sql``,
  }: {
    companyId: string
    streams: readonly LedgerStream[]
    where?: (stream: LedgerStream) => SQL
  },
): Promise<Ledger> {
  // A cursor reads each table once, whatever its size. The database writes each record as JSON, which both drivers hand
  // over alike and which leaves out what is absent.
  await tx.execute(
    sql`declare ledger_page no scroll cursor for ${sql.join(
      streams.map((stream) => selectStream(companyId, stream, where(stream))),
      sql` union all `,
    )}`,
  )
  const texts = new Map<string, string[]>(streams.map((stream) => [stream, []]))
  const records = new Map<string, Ledger[LedgerStream][number][]>(streams.map((stream) => [stream, []]))
  for (;;) {
    const page = rows(Row, await tx.execute(sql.raw(`fetch forward ${PAGE} from ledger_page`)))
    for (const { stream, record } of page) texts.get(stream)?.push(record)
    for (const [stream, own] of texts)
      for (const record of parseRecords(own.splice(0))) records.get(stream)?.push(record)
    if (page.length < PAGE) break
  }
  await tx.execute(sql`close ledger_page`)
  const ledger = emptyLedger()
  for (const stream of streams) {
    const into: Ledger[LedgerStream][number][] = ledger[stream]
    // Sorted here, for databases differ in how they order text.
    const sorted = (records.get(stream) ?? []).sort((a, b) => (recordId(a) < recordId(b) ? -1 : 1))
    for (const record of sorted) into.push(record)
  }
  return ledger
}

function selectStream(companyId: string, stream: LedgerStream, where: SQL): SQL {
  const selected = sql.join(
    recordColumns(stream).map(({ name, key }) =>
      stream === 'contacts' && key === 'email'
        ? REACHABLE_EMAIL
        : sql`${sql.identifier(name)} as ${sql.identifier(key)}`,
    ),
    sql`, `,
  )
  return sql`select ${stream}::text as stream, json_strip_nulls(row_to_json(record))::text as record
    from (select ${selected} from ${LEDGER_TABLES[stream]} where company_id = ${companyId} ${where}) record`
}

/**
 * The records passed their schemas before they were written, and the columns keep their types: a second look would cost
 * five seconds for a million documents at every load, so this cast stands for it (and a test that compares both ends).
 */
function parseRecords(texts: readonly string[]): Ledger[LedgerStream][number][] {
  return texts.length === 0 ? [] : (JSON.parse(`[${texts.join(',')}]`) as Ledger[LedgerStream][number][])
}
