import { and, asc, eq, inArray, isNull, ne } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { calendarDate } from '#engine/calendar-date.ts'
import type { LedgerEvent } from '#engine/ledger-event.ts'
import type { Queryable, Transaction } from '#server/database/database.ts'
import { importChange, ledgerImport } from '#server/database/import-tables.ts'
import { readRecords } from '#server/database/load-ledger.ts'
import { ledgerEvent } from '#server/database/rule-tables.ts'
import { raiseEvents } from './raise-events.ts'
import { disputeOpened, invoiceCreated, paymentReceived, paymentReturned } from './record-events.ts'

type Taken = { readonly companyId: string; readonly importId: string }

const STREAMS = ['documents', 'payments', 'disputes'] as const

/**
 * Raises what an import brought that had not happened before: invoices, cleared and returned payments, disputes. The first import
 * of a source tells of the past and raises nothing, nor does a later one about days before that first one (F97).
 */
export async function raiseImportEvents(
  tx: Transaction,
  { source, today, now, ...taken }: Taken & { source: string; today: CalendarDate; now: Date },
): Promise<number> {
  const since = await firstDayOf(tx, { ...taken, source })
  if (since === null) return 0
  const events = await eventsOf(tx, taken)
  const { companyId } = taken
  return raiseEvents(tx, {
    companyId,
    now,
    events: events
      .filter(({ since: from, event }) => from >= since && event.happenedOn <= today)
      .map(({ event }) => event),
  })
}

/** Takes back what an import raised and no rule has seen yet: what is undone has not happened. */
export async function dropImportEvents(tx: Transaction, taken: Taken): Promise<void> {
  const ids = (await eventsOf(tx, taken)).map(({ event }) => event.id)
  for (let from = 0; from < ids.length; from += 1000)
    await tx
      .delete(ledgerEvent)
      .where(
        and(
          eq(ledgerEvent.companyId, taken.companyId),
          inArray(ledgerEvent.id, ids.slice(from, from + 1000)),
          isNull(ledgerEvent.handledAt),
        ),
      )
}

/** The day the books of a source are first of; null while this is the first import of it. */
export async function firstDayOf(
  db: Queryable,
  { companyId, source, importId }: { companyId: string; source: string; importId?: string },
): Promise<CalendarDate | null> {
  const [first] = await db
    .select({ exportedOn: ledgerImport.exportedOn })
    .from(ledgerImport)
    .where(
      and(
        eq(ledgerImport.companyId, companyId),
        eq(ledgerImport.source, source),
        eq(ledgerImport.state, 'committed'),
        importId === undefined ? undefined : ne(ledgerImport.id, importId),
      ),
    )
    .orderBy(asc(ledgerImport.createdAt), asc(ledgerImport.id))
    .limit(1)
  return first ? calendarDate(first.exportedOn) : null
}

/** What the records an import wrote tell, each with the day by which it counts as past or not. */
async function eventsOf(
  tx: Transaction,
  { companyId, importId }: Taken,
): Promise<{ since: CalendarDate; event: LedgerEvent }[]> {
  const changed = await tx
    .select({ stream: importChange.stream, id: importChange.recordId, before: importChange.before })
    .from(importChange)
    .where(
      and(
        eq(importChange.companyId, companyId),
        eq(importChange.importId, importId),
        inArray(importChange.stream, [...STREAMS]),
      ),
    )
  const beforeOf = (stream: (typeof STREAMS)[number]) =>
    new Map(changed.flatMap((each) => (each.stream === stream ? [[each.id, each.before]] : [])))
  const read = async <S extends (typeof STREAMS)[number]>(stream: S) => {
    const before = beforeOf(stream)
    const records =
      before.size === 0 ? [] : await readRecords(tx, { companyId, stream, ids: [...before.keys()] })
    return { before, records }
  }
  const documents = await read('documents')
  const payments = await read('payments')
  const disputes = await read('disputes')
  const found: { since: CalendarDate; event: LedgerEvent }[] = []
  for (const document of documents.records)
    if (
      document.type !== 'credit-memo' &&
      document.closedOn === undefined &&
      isNew(documents.before, document.id)
    )
      found.push({ since: document.issuedOn, event: invoiceCreated(document) })
  for (const payment of payments.records) {
    const before = payments.before.get(payment.id) ?? {}
    const { returnedOn, clearedOn, receivedOn } = payment
    if (returnedOn !== undefined) {
      if (before.returned_on === undefined)
        found.push({ since: returnedOn, event: paymentReturned({ ...payment, returnedOn }) })
    } else if (clearedOn !== undefined && before.cleared_on === undefined)
      found.push({ since: receivedOn, event: paymentReceived(payment) })
  }
  const open = disputes.records.filter(
    ({ id, closedOn }) => closedOn === undefined && isNew(disputes.before, id),
  )
  const currencyOf = await currenciesOf(
    tx,
    companyId,
    open.map(({ documentId }) => documentId),
  )
  for (const dispute of open)
    found.push({
      since: dispute.openedOn,
      event: disputeOpened(dispute, currencyOf.get(dispute.documentId) ?? null),
    })
  return found
}

function isNew(before: ReadonlyMap<string, unknown>, id: string): boolean {
  return before.get(id) === null
}

/** The currencies of documents by their id. */
export async function currenciesOf(
  tx: Transaction,
  companyId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const documents = await readRecords(tx, { companyId, stream: 'documents', ids })
  return new Map(documents.map(({ id, currency }) => [id, currency]))
}
