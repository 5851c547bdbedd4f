import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { toEpochDay } from '#engine/calendar-date.ts'
import { openByCustomer } from '#engine/open-by-customer.ts'
import { promiseStandings } from '#engine/promise-to-pay.ts'
import { taskUrgency } from '#engine/task-urgency.ts'
import type { Principal } from '#server/auth/principal.ts'
import { task } from '#server/database/action-tables.ts'
import type { Queryable } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { companyById } from '#server/run/company.ts'
import { NotFoundError } from '#server/run/errors.ts'
import { Listing, pageOf, type Sort } from '../page.ts'
import { IdAsked } from '../read-request.ts'
import { seesOnlySome, visibleCustomer } from '../row-access.ts'
import { TASK_STATES, type TasksView, type TaskView } from '../views/manual-records.ts'
import { viewAmounts } from './actions.ts'
import { byFigure } from './by-figure.ts'
import { type BooksToday, seenLines } from './customers.ts'

/** By what the tasks can be narrowed. */
export const TaskFilter = Listing.extend({
  customer: IdAsked.exactOptional(),
  state: z.enum(TASK_STATES).exactOptional(),
  assignee: z.string().max(200).exactOptional(),
  /** `urgency`: by the money at stake and how likely it is to be lost, in the company's currency (`engine/task-urgency.ts`). */
  sort: z.enum(['due', 'urgency']).exactOptional(),
})

/** The tasks, by the day they are due or by what is at stake. */
export async function listTasks(
  db: Queryable,
  principal: Principal,
  { asked, books }: { asked: z.infer<typeof TaskFilter>; books: BooksToday },
): Promise<TasksView> {
  const { currency } = await companyById(db, principal.companyId)
  const atStake = standingsOf(principal, books)
  const sort: Sort =
    asked.sort === 'urgency'
      ? byFigure(sql`coalesce(${task.customerId}, '')`, urgencies(atStake, currency))
      : // Tasks without a day come last.
        { by: sql`coalesce(${task.dueOn}::text, '9999')`, kind: 'text' }
  const page = pageOf(asked, { sort, id: sql`${task.id}` })
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
  return {
    tasks: rows.map((each) => ({
      ...viewTask(each),
      atStake: each.row.customerId === null ? null : viewStanding(atStake.get(each.row.customerId)),
    })),
    next,
  }
}

type Standing = {
  readonly overdue: ReadonlyMap<string, number>
  readonly daysOverdue: number
  readonly brokenPromises: number
}

/** What is overdue and how it stands with the promises, by customer. */
function standingsOf(principal: Principal, { snapshot, asOf }: BooksToday): ReadonlyMap<string, Standing> {
  const day = toEpochDay(asOf)
  const broken = new Map<number, number>()
  promiseStandings(snapshot, day).forEach((standing, at) => {
    const row = snapshot.promises[at]?.customer
    if (standing?.status === 'broken' && row !== undefined) broken.set(row, (broken.get(row) ?? 0) + 1)
  })
  return new Map(
    [...openByCustomer(snapshot, day)].map(([row, lines]): [string, Standing] => {
      const overdue = new Map<string, number>()
      const seen = seenLines(lines, principal)
      for (const line of seen)
        if (line.overdue > 0) overdue.set(line.currency, (overdue.get(line.currency) ?? 0) + line.overdue)
      return [
        snapshot.customers[row]?.id ?? '',
        {
          overdue,
          daysOverdue: Math.max(0, ...seen.map(({ daysOverdue }) => daysOverdue)),
          brokenPromises: broken.get(row) ?? 0,
        },
      ]
    }),
  )
}

function urgencies(standings: ReadonlyMap<string, Standing>, currency: string): ReadonlyMap<string, number> {
  return new Map(
    [...standings].map(([id, { overdue, ...rest }]) => [
      id,
      taskUrgency({ overdueMinor: overdue.get(currency) ?? 0, ...rest }),
    ]),
  )
}

function viewStanding(standing: Standing | undefined): TasksView['tasks'][number]['atStake'] {
  if (standing === undefined) return { overdue: [], daysOverdue: 0, brokenPromises: 0 }
  const { overdue, ...rest } = standing
  return { overdue: viewAmounts(Object.fromEntries(overdue)), ...rest }
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
