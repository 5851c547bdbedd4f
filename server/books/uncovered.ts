import type { CalendarDate } from '#engine/calendar-date.ts'
import { uncoveredDocuments } from '#engine/uncovered-documents.ts'
import type { Queryable } from '#server/database/database.ts'
import { readHistory } from '#server/run/history.ts'
import type { Books } from '#server/run/plan-company.ts'
import { runningRules } from '#server/run/rules.ts'

/** The ids of the overdue documents that no live rule is about, neither itself nor whoever owes it. */
export async function uncoveredIds(
  db: Queryable,
  { companyId, books, asOf }: { companyId: string; books: Books; asOf: CalendarDate },
): Promise<string[]> {
  const { snapshot, catalogue } = books
  const { rules } = await runningRules(db, { companyId, catalogue })
  const { doneActs } = await readHistory(db, companyId)
  const live = rules.flatMap(({ document, state }) => (state === 'live' ? [document] : []))
  const rows = uncoveredDocuments(snapshot, { rules: live, catalogue, asOf, doneActs })
  return [...rows].map((row) => snapshot.documents.records[row]?.id ?? '')
}
