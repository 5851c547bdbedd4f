import { and, asc, count, eq, inArray, isNull, sql } from 'drizzle-orm'
import { dayAt } from '#engine/calendar-date.ts'
import type { EventKind } from '#engine/ledger-event.ts'
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
import { companyById } from '#server/run/company.ts'
import { lockLiveRules } from '#server/run/live-rules.ts'
import { type BeginRun, type ObserveRun, runEachCompany } from '#server/schedule/run-each-company.ts'

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
  observe: ObserveRun = () => {},
): Promise<string[]> {
  return runEachCompany(db, {
    companyIds: await companiesWithEvents(db),
    claim: (tx, companyId, begin) => takeEvents(tx, { companyId, clock, begin }),
    clock,
    worker: `events ${process.pid}`,
    observe,
  })
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
  { companyId, clock, begin }: { companyId: string; clock: Clock; begin: BeginRun },
): Promise<string | null> {
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
  const runId = isRun
    ? await begin({
        companyId,
        asOf: dayAt(now, timeZone),
        ruleIds: rules.map(({ id }) => id),
        trigger: 'event',
        clock,
        actor: 'events',
      })
    : null
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
  const waiting = await lockLiveRules(tx, {
    companyId,
    where: and(inArray(rule.state, [...states]), sql`${ruleVersion.document} -> 'trigger' ? 'on'`),
  })
  return waiting.flatMap(({ id, shape: { trigger, subject } }) => {
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
