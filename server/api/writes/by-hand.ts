import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { type Dispute, LEDGER_SCHEMAS, type Ledger, type LedgerStream } from '#engine/ledger.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { LEDGER_TABLES } from '#server/database/ledger-tables.ts'
import { lockLedger, raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { currenciesOf } from '#server/events/import-events.ts'
import { raiseEvents } from '#server/events/raise-events.ts'
import { disputeOpened } from '#server/events/record-events.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'

/** The source under which people's own records stand in the ledger. No import changes or closes them. */
export const BY_HAND = 'by-hand'

/** The streams people write into. */
export type HandStream = 'contacts' | 'promises' | 'disputes' | 'holds' | 'blocks' | 'contactEvents'
/** What a record of a stream is called in the audit. */
const CALLED: Record<HandStream, string> = {
  contacts: 'contact',
  promises: 'promise',
  disputes: 'dispute',
  holds: 'hold',
  blocks: 'block',
  contactEvents: 'contact with a customer',
}

type HandRecord<S extends HandStream> = Ledger[S][number]
type Person = {
  readonly companyId: string
  readonly actor: string
  readonly now: Date
  readonly why?: string
}

/** Writes a record somebody made into the ledger, with the audit line; answers its id. */
export async function addByHand<S extends HandStream>(
  db: Database,
  person: Person,
  {
    stream,
    record,
    unless,
    also,
  }: {
    stream: S
    record: Omit<HandRecord<S>, 'id'>
    /** Refuses, within the transaction, what does not go together with what is there. */
    unless?: (tx: Transaction) => Promise<void>
    /** Writes, within the transaction, what belongs to it and is no record of the ledger. */
    also?: (tx: Transaction) => Promise<void>
  },
): Promise<string> {
  const id = randomUUID()
  const checked = checkedRecord(stream, { ...record, id })
  await db.transaction(async (tx) => {
    await lockLedger(tx, person.companyId)
    await unless?.(tx)
    await tx.insert(tableOf(stream)).values({ ...checked, companyId: person.companyId, source: BY_HAND })
    await also?.(tx)
    await written(tx, person, { stream, id, act: `add ${CALLED[stream]}`, after: checked })
    if (stream === 'disputes') await raiseDispute(tx, person, LEDGER_SCHEMAS.disputes.parse(checked))
  })
  return id
}

/** Tells the rules that wait for disputes of one. */
async function raiseDispute(tx: Transaction, { companyId, now }: Person, dispute: Dispute): Promise<void> {
  const currencyOf = await currenciesOf(tx, companyId, [dispute.documentId])
  const event = disputeOpened(dispute, currencyOf.get(dispute.documentId) ?? null)
  await raiseEvents(tx, { companyId, now, events: [event] })
}

/**
 * Changes a record; with null it is taken out. Records of other sources are kept there: an import would undo the change unseen.
 * `alsoFrom` names a source whose records people may change all the same.
 */
export async function changeByHand<S extends HandStream>(
  db: Database,
  person: Person,
  {
    stream,
    id,
    act,
    change,
    alsoFrom,
  }: {
    stream: S
    id: string
    act: string
    change: (before: HandRecord<S>) => Partial<HandRecord<S>> | null
    alsoFrom?: string
  },
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockLedger(tx, person.companyId)
    const table = LEDGER_TABLES[stream]
    const own = and(eq(table.companyId, person.companyId), eq(table.id, id))
    const [row] = await tx.select().from(tableOf(stream)).where(own).for('update')
    const stored = z.looseObject({ source: z.string() }).safeParse(row)
    if (!stored.success) throw new NotFoundError(`There is no ${CALLED[stream]} "${id}".`)
    const { source, companyId: _, importId: __, ...rest } = stored.data
    if (source !== BY_HAND && source !== alsoFrom)
      throw new StateConflictError(
        `The ${CALLED[stream]} "${id}" is kept by "${source}", and the next import would undo a change made here. Change it there.`,
      )
    const before = checkedRecord(stream, withoutNulls(rest))
    const changed = change(before)
    if (changed === null) await tx.delete(tableOf(stream)).where(own)
    else {
      checkedRecord(stream, { ...before, ...changed })
      await tx.update(tableOf(stream)).set(changed).where(own)
    }
    await written(tx, person, {
      stream,
      id,
      act,
      before,
      after: changed === null ? null : { ...before, ...changed },
    })
  })
}

/** Raises the version of the ledger, which says what has changed to books in memory, and appends the audit line. */
async function written(
  tx: Transaction,
  { companyId, actor, now, why }: Person,
  line: { stream: HandStream; id: string; act: string; before?: unknown; after: unknown },
): Promise<void> {
  await raiseLedgerVersion(tx, companyId, 1, { records: { [line.stream]: [line.id] } })
  await appendAudit(tx, [
    {
      companyId,
      at: now,
      actor,
      act: line.act,
      subject: { type: CALLED[line.stream], id: line.id },
      ...(line.before !== undefined && { before: line.before }),
      after: line.after,
      ...(why !== undefined && { why }),
    },
  ])
}

/** The tables of the streams share the columns used here; their own types would have to be told apart one by one. */
function tableOf(stream: LedgerStream): PgTable {
  return LEDGER_TABLES[stream]
}

/** A record through the schema of its stream, as every import's records go. */
function checkedRecord<S extends HandStream>(stream: S, record: object): HandRecord<S> {
  // The schema of a stream makes records of that stream; the type of the lookup cannot say so.
  return LEDGER_SCHEMAS[stream].parse(record) as HandRecord<S>
}

function withoutNulls(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
}
