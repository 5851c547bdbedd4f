import { and, asc, count, eq, inArray, isNull, sql } from 'drizzle-orm'
import { dayAt } from '#engine/calendar-date.ts'
import type { EventKind } from '#engine/ledger-event.ts'
import { RuleShape } from '#engine/rule.ts'
import type { Clock } from '#server/clock.ts'
import type { Database, Queryable, Transaction } from '#server/database/database.ts'
import { hold } from '#server/database/ledger-tables.ts'
import {
  cycle,
  ledgerEvent,
  missedEvent,
  type RuleState,
  rule,
  ruleVersion,
} from '#server/database/rule-tables.ts'
import { mayRunAgain, noteRunFailure } from '#server/guards/run-failures.ts'
import { isBeingRun } from '#server/run/begin-run.ts'
import { companyById, lockRuns } from '#server/run/company.ts'
import { runWithin } from '#server/run/run-company.ts'
import { beginInShares, isLarge, untilClosed } from '#server/run/run-in-shares.ts'

type EventRow = typeof ledgerEvent.$inferSelect
type WaitingRule = { readonly id: string; readonly kind: EventKind; readonly subject: 'customer' | 'invoice' }

/** Events taken at a time. The rest is taken by the next look. */
const BATCH = 1000
/** Rows written in one statement. */
const MISSED_AT_ONCE = 1000
/** Money that came or went back decides over holds, whatever rules there are. */
const ABOUT_MONEY: readonly string[] = ['payment-received', 'payment-returned']

/**
 * Takes the events that nobody has looked at yet, company by company and in the order in which they were found: opens a cycle for
 * every rule that waits for one, and runs these rules. Claim and run are one transaction, so that an event is taken once by any
 * number of servers. Answers the ids of the runs; a company whose run fails is tried again after a pause.
 */
export async function runEvents(
  db: Database,
  clock: Clock,
  observe: (run: { outcome: 'completed' | 'failed'; seconds: number }) => void = () => {},
): Promise<string[]> {
  const runs: string[] = []
  const failures: unknown[] = []
  for (const companyId of await companiesWithEvents(db)) {
    if (!(await mayRunAgain(db, { companyId, now: clock.now() }))) continue
    const from = performance.now()
    const seconds = () => (performance.now() - from) / 1000
    try {
      const run = await runEventsOf(db, companyId, clock)
      if (run === null) continue
      runs.push(run)
      observe({ outcome: 'completed', seconds: seconds() })
    } catch (error) {
      observe({ outcome: 'failed', seconds: seconds() })
      failures.push(error)
    }
  }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('\n'))
  return runs
}

async function runEventsOf(db: Database, companyId: string, clock: Clock): Promise<string | null> {
  try {
    const isInShares = await isLarge(db, companyId)
    const runId = await db.transaction((tx) => takeEvents(tx, { companyId, clock, isInShares }))
    if (runId !== null && isInShares)
      await untilClosed(db, { companyId, runId, clock, worker: `events ${process.pid}` })
    return runId
  } catch (error) {
    await db.transaction((tx) => noteRunFailure(tx, { companyId, now: clock.now(), error }))
    throw error
  }
}

async function companiesWithEvents(db: Queryable): Promise<string[]> {
  const found = await db
    .selectDistinct({ companyId: ledgerEvent.companyId })
    .from(ledgerEvent)
    .where(isNull(ledgerEvent.handledAt))
  return found.map(({ companyId }) => companyId).sort()
}

async function takeEvents(
  tx: Transaction,
  { companyId, clock, isInShares }: { companyId: string; clock: Clock; isInShares: boolean },
): Promise<string | null> {
  await lockRuns(tx, companyId)
  // What is found while a run is under way is taken after it.
  if (await isBeingRun(tx, companyId)) return null
  const { timeZone } = await companyById(tx, companyId)
  const now = clock.now()
  const events = await tx
    .select()
    .from(ledgerEvent)
    .where(and(eq(ledgerEvent.companyId, companyId), isNull(ledgerEvent.handledAt)))
    .orderBy(asc(ledgerEvent.raisedAt), asc(ledgerEvent.id))
    .limit(BATCH)
    .for('update')
  if (events.length === 0) return null
  const kinds = new Set(events.map(({ kind }) => kind))
  const rules = await waitingRules(tx, { companyId, kinds, states: ['live', 'monitor'] })
  const paused = await waitingRules(tx, { companyId, kinds, states: ['paused'] })
  await noteMissedEvents(tx, { companyId, events, paused, now })
  await openEventCycles(tx, { companyId, events, rules, openedOn: dayAt(now, timeZone) })
  const isForHolds = events.some(({ kind }) => ABOUT_MONEY.includes(kind))
  const isRun = rules.length > 0 || (isForHolds && (await hasHoldsOfRules(tx, companyId)))
  const order = {
    companyId,
    asOf: dayAt(now, timeZone),
    ruleIds: rules.map(({ id }) => id),
    trigger: 'event' as const,
    clock,
    actor: 'events',
  }
  const runId = !isRun
    ? null
    : isInShares
      ? (await beginInShares(tx, order)).id
      : (await runWithin(tx, order)).run
  for (const { id } of events)
    await tx
      .update(ledgerEvent)
      .set({ handledAt: now, runId })
      .where(and(eq(ledgerEvent.companyId, companyId), eq(ledgerEvent.id, id)))
  return runId
}

/** The rules in these states that wait for one of these kinds of event. */
async function waitingRules(
  tx: Transaction,
  {
    companyId,
    kinds,
    states,
  }: { companyId: string; kinds: ReadonlySet<string>; states: readonly RuleState[] },
): Promise<WaitingRule[]> {
  const waiting = await tx
    .select({ id: rule.id, document: ruleVersion.document })
    .from(rule)
    .innerJoin(
      ruleVersion,
      and(
        eq(ruleVersion.companyId, rule.companyId),
        eq(ruleVersion.ruleId, rule.id),
        eq(ruleVersion.version, rule.liveVersion),
      ),
    )
    .where(
      and(
        eq(rule.companyId, companyId),
        inArray(rule.state, [...states]),
        sql`${ruleVersion.document} -> 'trigger' ? 'on'`,
      ),
    )
    .orderBy(asc(rule.id))
  return waiting.flatMap(({ id, document }) => {
    // Whether its conditions still fit the books, the run finds out.
    const { trigger, subject } = RuleShape.parse(document)
    return 'on' in trigger && kinds.has(trigger.on) ? [{ id, kind: trigger.on, subject }] : []
  })
}

/** Opens a cycle for each rule and event it waits for, unless that was done before: events can be taken again and do nothing twice. */
async function openEventCycles(
  tx: Transaction,
  {
    companyId,
    events,
    rules,
    openedOn,
  }: {
    companyId: string
    events: readonly EventRow[]
    rules: readonly WaitingRule[]
    openedOn: typeof cycle.$inferInsert.openedOn
  },
): Promise<void> {
  if (rules.length === 0) return
  const known = await tx
    .select({
      ruleId: cycle.ruleId,
      subjectId: cycle.subjectId,
      number: cycle.number,
      event: cycle.event,
    })
    .from(cycle)
    .where(
      and(
        eq(cycle.companyId, companyId),
        inArray(
          cycle.ruleId,
          rules.map(({ id }) => id),
        ),
      ),
    )
  const keyOf = (...parts: string[]) => JSON.stringify(parts)
  const opened = new Set(known.flatMap(({ ruleId, event }) => (event ? [keyOf(ruleId, event)] : [])))
  const last = new Map<string, number>()
  for (const { ruleId, subjectId, number } of known)
    last.set(keyOf(ruleId, subjectId), Math.max(number, last.get(keyOf(ruleId, subjectId)) ?? 0))
  const rows: (typeof cycle.$inferInsert)[] = []
  for (const event of events)
    for (const { id: ruleId, kind, subject } of rules) {
      const subjectId = subjectOf(event, subject)
      if (kind !== event.kind || subjectId === null || opened.has(keyOf(ruleId, event.id))) continue
      const number = (last.get(keyOf(ruleId, subjectId)) ?? 0) + 1
      last.set(keyOf(ruleId, subjectId), number)
      rows.push({ companyId, ruleId, subjectType: subject, subjectId, number, event: event.id, openedOn })
    }
  if (rows.length > 0) await tx.insert(cycle).values(rows)
}

/** Whom or what an event is about for a rule; null where it is about no document and the rule is about invoices. */
function subjectOf(event: EventRow, subject: WaitingRule['subject']): string | null {
  return subject === 'customer' ? event.customerId : event.documentId
}

/** Writes down what rules would have looked at had they not been paused: they catch up with nothing, and people are told. */
async function noteMissedEvents(
  tx: Transaction,
  {
    companyId,
    events,
    paused,
    now,
  }: { companyId: string; events: readonly EventRow[]; paused: readonly WaitingRule[]; now: Date },
): Promise<void> {
  const missed = paused.flatMap(({ id: ruleId, kind, subject }) =>
    events
      .filter((event) => event.kind === kind && subjectOf(event, subject) !== null)
      .map(({ id: eventId }) => ({ companyId, ruleId, eventId, kind, missedAt: now })),
  )
  for (let from = 0; from < missed.length; from += MISSED_AT_ONCE)
    await tx
      .insert(missedEvent)
      .values(missed.slice(from, from + MISSED_AT_ONCE))
      .onConflictDoNothing()
}

async function hasHoldsOfRules(tx: Transaction, companyId: string): Promise<boolean> {
  const [found] = await tx
    .select({ holds: count() })
    .from(hold)
    .where(and(eq(hold.companyId, companyId), eq(hold.placedBy, 'rule'), isNull(hold.releasedOn)))
  return (found?.holds ?? 0) > 0
}
