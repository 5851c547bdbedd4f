import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { rowsOf } from '#engine/mask.ts'
import type { Plan } from '#engine/plan.ts'
import { task } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import type { ReportContent } from './report-content.ts'

/** So many are named; the rest are a number. */
const EXAMPLES = 10

/** The rules that cannot decide for somebody because data is missing. */
export function missingDataIn({ rules }: Plan): ReportContent['missingData'] {
  return rules.flatMap(({ rule, table, match }) => {
    const rows = [...rowsOf(match.unknown)]
    if (rows.length === 0) return []
    const examples = rows.slice(0, EXAMPLES).map((row) => ({ id: table.idOf(row), name: table.nameOf(row) }))
    return [{ rule: { id: rule.id, name: rule.name }, subjects: rows.length, examples }]
  })
}

/** Opens one task for each rule that lacks data; while it is open it is not asked again. */
export async function openMissingDataTasks(
  tx: Transaction,
  { companyId, now, missing }: { companyId: string; now: Date; missing: ReportContent['missingData'] },
): Promise<void> {
  for (const { rule, subjects, examples } of missing)
    await tx
      .insert(task)
      .values({
        companyId,
        id: randomUUID(),
        key: `missing-data/${rule.id}`,
        title: `Data is missing: the rule "${rule.name}" cannot decide for ${subjects}`,
        detail: `Among them: ${examples.map(({ name }) => name).join(', ')}. The matches of the rule show what each of them lacks.`,
        state: 'open',
        ruleId: rule.id,
        createdAt: now,
        createdBy: 'morning report',
      })
      .onConflictDoNothing({
        target: [task.companyId, task.key],
        where: sql`state = 'open' and key is not null`,
      })
}
