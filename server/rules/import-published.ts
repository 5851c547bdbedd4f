import type { RuleDocument } from '#engine/rule.ts'
import type { Database } from '#server/database/database.ts'
import { rule } from '#server/database/rule-tables.ts'
import { lockRuns } from '#server/run/company.ts'
import type { Books } from '#server/run/plan-company.ts'
import { completePublication, type Published, preparePublication } from './publication.ts'
import { withdrawOpenRequest } from './publish-request-row.ts'

/**
 * Publishes a rule from a file by the word of whoever has the command line: checked, tested and written down like any other
 * publication, but by one person, which the audit says. It acts at once for those already past it unless its policy says from now on.
 */
export async function importPublished(
  db: Database,
  {
    companyId,
    document,
    target,
    actor: name,
    now,
    books,
  }: {
    companyId: string
    document: RuleDocument
    target: 'monitor' | 'live'
    actor: string
    now: Date
    books?: Books
  },
): Promise<Published> {
  const actor = { id: name, name }
  const ruleId = document.id
  return db.transaction(async (tx) => {
    // Before the row of a new rule is there, so that two imports wait for each other in one order.
    await lockRuns(tx, companyId)
    await tx
      .insert(rule)
      .values({ companyId, id: ruleId, name: document.name, createdAt: now, createdBy: name })
      .onConflictDoNothing()
    const prepared = await preparePublication(tx, {
      companyId,
      ruleId,
      from: { file: document },
      target,
      firstRun: document.policy.firstRun ?? 'act-now',
      actor,
      now,
      why: 'Taken over from a file.',
      ...(books && { books }),
    })
    await withdrawOpenRequest(tx, { companyId, ruleId, actor, now }, 'The rule was published from a file.')
    return completePublication(tx, prepared, null)
  })
}
