import { and, asc, count, eq, gt, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import { type CalendarDate, calendarDate } from '#engine/calendar-date.ts'
import { action } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { alert, decision, missedEvent, rule, ruleFire, run } from '#server/database/rule-tables.ts'
import type { Company } from '#server/run/company.ts'
import { missingDataIn } from './missing-data.ts'
import type { ReportContent } from './report-content.ts'
import { countWords, decideTomorrow, proposedActs } from './tomorrow.ts'

type Span = {
  readonly company: Company
  readonly day: CalendarDate
  readonly since: Date
  readonly now: Date
}

/** Puts together what happened in a span of time and what would happen next. */
export async function reportContent(tx: Transaction, span: Span): Promise<ReportContent> {
  const { company, day, since, now } = span
  const names = await ruleNames(tx, company.id)
  const tomorrow = await decideTomorrow(tx, { company, today: day, now })
  const proposed = tomorrow.live.decisions.flatMap((each) =>
    proposedActs(each).map((act) => ({ act, customerId: each.customerId })),
  )
  const going = proposed.filter(({ act }) => !act.heldBack)
  return {
    day,
    since: since.toISOString(),
    until: now.toISOString(),
    mode: company.mode,
    ...(await whatRan(tx, span, names)),
    didNotRun: await whatDidNotRun(tx, span, names),
    missedEvents: await whatWasMissed(tx, span, names),
    ...(await whatWasDone(tx, span)),
    heldBack: await whatWasHeldBack(tx, span),
    missingData: missingDataIn(tomorrow.live),
    approvals: await whatAwaitsApproval(tx, company.id),
    alerts: await alertsOf(tx, span),
    tomorrow: {
      day: tomorrow.day,
      customers: new Set(going.map(({ customerId }) => customerId)).size,
      acts: countWords(going.map(({ act }) => act.act.action)).map(({ word, count }) => ({
        kind: word,
        count,
      })),
      heldBack: countWords(proposed.flatMap(({ act }) => (act.heldBack ? [act.heldBack.reason] : []))).map(
        ({ word, count }) => ({ reason: word, count }),
      ),
    },
  }
}

type Names = ReadonlyMap<string, string>

async function ruleNames(tx: Transaction, companyId: string): Promise<Names> {
  const found = await tx
    .select({ id: rule.id, name: rule.name })
    .from(rule)
    .where(eq(rule.companyId, companyId))
  return new Map(found.map(({ id, name }) => [id, name]))
}

const named = (names: Names, id: string) => ({ id, name: names.get(id) ?? id })

async function whatRan(
  tx: Transaction,
  { company, since, now }: Span,
  names: Names,
): Promise<Pick<ReportContent, 'ran' | 'stoppedRuns'>> {
  const runs = await tx
    .select()
    .from(run)
    .where(
      and(
        eq(run.companyId, company.id),
        or(and(gt(run.startedAt, since), lte(run.startedAt, now)), eq(run.state, 'stopped')),
      ),
    )
    .orderBy(asc(run.startedAt), asc(run.id))
  return {
    ran: runs
      .filter(({ startedAt }) => startedAt > since)
      .map(({ id, asOf, startedAt, state, trigger, counts, problem }) => ({
        run: id,
        asOf,
        startedAt: startedAt.toISOString(),
        state,
        startedBy: trigger,
        rules: Object.keys(counts)
          .sort()
          .map((ruleId) => named(names, ruleId)),
        problem,
      })),
    stoppedRuns: runs
      .filter(({ state }) => state === 'stopped')
      .map(({ id, asOf, brakes }) => ({
        run: id,
        asOf,
        sentences: Object.entries(brakes).flatMap(([ruleId, said]) =>
          said.map((sentence) => `${names.get(ruleId) ?? ruleId}: ${sentence}`),
        ),
      })),
  }
}

async function whatDidNotRun(
  tx: Transaction,
  { company, since, now }: Span,
  names: Names,
): Promise<ReportContent['didNotRun']> {
  const skipped = await tx
    .select()
    .from(ruleFire)
    .where(
      and(eq(ruleFire.companyId, company.id), gt(ruleFire.claimedAt, since), isNotNull(ruleFire.skipped)),
    )
    .orderBy(asc(ruleFire.scheduledFor), asc(ruleFire.ruleId))
  const overdue = await tx
    .select()
    .from(rule)
    .where(
      and(
        eq(rule.companyId, company.id),
        inArray(rule.state, ['live', 'monitor']),
        lte(rule.nextFireAt, now),
      ),
    )
    .orderBy(asc(rule.id))
  return [
    ...skipped.map(({ ruleId, scheduledFor, skipped: why }) => ({
      rule: named(names, ruleId),
      dueAt: scheduledFor.toISOString(),
      why: why ?? '',
    })),
    ...overdue.flatMap(({ id, nextFireAt }) =>
      nextFireAt === null
        ? []
        : [
            {
              rule: named(names, id),
              dueAt: nextFireAt.toISOString(),
              why: 'It was due and has not run yet.',
            },
          ],
    ),
  ]
}

async function whatWasMissed(
  tx: Transaction,
  { company, since, now }: Span,
  names: Names,
): Promise<ReportContent['missedEvents']> {
  const found = await tx
    .select({ ruleId: missedEvent.ruleId, event: missedEvent.kind, count: count() })
    .from(missedEvent)
    .where(
      and(
        eq(missedEvent.companyId, company.id),
        gt(missedEvent.missedAt, since),
        lte(missedEvent.missedAt, now),
      ),
    )
    .groupBy(missedEvent.ruleId, missedEvent.kind)
    .orderBy(asc(missedEvent.ruleId), asc(missedEvent.kind))
  return found.map(({ ruleId, event, count: events }) => ({
    rule: named(names, ruleId),
    event,
    count: events,
  }))
}

async function whatWasDone(
  tx: Transaction,
  { company, since, now }: Span,
): Promise<Pick<ReportContent, 'acted' | 'failures' | 'holdsPlaced' | 'holdsReleased'>> {
  const settled = await tx
    .select({
      id: action.id,
      kind: action.kind,
      state: action.state,
      why: action.stateReason,
      customerId: action.customerId,
      customerName: customer.name,
    })
    .from(action)
    .leftJoin(customer, and(eq(customer.companyId, action.companyId), eq(customer.id, action.customerId)))
    .where(
      and(
        eq(action.companyId, company.id),
        or(
          and(
            inArray(action.state, ['sent', 'failed']),
            gt(action.settledAt, since),
            lte(action.settledAt, now),
          ),
          // What nobody knows stays news until somebody has found out.
          eq(action.state, 'unknown'),
        ),
      ),
    )
    .orderBy(asc(action.customerId), asc(action.id))
  const customerOf = (row: (typeof settled)[number]) => ({
    id: row.customerId,
    name: row.customerName ?? row.customerId,
  })
  const done = settled.filter(({ state }) => state === 'sent')
  return {
    acted: countWords(done.map(({ kind }) => kind)).map(({ word, count }) => ({ kind: word, count })),
    failures: settled
      .filter(({ state }) => state !== 'sent')
      .map((row) => ({
        action: row.id,
        kind: row.kind,
        customer: customerOf(row),
        state: row.state,
        why: row.why,
      })),
    holdsPlaced: done.filter(({ kind }) => kind === 'place-credit-hold').map(customerOf),
    holdsReleased: done.filter(({ kind }) => kind === 'release-credit-hold').map(customerOf),
  }
}

async function whatWasHeldBack(
  tx: Transaction,
  { company, since, now }: Span,
): Promise<ReportContent['heldBack']> {
  // A rule that runs every hour holds the same subject back every hour, which is one thing to know.
  const subject = sql`${decision.ruleId} || chr(10) || ${decision.subjectId}`
  const found = await tx
    .select({ reason: decision.heldBack, count: sql<number>`count(distinct ${subject})::int` })
    .from(decision)
    .innerJoin(run, and(eq(run.companyId, decision.companyId), eq(run.id, decision.runId)))
    .where(
      and(
        eq(decision.companyId, company.id),
        isNotNull(decision.heldBack),
        gt(run.startedAt, since),
        lte(run.startedAt, now),
      ),
    )
    .groupBy(decision.heldBack)
  return found
    .map(({ reason, count }) => ({ reason: reason ?? '', count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
}

async function whatAwaitsApproval(tx: Transaction, companyId: string): Promise<ReportContent['approvals']> {
  const [found] = await tx
    .select({
      waiting: sql<number>`count(*)::int`,
      oldest: sql<string | null>`min(${action.plannedOn})::text`,
    })
    .from(action)
    .where(and(eq(action.companyId, companyId), eq(action.state, 'awaiting-approval')))
  const oldest = found?.oldest ?? null
  return { waiting: found?.waiting ?? 0, oldest: oldest === null ? null : calendarDate(oldest) }
}

async function alertsOf(tx: Transaction, { company, since }: Span): Promise<string[]> {
  const found = await tx
    .select({ text: alert.text })
    .from(alert)
    .where(and(eq(alert.companyId, company.id), or(gt(alert.raisedAt, since), isNull(alert.seenAt))))
    .orderBy(asc(alert.raisedAt), asc(alert.id))
    .limit(100)
  return found.map(({ text }) => text)
}
