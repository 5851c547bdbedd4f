import { and, asc, count, eq, gt, inArray, isNotNull, lte, or } from 'drizzle-orm'
import type { CalendarDate } from '#engine/calendar-date.ts'
import type { Transaction } from '#server/database/database.ts'
import { missedEvent, rule, ruleFire, run } from '#server/database/rule-tables.ts'
import type { Company } from '#server/run/company.ts'
import type { ReportContent } from './report-content.ts'

/** The day a report is of, and the time it tells of. */
export type Span = {
  readonly company: Company
  readonly day: CalendarDate
  readonly since: Date
  readonly now: Date
}

type Names = ReadonlyMap<string, string>

/** What the rules of a company are called, by their ids. */
export async function ruleNames(tx: Transaction, companyId: string): Promise<Names> {
  const found = await tx
    .select({ id: rule.id, name: rule.name })
    .from(rule)
    .where(eq(rule.companyId, companyId))
  return new Map(found.map(({ id, name }) => [id, name]))
}

const named = (names: Names, id: string) => ({ id, name: names.get(id) ?? id })

/** The runs of the span, and those that wait for a person whenever they ran. */
export async function whatRan(
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

/** Due times of the span that led to no run, and those that have passed by now. */
export async function whatDidNotRun(
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

/** Events of the span that came while the rule waiting for them was paused. */
export async function whatWasMissed(
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
