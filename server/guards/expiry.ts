import { and, asc, eq, inArray, isNull, lt, notExists, sql } from 'drizzle-orm'
import { businessDaysSince } from '#engine/business-calendar.ts'
import { type CalendarDate, dayAt } from '#engine/calendar-date.ts'
import { action } from '#server/database/action-tables.ts'
import { appendAudit } from '#server/database/audit.ts'
import type { Queryable, Transaction } from '#server/database/database.ts'
import { run } from '#server/database/rule-tables.ts'
import { voidDraftsOf } from '#server/run/action-letters.ts'
import { type ActionRow, changeAction, WAITING_STATES } from '#server/run/action-states.ts'
import { companyById } from '#server/run/company.ts'
import { companyCalendar } from './company-calendar.ts'
import { type CompanyLimits, limitsOf } from './company-limits.ts'

export type Expired = {
  /** Actions that were not sent in time; their rules decide again. */
  readonly expired: number
  /** Actions nobody has approved in time; their step counts as skipped. */
  readonly skipped: number
}

const ACTOR = 'dunlin'

/**
 * Ends what has waited too long in the outbox of a live company (`semantics.md` 5.4 and 5.6): what could not be sent within some
 * business days was decided on facts of another day, and what nobody approves is not asked for for ever. The caller holds the
 * lock of the company's runs.
 */
export async function expireWaiting(
  tx: Transaction,
  { companyId, now }: { companyId: string; now: Date },
): Promise<Expired> {
  const company = await companyById(tx, companyId)
  const counts = { expired: 0, skipped: 0 }
  if (company.mode === 'test') return counts
  const today = dayAt(now, company.timeZone)
  const limits = limitsOf(company.settings)
  const calendar = await companyCalendar(tx, company, today)
  const waiting = await tx
    .select()
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        inArray(action.state, [...WAITING_STATES]),
        lt(action.plannedOn, today),
      ),
    )
    .orderBy(asc(action.id))
    .for('update')
  for (const row of waiting) {
    const since = waitsSince(row, company.timeZone)
    const end = endOf(row, { days: businessDaysSince(since, today, calendar), since, limits })
    if (end === null) continue
    await changeAction(tx, row, {
      state: end.state,
      stateReason: end.why,
      settledAt: now,
      ...(end.state === 'skipped' && { doneOn: today }),
    })
    await voidDraftsOf(tx, { companyId, actionId: row.id })
    await appendAudit(tx, [
      {
        companyId,
        at: now,
        actor: ACTOR,
        act: end.state === 'skipped' ? 'approval expired' : 'action expired',
        subject: { type: 'action', id: row.id },
        before: { state: row.state },
        after: { state: end.state },
        why: end.why,
      },
    ])
    counts[end.state] += 1
  }
  await closeEmptyRuns(tx, { companyId, now })
  return counts
}

/** Whether anything of an earlier day waits, which is asked without holding anybody up. */
export async function mayHaveExpired(
  db: Queryable,
  { companyId, now }: { companyId: string; now: Date },
): Promise<boolean> {
  const { mode, timeZone } = await companyById(db, companyId)
  if (mode === 'test') return false
  const [old] = await db
    .select({ id: action.id })
    .from(action)
    .where(
      and(
        eq(action.companyId, companyId),
        inArray(action.state, [...WAITING_STATES]),
        lt(action.plannedOn, dayAt(now, timeZone)),
      ),
    )
    .limit(1)
  return old !== undefined
}

/** An approved action is as old as its approval: before that nobody could have sent it. */
function waitsSince({ plannedOn, approvedAt, state }: ActionRow, timeZone: string): CalendarDate {
  const approvedOn = state === 'queued' && approvedAt !== null ? dayAt(approvedAt, timeZone) : null
  return approvedOn !== null && approvedOn > plannedOn ? approvedOn : plannedOn
}

function endOf(
  { state, approvedAt }: ActionRow,
  { days, since, limits }: { days: number; since: CalendarDate; limits: CompanyLimits },
): { state: 'expired' | 'skipped'; why: string } | null {
  if (state === 'awaiting-approval') {
    const { approvalExpiry } = limits
    if (days < approvalExpiry) return null
    return {
      state: 'skipped',
      why: `Nobody approved it within ${approvalExpiry} business days since ${since}; its step counts as skipped.`,
    }
  }
  // An approval is good for so long and no longer, whatever else may be allowed to wait.
  const most =
    approvedAt === null ? limits.actionExpiry : Math.min(limits.actionExpiry, limits.approvalExpiry)
  if (days <= most) return null
  return {
    state: 'expired',
    why: `It could not be sent within ${most} business days since ${since}; its rule decides again.`,
  }
}

/** A stopped run of which nothing is left to release is over. */
async function closeEmptyRuns(
  tx: Transaction,
  { companyId, now }: { companyId: string; now: Date },
): Promise<void> {
  const planned = tx
    .select({ one: sql`1` })
    .from(action)
    .where(and(eq(action.companyId, companyId), eq(action.runId, run.id), eq(action.state, 'planned')))
  await tx
    .update(run)
    .set({ state: 'completed', problem: 'Nobody released it, and what it had planned has expired.' })
    .where(
      and(
        eq(run.companyId, companyId),
        eq(run.state, 'stopped'),
        isNull(run.releasedAt),
        lt(run.startedAt, sql`${now.toISOString()}::timestamptz - interval '1 day'`),
        notExists(planned),
      ),
    )
}
