import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#server/database/database.ts'
import { suppressedAddress } from '#server/database/mail-tables.ts'
import { rows } from '#server/database/rows.ts'
import type { Person } from './erasure.ts'
import { ERASED, ERASED_ADDRESS, type Eraser } from './personal-values.ts'

/**
 * What becomes of a column: `mark` replaces whatever stands there, `drop` leaves nothing, `search` takes out the values the person
 * is known by and leaves the rest. Columns that are not named hold amounts, days, ids and states, and stay.
 */
type Treatment = 'mark' | 'mark-address' | 'drop' | 'search'
type TableErasure = {
  readonly table: string
  readonly key: readonly string[]
  readonly columns: Readonly<Record<string, Treatment>>
  /** The column that names the contact, where rows belong to one person and not to the customer as a whole. */
  readonly contact?: string
}

const ID = ['company_id', 'id'] as const

/** Free texts about a customer: whose name stands in them nobody knows, so they go with the customer and are searched for a person. */
const TABLES: readonly TableErasure[] = [
  { table: 'contact', key: ID, columns: { name: 'mark', email: 'drop', phone: 'drop' }, contact: 'id' },
  {
    table: 'message',
    key: ID,
    columns: {
      to: 'mark-address',
      subject: 'mark',
      html: 'mark',
      text: 'mark',
      wording: 'drop',
      payload: 'drop',
      // Copies and answers go to people of ours; only who is meant is taken out.
      cc: 'search',
      reply_to: 'search',
      state_reason: 'search',
    },
    contact: 'contact_id',
  },
  {
    table: 'account',
    key: ['company_id', 'connection_id', 'id'],
    columns: { name: 'mark', tax_id: 'drop', domain: 'drop', candidates: 'search', own_customer: 'search' },
  },
  { table: 'reply', key: ID, columns: { from: 'mark', subject: 'mark', text: 'mark' } },
  // A statement or an invoice, about the customer as a whole.
  { table: 'attachment', key: ID, columns: { content: 'mark', file_name: 'mark' } },
  { table: 'alert', key: ID, columns: { text: 'search' } },
  { table: 'note', key: ID, columns: { text: 'mark' } },
  { table: 'task', key: ID, columns: { title: 'search', detail: 'mark' } },
  { table: 'dispute', key: ID, columns: { reason: 'mark' } },
  { table: 'block', key: ID, columns: { reason: 'mark' } },
  { table: 'hold', key: ID, columns: { reason: 'search' } },
  { table: 'payment', key: ID, columns: { reference: 'mark' } },
  { table: 'document', key: ID, columns: { purchase_order: 'search', custom: 'search' } },
  {
    table: 'action',
    key: ID,
    columns: {
      recipient: 'search',
      params: 'search',
      reason: 'search',
      because: 'search',
      outcome: 'search',
      state_reason: 'search',
    },
  },
  {
    table: 'decision',
    key: ['company_id', 'run_id', 'rule_id', 'subject_type', 'subject_id'],
    columns: { because: 'search', acts: 'search' },
  },
]

/** The customer itself. Its tags stay: rules exclude by them, and without one somebody could be chased who must not be. */
const CUSTOMER: TableErasure = { table: 'customer', key: ID, columns: { name: 'mark', custom: 'drop' } }

const Row = z.object({ row: z.string() })
type StoredRow = Record<string, unknown>
const Stored = z.record(z.string(), z.unknown())

type RowsErasure = Person & { readonly companyId: string; readonly isWhole: boolean; readonly eraser: Eraser }

/** Erases from every row about a customer, or about one person of it; says how many rows were changed. */
export async function eraseRows(tx: Transaction, erasure: RowsErasure): Promise<number> {
  const { companyId, customerId, contactIds, isWhole, eraser } = erasure
  let changed = 0
  for (const spec of TABLES) {
    const found = await storedRows(
      tx,
      spec.table,
      sql`company_id = ${companyId} and customer_id = ${customerId}`,
    )
    const isTheirs = (row: StoredRow) =>
      isWhole || (spec.contact !== undefined && contactIds.includes(String(row[spec.contact])))
    changed += await writeChanged(tx, spec, found, (row) =>
      treat(row, spec, { isTheirs: isTheirs(row), eraser }),
    )
  }
  // What is about several customers, such as a task for missing data, names some of them.
  for (const spec of TABLES.filter(({ table }) => table === 'task' || table === 'alert'))
    changed += await writeChanged(
      tx,
      spec,
      await storedRows(tx, spec.table, sql`company_id = ${companyId} and customer_id is null`),
      (row) => treat(row, spec, { isTheirs: false, eraser }),
    )
  const self = await storedRows(tx, 'customer', sql`company_id = ${companyId} and id = ${customerId}`)
  changed += await writeChanged(tx, CUSTOMER, self, (row) =>
    treat(row, CUSTOMER, { isTheirs: isWhole, eraser }),
  )
  const attempts: TableErasure = {
    table: 'attempt',
    key: ['company_id', 'subject_type', 'subject_id', 'number'],
    columns: { found: 'search' },
  }
  changed += await writeChanged(tx, attempts, await attemptRows(tx, { companyId, customerId }), (row) =>
    treat(row, attempts, { isTheirs: false, eraser }),
  )
  changed += await eraseSuppressed(tx, { companyId, eraser })
  const imported = await importedRows(tx, { companyId, customerId })
  const history: TableErasure = {
    table: 'import_change',
    key: ['company_id', 'import_id', 'stream', 'record_id'],
    columns: { before: 'search', after: 'search' },
  }
  changed += await writeChanged(tx, history, imported, (row) =>
    treat(row, history, { isTheirs: false, eraser }),
  )
  return changed
}

/** What mail services and books answered when something was tried for a customer; they repeat the address. */
async function attemptRows(
  tx: Transaction,
  { companyId, customerId }: { companyId: string; customerId: string },
): Promise<StoredRow[]> {
  const theirs = (table: string) =>
    sql`select id from ${sql.identifier(table)} where company_id = ${companyId} and customer_id = ${customerId}`
  return storedRows(
    tx,
    'attempt',
    sql`company_id = ${companyId} and (
      (subject_type = 'message' and subject_id in (${theirs('message')}))
      or (subject_type = 'action' and subject_id in (${theirs('action')})))`,
  )
}

/** An address that is gone from the contacts needs no guard any more. What is said of others may still name the person. */
async function eraseSuppressed(
  tx: Transaction,
  { companyId, eraser }: Pick<RowsErasure, 'companyId' | 'eraser'>,
): Promise<number> {
  const own = eq(suppressedAddress.companyId, companyId)
  let changed = 0
  for (const { address, detail } of await tx.select().from(suppressedAddress).where(own).for('update')) {
    const one = and(own, eq(suppressedAddress.address, address))
    if (eraser.isIn(address)) await tx.delete(suppressedAddress).where(one)
    else if (eraser.isIn(detail))
      await tx
        .update(suppressedAddress)
        .set({ detail: String(eraser.erase(detail)) })
        .where(one)
    else continue
    changed += 1
  }
  return changed
}

/** By what they were known before: what imports have written over. */
export async function formerValues(
  tx: Transaction,
  { companyId, customerId, contactIds, isWhole }: Omit<RowsErasure, 'eraser'>,
): Promise<string[]> {
  return (await importedRows(tx, { companyId, customerId })).flatMap(
    ({ stream, record_id, before, after }) => {
      const isTheirs = contactIds.includes(String(record_id)) || (stream === 'customers' && isWhole)
      if (!isTheirs || (stream !== 'customers' && stream !== 'contacts')) return []
      return [before, after].flatMap((side) => {
        const stored = Stored.safeParse(side)
        if (!stored.success) return []
        const { name, email, phone } = stored.data
        return [name, email, phone].filter((value) => typeof value === 'string')
      })
    },
  )
}

async function importedRows(
  tx: Transaction,
  { companyId, customerId }: { companyId: string; customerId: string },
): Promise<StoredRow[]> {
  return storedRows(
    tx,
    'import_change',
    sql`company_id = ${companyId} and (after ->> 'customer_id' = ${customerId} or (stream = 'customers' and record_id = ${customerId}))`,
  )
}

async function storedRows(
  tx: Transaction,
  table: string,
  where: ReturnType<typeof sql>,
): Promise<StoredRow[]> {
  const found = await tx.execute(
    sql`select row_to_json(stored)::text as row from ${sql.identifier(table)} stored where ${where} for update`,
  )
  return rows(Row, found).map(({ row }) => Stored.parse(JSON.parse(row)))
}

function treat(
  row: StoredRow,
  { columns }: TableErasure,
  { isTheirs, eraser }: { isTheirs: boolean; eraser: Eraser },
): StoredRow {
  const treated = Object.entries(columns).map(([column, treatment]): [string, unknown] => {
    const value = row[column]
    if (value === null || value === undefined) return [column, null]
    if (treatment === 'search' || !isTheirs) return [column, eraser.erase(value)]
    if (treatment === 'mark-address') return [column, ERASED_ADDRESS]
    return [column, treatment === 'drop' ? null : ERASED]
  })
  return { ...row, ...Object.fromEntries(treated) }
}

async function writeChanged(
  tx: Transaction,
  { table, key, columns }: TableErasure,
  found: readonly StoredRow[],
  change: (row: StoredRow) => StoredRow,
): Promise<number> {
  const changed = found.flatMap((row) => {
    const after = change(row)
    return JSON.stringify(after) === JSON.stringify(row) ? [] : [after]
  })
  const list = (
    names: readonly string[],
    each: (name: ReturnType<typeof sql.identifier>) => ReturnType<typeof sql>,
    by: ReturnType<typeof sql>,
  ) =>
    sql.join(
      names.map((name) => each(sql.identifier(name))),
      by,
    )
  for (let from = 0; from < changed.length; from += 500)
    await tx.execute(sql`
      update ${sql.identifier(table)} stored set ${list(Object.keys(columns), (name) => sql`${name} = changed.${name}`, sql`, `)}
      from json_populate_recordset(null::${sql.identifier(table)}, ${JSON.stringify(changed.slice(from, from + 500))}::json) changed
      where ${list(key, (name) => sql`stored.${name} = changed.${name}`, sql` and `)}`)
  return changed.length
}
