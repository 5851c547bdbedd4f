import { randomUUID } from 'node:crypto'
import { type CalendarDate, dayAt } from '#engine/calendar-date.ts'
import { LEDGER_STREAMS, type Ledger, type LedgerProblem, type LedgerStream } from '#engine/ledger.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database, Transaction } from '#server/database/database.ts'
import { ledgerImport, type StreamCounts } from '#server/database/import-tables.ts'
import { lockLedger, raiseLedgerVersion } from '#server/database/ledger-version.ts'
import { raiseImportEvents } from '#server/events/import-events.ts'
import { companyById, lockRuns } from '#server/run/company.ts'
import { renewDueTimes } from '#server/schedule/renew-due-times.ts'
import { ClosingNeedsConfirmationError } from './errors.ts'
import { matchAccounts, rememberBooked } from './match-accounts.ts'
import { resolveApplications } from './resolve-applications.ts'
import { firstProblems, problem, storableRecords } from './storable-records.ts'
import { closeUnlisted, closeUnlistedDisputes, findUnlisted, type Unlisted } from './unlisted-documents.ts'
import { type ImportTarget, upsertRecords } from './upsert-records.ts'

export type ImportOrder = {
  readonly companyId: string
  /** The connection the records come from. Only its own documents are changed or closed. */
  readonly source: string
  readonly ledger: Ledger
  /** What could not be read from the file; kept with the import. */
  readonly problems: readonly LedgerProblem[]
  readonly fileName: string
  readonly mapping: unknown
  /** Whether the file names everything open, so that what it leaves out is closed, or only what changed. */
  readonly lists: 'all-open' | 'changes'
  /** True when the file says of each document whether it is disputed: a dispute it no longer names has then ended. */
  readonly listsDisputes?: boolean
  readonly exportedOn: CalendarDate
  /** The numbers of documents that stand in the file and could not be read (null: not even the number): they are not closed. */
  readonly unread?: readonly (string | null)[]
  readonly actor: string
  readonly now: Date
  /** The number of closings was shown and is right, however large. */
  readonly confirmClosing?: boolean
  /** Says what would happen and changes nothing. */
  readonly dryRun?: boolean
}

export type ImportSummary = {
  /** Null for a dry run. */
  readonly importId: string | null
  readonly streams: { readonly [S in LedgerStream]: StreamCounts }
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly closed: number
  /** Open documents of the source before the import, of the types listed; 0 for a file of changes. */
  readonly openBefore: number
  /** True in a dry run whose commit would ask for `confirmClosing`. */
  readonly needsConfirmation: boolean
  readonly problems: readonly LedgerProblem[]
  /** The version of the ledger after the import; the same as before when nothing changed. */
  readonly ledgerVersion: number
}

/**
 * Takes the records of a file or a sync into the ledger, all or nothing. What is stored the same already is not written;
 * what is written can be undone. Throws `ClosingNeedsConfirmationError` when the file leaves out over 30 % of what is open.
 */
export async function commitImport(db: Database, order: ImportOrder): Promise<ImportSummary> {
  const importId = randomUUID()
  try {
    return await db.transaction(async (tx) => {
      const summary = await importRecords(tx, order, importId)
      // Only what was really written can say what would be: a dry run does everything, then takes it back.
      if (order.dryRun) throw new DryRunDone({ ...summary, importId: null })
      return summary
    })
  } catch (error) {
    if (error instanceof DryRunDone) return error.summary
    throw error
  }
}

class DryRunDone extends Error {
  override name = 'DryRunDone' as const
  readonly summary: ImportSummary
  constructor(summary: ImportSummary) {
    super('A dry run is over; its transaction is rolled back.')
    this.summary = summary
  }
}

async function importRecords(tx: Transaction, order: ImportOrder, importId: string): Promise<ImportSummary> {
  const { companyId, exportedOn, fileName } = order
  const target: ImportTarget = { companyId, source: order.source, importId }
  // A legal entity may bring other holidays, by which rules come due otherwise; this lock stands before that of the ledger.
  if (order.ledger.entities.length > 0) await lockRuns(tx, companyId)
  await lockLedger(tx, companyId)
  const matched = await matchAccounts(tx, target, { ledger: order.ledger, now: order.now })
  const ledger = await resolveApplications(tx, companyId, matched)

  const unlisted: Unlisted =
    order.lists === 'all-open'
      ? await findUnlisted(tx, target, { ledger, exportedOn, unread: order.unread ?? [] })
      : { open: 0, ids: [], needsConfirmation: false }
  const needsConfirmation = unlisted.needsConfirmation && !order.confirmClosing
  if (needsConfirmation && !order.dryRun)
    throw new ClosingNeedsConfirmationError({
      fileName,
      closing: unlisted.ids.length,
      open: unlisted.open,
      unreadRows: (order.unread ?? []).filter((number) => number === null).length,
    })

  const storable = storableRecords(ledger)
  const problems = [...order.problems, ...storable.problems]
  const streams = noCounts()
  for (const stream of LEDGER_STREAMS) {
    const records = storable.records.get(stream) ?? []
    const { added, changed, foreign } = await upsertRecords(tx, target, stream, records)
    const kept = `This record (${stream}) came from another source, which keeps it. Import it from there.`
    problems.push(...firstProblems(foreign.map((id) => problem(id, kept))))
    streams[stream] = {
      added,
      changed,
      unchanged: records.length - added - changed - foreign.length,
      closed: 0,
    }
  }
  await rememberBooked(tx, target, {
    asRead: order.ledger,
    booked: matched.ledger,
    accountsOf: matched.accountsOf,
  })
  if (unlisted.ids.length > 0) await closeUnlisted(tx, target, { ids: unlisted.ids, closedOn: exportedOn })
  streams.documents = { ...streams.documents, closed: unlisted.ids.length }
  if (order.listsDisputes) {
    const closed = await closeUnlistedDisputes(tx, target, { ledger, closedOn: exportedOn })
    streams.disputes = { ...streams.disputes, closed }
  }

  const counts = Object.values(streams)
  const sum = (of: keyof StreamCounts) => counts.reduce((total, each) => total + each[of], 0)
  const totals = {
    added: sum('added'),
    changed: sum('changed'),
    unchanged: sum('unchanged'),
    closed: sum('closed'),
  }
  const somethingChanged = totals.added + totals.changed + totals.closed > 0
  const ledgerVersion = await raiseLedgerVersion(tx, companyId, somethingChanged ? 1 : 0, { importId })
  await tx.insert(ledgerImport).values({
    companyId,
    id: importId,
    source: order.source,
    fileName,
    mapping: order.mapping ?? null,
    exportedOn,
    lists: order.lists,
    rows: LEDGER_STREAMS.reduce((total, stream) => total + ledger[stream].length, 0),
    counts: streams,
    problems,
    state: 'committed',
    createdAt: order.now,
    createdBy: order.actor,
  })
  const company = await companyById(tx, companyId)
  if (streams.entities.added + streams.entities.changed > 0)
    await renewDueTimes(tx, { company, now: order.now })
  await raiseImportEvents(tx, { ...target, today: dayAt(order.now, company.timeZone), now: order.now })
  await appendAudit(tx, [
    {
      companyId,
      at: order.now,
      actor: order.actor,
      act: 'import',
      subject: { type: 'import', id: importId },
      after: {
        fileName,
        source: order.source,
        lists: order.lists,
        exportedOn,
        ...totals,
        problems: problems.length,
        ledgerVersion,
      },
    },
  ])
  return {
    importId,
    streams,
    ...totals,
    openBefore: unlisted.open,
    needsConfirmation,
    problems,
    ledgerVersion,
  }
}

function noCounts(): { [S in LedgerStream]: StreamCounts } {
  const none = { added: 0, changed: 0, unchanged: 0, closed: 0 }
  return {
    entities: none,
    customers: none,
    contacts: none,
    documents: none,
    payments: none,
    applications: none,
    disputes: none,
    promises: none,
    plans: none,
    holds: none,
    blocks: none,
    contactEvents: none,
    rates: none,
  }
}
