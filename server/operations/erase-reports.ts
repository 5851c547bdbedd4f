import { and, eq, isNotNull } from 'drizzle-orm'
import type { Transaction } from '#server/database/database.ts'
import { reportMail } from '#server/database/report-tables.ts'
import { morningReport } from '#server/database/rule-tables.ts'
import { ReportContent } from '#server/report/report-content.ts'
import type { Person } from './erasure.ts'
import { ERASED, type Eraser } from './personal-values.ts'

type ReportsErasure = Pick<Person, 'customerId'> & {
  readonly companyId: string
  readonly isWhole: boolean
  readonly eraser: Eraser
  readonly now: Date
}

/**
 * Takes a person or a customer out of the morning reports and of their mails that are still kept; says how many rows were changed.
 * Counts, days and rules stay. A mail that may be on its way keeps nothing to be sent again: nobody finds out any more what became
 * of it.
 */
export async function eraseReports(tx: Transaction, erasure: ReportsErasure): Promise<number> {
  const { companyId, eraser, now } = erasure
  const reports = await tx
    .select()
    .from(morningReport)
    .where(eq(morningReport.companyId, companyId))
    .for('update')
  let changed = 0
  for (const { day, content } of reports) {
    // A report that is being made at this moment has no content yet.
    const told = ReportContent.safeParse(content)
    if (!told.success) continue
    const after = eraser.erase(withoutName(told.data, erasure))
    if (JSON.stringify(after) === JSON.stringify(told.data)) continue
    await tx
      .update(morningReport)
      .set({ content: after })
      .where(and(eq(morningReport.companyId, companyId), eq(morningReport.day, day)))
    changed += 1
  }
  const mails = await tx
    .select()
    .from(reportMail)
    .where(and(eq(reportMail.companyId, companyId), isNotNull(reportMail.payload)))
    .for('update')
  for (const { day, userId, state, payload } of mails) {
    if (!eraser.isIn(payload)) continue
    await tx
      .update(reportMail)
      .set(
        state === 'waiting'
          ? { payload: null, payloadHash: null }
          : {
              state: 'unknown',
              stateReason: 'What it said was erased before its fate was known.',
              payload: null,
              leaseUntil: null,
              notBefore: null,
              settledAt: now,
            },
      )
      .where(and(eq(reportMail.companyId, companyId), eq(reportMail.day, day), eq(reportMail.userId, userId)))
    changed += 1
  }
  return changed
}

/** Marks the customer wherever a report names it by its id, under whatever name it had then. */
function withoutName(
  report: ReportContent,
  { customerId, isWhole }: Pick<ReportsErasure, 'customerId' | 'isWhole'>,
): ReportContent {
  if (!isWhole) return report
  const marked = <N extends { id: string; name: string }>(named: N): N =>
    named.id === customerId ? { ...named, name: ERASED } : named
  return {
    ...report,
    missingData: report.missingData.map((each) => ({ ...each, examples: each.examples.map(marked) })),
    failures: report.failures.map((each) => ({ ...each, customer: marked(each.customer) })),
    holdsPlaced: report.holdsPlaced.map(marked),
    holdsReleased: report.holdsReleased.map(marked),
  }
}
