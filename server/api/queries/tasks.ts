import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Principal } from '#server/auth/principal.ts'
import { task } from '#server/database/action-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { Listing, pageOf } from '../page.ts'
import { IdAsked } from '../read-request.ts'
import { seesOnlySome, visibleCustomer } from '../row-access.ts'
import { TASK_STATES, type TasksView, type TaskView } from '../views/manual-records.ts'

/** By what the tasks can be narrowed. */
export const TaskFilter = Listing.extend({
  customer: IdAsked.exactOptional(),
  state: z.enum(TASK_STATES).exactOptional(),
  assignee: z.string().max(200).exactOptional(),
})

/** The tasks, by the day they are due. */
export async function listTasks(
  db: Queryable,
  principal: Principal,
  asked: z.infer<typeof TaskFilter>,
): Promise<TasksView> {
  // Tasks without a day come last.
  const page = pageOf(asked, {
    sort: { by: sql`coalesce(${task.dueOn}::text, '9999')`, kind: 'text' },
    id: sql`${task.id}`,
  })
  const found = await selectTasks(
    db,
    and(
      visibleTask(principal),
      asked.customer === undefined ? undefined : eq(task.customerId, asked.customer),
      asked.state === undefined ? undefined : eq(task.state, asked.state),
      asked.assignee === undefined ? undefined : eq(task.assignee, asked.assignee),
      page.after,
    ),
    page.place,
  )
    .orderBy(...page.order)
    .limit(page.limit)
  const { rows, next } = page.take(found)
  return { tasks: rows.map(viewTask), next }
}

/** One task. Throws `NotFoundError` for one that is not there or not for this person to see. */
export async function taskFor(db: Queryable, principal: Principal, id: string): Promise<TaskView> {
  const [found] = await selectTasks(db, and(visibleTask(principal), eq(task.id, id)))
  if (found === undefined) throw new NotFoundError(`There is no task "${id}" that you can see.`)
  return viewTask(found)
}

/** The condition under which a task is there and for this person to see. */
export function visibleTask(principal: Principal): SQL | undefined {
  const ofCustomer = visibleCustomer(principal, sql`${task.customerId}`)
  return and(
    eq(task.companyId, principal.companyId),
    // A task about no customer concerns whoever it is for.
    seesOnlySome(principal)
      ? or(ofCustomer, and(isNull(task.customerId), eq(task.assignee, principal.name)))
      : undefined,
  )
}

function selectTasks(db: Queryable, where: SQL | undefined, place: SQL<string> = sql<string>`''`) {
  return db
    .select({ row: task, customerName: customer.name, place, placeId: task.id })
    .from(task)
    .leftJoin(customer, and(eq(customer.companyId, task.companyId), eq(customer.id, task.customerId)))
    .where(where)
    .$dynamic()
}

function viewTask({
  row,
  customerName,
}: {
  row: typeof task.$inferSelect
  customerName: string | null
}): TaskView {
  return {
    id: row.id,
    customer: row.customerId === null ? null : { id: row.customerId, name: customerName ?? row.customerId },
    document: row.documentId,
    title: row.title,
    detail: row.detail,
    dueOn: row.dueOn,
    assignee: row.assignee,
    state: row.state,
    rule: row.ruleId,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    closedAt: row.closedAt?.toISOString() ?? null,
    closedBy: row.closedBy,
  }
}
