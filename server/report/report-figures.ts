import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import { calendarDate } from '#engine/calendar-date.ts'
import { action } from '#server/database/action-tables.ts'
import type { Transaction } from '#server/database/database.ts'
import { customer } from '#server/database/ledger-tables.ts'
import { alert, decision, run } from '#server/database/rule-tables.ts'
import { missingDataIn } from './missing-data.ts'
import type { ReportContent } from './report-content.ts'
import { ruleNames, type Span, whatDidNotRun, whatRan, whatWasMissed } from './report-runs.ts'
import { countWords, decideTomorrow, proposedActs } from './tomorrow.ts'

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
  // A rule that runs every hour holds the same act back every hour, which is one thing to know. Beside an act that went another may
  // have stayed: what is counted are acts.
  const act = sql`${decision.ruleId} || chr(10) || ${decision.subjectId} || chr(10) || (held.act ->> 'step')`
  const reason = sql<string>`held.act -> 'heldBack' ->> 'reason'`
  const found = await tx
    .select({ reason, count: sql<number>`count(distinct ${act})::int` })
    .from(decision)
    .innerJoin(run, and(eq(run.companyId, decision.companyId), eq(run.id, decision.runId)))
    .innerJoin(sql`lateral jsonb_array_elements(${decision.acts}) held(act)`, isNotNull(reason))
    .where(and(eq(decision.companyId, company.id), gt(run.startedAt, since), lte(run.startedAt, now)))
    .groupBy(reason)
  return found.sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
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
