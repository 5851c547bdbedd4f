import { sql } from 'drizzle-orm'
import { ACTS } from '#engine/acts.ts'
import { addDays } from '#engine/calendar-date.ts'
import { task } from '#server/database/action-tables.ts'
import { assigneeOf } from '#server/run/colleagues.ts'
import { DISPATCHER } from '../dispatch-services.ts'
import { type ActEffect, documentOf } from './act-effect.ts'

/**
 * Gives somebody a task. While the task of the same step about the same subject is open no second one is made: it stands for both,
 * and counts as the later one's.
 */
export const createTask: ActEffect = async (tx, row, { company, now, today }) => {
  const { title, dueInDays, assignee } = ACTS['create-task'].params.parse(row.params)
  const { ruleId, stepId, subjectType, subjectId, customerId } = row
  const of = { companyId: company.id, customerId }
  const who = assignee === undefined ? null : await assigneeOf(tx, { ...of, who: assignee })
  const [made] = await tx
    .insert(task)
    .values({
      ...of,
      id: `task/${row.id}`,
      documentId: documentOf(row),
      title,
      detail: row.reason,
      dueOn: addDays(today, dueInDays),
      assignee: who,
      state: 'open',
      ruleId,
      stepId,
      actionId: row.id,
      key: JSON.stringify(['rule', ruleId, stepId, subjectType, subjectId]),
      createdAt: now,
      createdBy: DISPATCHER,
    })
    .onConflictDoUpdate({
      target: [task.companyId, task.key],
      targetWhere: sql`state = 'open' and key is not null`,
      set: { actionId: row.id, detail: row.reason },
    })
    .returning({ id: task.id })
  return made?.id ?? row.id
}
