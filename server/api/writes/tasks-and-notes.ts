import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import { note, task } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Database } from '#server/database/database.ts'
import { NotFoundError, StateConflictError } from '#server/run/errors.ts'
import { addByHand } from './by-hand.ts'

type Person = { readonly companyId: string; readonly actor: string; readonly now: Date }

export type TaskWritten = {
  readonly title?: string
  readonly detail?: string | null
  readonly dueOn?: CalendarDate | null
  readonly assignee?: string | null
}

/** Adds a task somebody gives themselves or another. */
export async function addTask(
  db: Database,
  { companyId, actor, now }: Person,
  given: TaskWritten & { title: string; customerId?: string; documentId?: string },
): Promise<string> {
  const id = randomUUID()
  await db.transaction(async (tx) => {
    await tx.insert(task).values({ companyId, id, ...given, state: 'open', createdAt: now, createdBy: actor })
    const subject = { type: 'task', id }
    await appendAudit(tx, [{ companyId, at: now, actor, act: 'add task', subject, after: given }])
  })
  return id
}

/** Changes a task that is open, or closes it as done or dropped. */
export async function changeTask(
  db: Database,
  { companyId, actor, now }: Person,
  { id, state, why, ...given }: TaskWritten & { id: string; state?: 'done' | 'dropped'; why?: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const own = and(eq(task.companyId, companyId), eq(task.id, id))
    const [before] = await tx.select().from(task).where(own).for('update')
    if (before === undefined) throw new NotFoundError(`There is no task "${id}".`)
    if (before.state !== 'open')
      throw new StateConflictError(
        `The task "${id}" is ${before.state}. Add a new one for what is left to do.`,
      )
    const change = { ...given, ...(state !== undefined && { state, closedAt: now, closedBy: actor }) }
    if (Object.keys(change).length > 0) await tx.update(task).set(change).where(own)
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor,
        act: state === undefined ? 'change task' : `task ${state}`,
        subject: { type: 'task', id },
        before: { title: before.title, dueOn: before.dueOn, assignee: before.assignee, state: before.state },
        after: { ...given, state: state ?? before.state },
        ...(why !== undefined && { why }),
      },
    ])
  })
}

/** Writes a note about a customer. Notes are not changed afterwards. */
export async function addNote(
  db: Database,
  { companyId, actor, now }: Person,
  { customerId, text }: { customerId: string; text: string },
): Promise<string> {
  const id = randomUUID()
  await db.transaction(async (tx) => {
    await tx.insert(note).values({ companyId, id, customerId, text, createdAt: now, createdBy: actor })
    const subject = { type: 'customer', id: customerId }
    await appendAudit(tx, [{ companyId, at: now, actor, act: 'add note', subject, after: { note: id } }])
  })
  return id
}

/** Writes down a call with a customer: a note of what was said, and a contact of that day for the rules that count them. */
export async function logCall(
  db: Database,
  person: Person,
  { customerId, text, on }: { customerId: string; text: string; on: CalendarDate },
): Promise<string> {
  const { companyId, actor, now } = person
  const id = randomUUID()
  await addByHand(db, person, {
    stream: 'contactEvents',
    record: { customerId, on, kind: 'call' },
    async also(tx) {
      await tx
        .insert(note)
        .values({ companyId, id, customerId, kind: 'call', text, createdAt: now, createdBy: actor })
    },
  })
  return id
}
