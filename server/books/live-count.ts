import type { CalendarDate } from '#engine/calendar-date.ts'
import { RuleInvalidError } from '#engine/errors.ts'
import { asksForDoneActs, type LiveCount, liveCount } from '#engine/live-count.ts'
import type { RuleDocument } from '#engine/rule.ts'
import type { Queryable } from '#server/database/database.ts'
import { readWritten } from '#server/rules/check-publishable.ts'
import { documentOf, ruleRow, versionRow } from '#server/rules/rule-row.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { readHistory } from '#server/run/history.ts'
import type { Books } from '#server/run/plan-company.ts'

/** A rule as somebody is writing it, saved or not. */
export type RuleQuestion = {
  readonly companyId: string
  /** The rule it is to become a version of; one that is not there yet has no version to be compared with. */
  readonly ruleId: string
  readonly document: unknown
  readonly books: Books
  readonly asOf: CalendarDate
}

/**
 * Counts a rule while it is being written: how many each branch, condition and act comes to, with the money, and who would enter or
 * leave beside the version that acts now. Throws `RuleInvalidError` while the rule cannot be read.
 */
export async function liveCountOf(db: Queryable, question: RuleQuestion): Promise<LiveCount> {
  const { companyId, books, asOf } = question
  const rule = await ruleInQuestion(db, question)
  const live = await actingVersionOf(db, question)
  const needsHistory = asksForDoneActs(rule) || (live !== null && asksForDoneActs(live))
  return liveCount({
    ...books,
    asOf,
    rule,
    live,
    ...(needsHistory && { doneActs: (await readHistory(db, companyId)).doneActs }),
  })
}

/** What somebody is writing, as a document that can be walked. */
export async function ruleInQuestion(
  db: Queryable,
  { companyId, ruleId, document, books }: RuleQuestion,
): Promise<RuleDocument> {
  const { catalogue } = books
  return (await readWritten(db, { companyId, ruleId, written: document, catalogue })).document
}

async function actingVersionOf(
  db: Queryable,
  { companyId, ruleId, books }: RuleQuestion,
): Promise<RuleDocument | null> {
  try {
    const row = await ruleRow(db, { companyId, ruleId })
    if (row.state !== 'live' || row.liveVersion === null) return null
    const version = await versionRow(db, { companyId, ruleId }, row.liveVersion)
    return await documentOf(db, version, books.catalogue)
  } catch (error) {
    // A rule that is new, or whose version cannot be walked any more, acts for nobody: there is nothing to compare with.
    if (error instanceof NotFoundError || error instanceof RuleInvalidError) return null
    throw error
  }
}
