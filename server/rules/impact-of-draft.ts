import type { CalendarDate } from '#engine/calendar-date.ts'
import { type Impact, impactOf, reachOf } from '#engine/impact.ts'
import type { EngineWords } from '#engine/words/engine-words.ts'
import type { Database } from '#server/database/database.ts'
import { companyById } from '#server/run/company.ts'
import { readHistory } from '#server/run/history.ts'
import type { Books } from '#server/run/plan-company.ts'
import { runningRules } from '#server/run/rules.ts'
import { readWritten } from './check-publishable.ts'
import { reasonsForApproval } from './four-eyes.ts'
import { editedDocument, type RuleKey, ruleRow } from './rule-row.ts'

/**
 * What publishing would change today: of the draft, of a document nobody has saved yet, or of an old version brought back. Changes
 * nothing. `approval` says why a second person would have to look; empty when one is enough.
 */
export async function impactOfDraft(
  db: Database,
  {
    companyId,
    ruleId,
    document,
    books,
    asOf,
    target = 'live',
    words,
  }: RuleKey & {
    /** What is looked at instead of the saved draft. */
    document?: unknown
    books: Books
    asOf: CalendarDate
    target?: 'monitor' | 'live'
    /** In which language what it does is said. */
    words?: EngineWords
  },
): Promise<Impact & { readonly approval: readonly string[] }> {
  const { snapshot, catalogue } = books
  const company = await companyById(db, companyId)
  const written = document ?? (await editedDocument(db, await ruleRow(db, { companyId, ruleId })))
  const draft = (await readWritten(db, { companyId, ruleId, written, catalogue })).document
  const acting = (await runningRules(db, { companyId, catalogue })).rules.filter(
    ({ state }) => state === 'live',
  )
  const { cycles, doneActs } = await readHistory(db, companyId)
  const history = cycles.get(ruleId)
  const live = acting.find((each) => each.document.id === ruleId)?.document ?? null
  const question = { snapshot, catalogue, asOf, doneActs, ...(history && { history }) }
  const impact = impactOf({
    ...question,
    ...(words && { words }),
    draft,
    live,
    others: acting.map((each) => each.document).filter(({ id }) => id !== ruleId),
  })
  const reach = reachOf(draft, question)
  return { ...impact, approval: reasonsForApproval({ document: draft, live, reach, target, company }) }
}
